/** Characters a piece: `String.fromCodePoint` takes its arguments from the stack. */
const pieceCharacters = 8192;

/** Joins code points in pieces, so that a large text needs neither a deep stack nor one string per character. */
export function fromCodePoints(points: Iterable<number>): string {
  const pieces: string[] = [];
  let piece: number[] = [];
  for (const point of points) {
    piece.push(point);
    if (piece.length === pieceCharacters) {
      pieces.push(String.fromCodePoint(...piece));
      piece = [];
    }
  }
  pieces.push(String.fromCodePoint(...piece));
  return pieces.join("");
}
