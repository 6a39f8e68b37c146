import { euctwRuns } from "./euc-tw-runs.ts";
import { fromCodePoints } from "./from-code-points.ts";

const columns = 94;
const big5Columns = 157;
const singleShift = 0x8e;

/** EUC-TW, planes 1 and 2 of CNS 11643, by way of Big5. */
export function decodeEucTw(bytes: Uint8Array): string {
  const planes = (tables ??= { 1: tableOf(euctwRuns[1]), 2: tableOf(euctwRuns[2]) });
  return fromCodePoints(
    (function* () {
      for (let at = 0; at < bytes.length; at += 1) {
        const byte = bytes[at] ?? 0;
        if (byte < 0x80) {
          yield byte;
          continue;
        }
        const shifted = byte === singleShift;
        const plane = shifted ? (bytes[at + 1] ?? 0) - 0xa0 : 1;
        const skip = shifted ? 2 : 0;
        const row = (bytes[at + skip] ?? 0) - 0xa1;
        const column = (bytes[at + skip + 1] ?? 0) - 0xa1;
        const isInside = row >= 0 && row < columns && column >= 0 && column < columns && (plane === 1 || plane === 2);
        const point = isInside ? planes[plane][row * columns + column] : undefined;
        yield point ?? 0xfffd;
        if (isInside) at += skip + 1;
      }
    })(),
  );
}

let tables: Readonly<Record<1 | 2, readonly number[]>> | undefined;

function tableOf(runs: string): readonly number[] {
  const big5 = new TextDecoder("big5");
  const table: number[] = [];
  for (const run of runs.split(" ")) {
    const [first = 0, length = 0, target = 0] = run.split(":").map(Number);
    for (let step = 0; step < length; step += 1) {
      const trail = (target + step) % big5Columns;
      const pair = [0xa1 + Math.floor((target + step) / big5Columns), trail < 63 ? 0x40 + trail : 0x62 + trail];
      table[first + step] = big5.decode(Uint8Array.from(pair)).codePointAt(0) ?? 0xfffd;
    }
  }
  return table;
}
