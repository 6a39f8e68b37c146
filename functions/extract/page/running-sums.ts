/** `sums[n]` is the sum of the first n values: the sum of any run of them is one subtraction. */
export function runningSums(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  let sum = 0;
  for (const [at, value] of values.entries()) {
    sum += value;
    sums[at + 1] = sum;
  }
  return sums;
}

/** The sum of the values from one place up to, and without, another. */
export function differenceOf(sums: Float64Array, from: number, to: number): number {
  return (sums[to] ?? 0) - (sums[from] ?? 0);
}
