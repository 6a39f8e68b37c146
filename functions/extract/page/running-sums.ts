/** `sums[n]` is the sum of the first n values: the sum of any run of them is one subtraction. */
export function runningSums<One>(all: readonly One[], valueOf: (one: One, at: number) => number): Float64Array {
  const sums = new Float64Array(all.length + 1);
  let sum = 0;
  // Pairs of `entries()` would be a third of what an outline takes.
  for (let at = 0; at < all.length; at += 1) {
    sum += valueOf(all[at] as One, at);
    sums[at + 1] = sum;
  }
  return sums;
}

/** The sum of the values from one place up to, and without, another. */
export function differenceOf(sums: Float64Array, from: number, to: number): number {
  return (sums[to] ?? 0) - (sums[from] ?? 0);
}
