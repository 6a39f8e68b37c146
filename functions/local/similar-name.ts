/** Shorter ones are too close to variables that every system has: HOST to HOME, PORT to POST. */
const lengthMin = 7;
const editsMax = 2;

/** The known name that was probably meant by one that is not known, or `undefined`. */
export function similarName(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name) || name.length < lengthMin) return undefined;
  const bare = bareNameOf(name);
  return known.find((one) => one.length >= lengthMin && editsBetween(bare, bareNameOf(one)) <= editsMax);
}

function bareNameOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
}

/** Letters to add, remove or replace, and neighbours to swap, until one is the other. */
function editsBetween(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let at = 1; at <= left.length; at += 1) {
    const next = [at];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[at - 1] === right[column - 1];
      const swapped = left[at - 1] === right[column - 2] && left[at - 2] === right[column - 1];
      next.push(
        Math.min(
          (row[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (row[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
