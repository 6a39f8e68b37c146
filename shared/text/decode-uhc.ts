import { fromCodePoints } from "./from-code-points.ts";

const hangulFirst = 0xac00;
const hangulLast = 0xd7a3;
const syllableRowFirst = 0xb0;
const syllableRowLast = 0xc8;
const leadMin = 0x81;
const leadMax = 0xfe;
/** Up to this lead byte, a row of the extension has three runs of trail bytes; behind it, the third one is short. */
const longRowLast = 0xa0;
const extensionLeadMax = 0xc6;

/**
 * Korean as Windows writes it (code page 949, the "euc-kr" of the WHATWG list): KS X 1001, and the 8,822 syllables that it lacks
 * in the order of Unicode. The TextDecoder of Node 24 knows the former only, and takes the latter apart.
 */
export function decodeUhc(bytes: Uint8Array): string {
  const { pairs, extension } = (tables ??= makeTables());
  return fromCodePoints(
    (function* () {
      for (let at = 0; at < bytes.length; at += 1) {
        const lead = bytes[at] ?? 0;
        if (lead < 0x80) {
          yield lead;
          continue;
        }
        const trail = bytes[at + 1] ?? 0;
        const place = extensionPlace(lead, trail);
        const point = place === undefined ? pairs[pairPlace(lead, trail)] : extension[place];
        // A trail byte that is ASCII stands for itself where the pair means nothing.
        if (point !== undefined || trail >= 0x80) at += lead >= leadMin && lead <= leadMax ? 1 : 0;
        yield point ?? 0xfffd;
      }
    })(),
  );
}

let tables: { readonly pairs: readonly number[]; readonly extension: readonly number[] } | undefined;

const pairPlace = (lead: number, trail: number) =>
  lead < 0xa1 || trail < 0xa1 ? -1 : (lead - 0xa1) * 94 + trail - 0xa1;

function extensionPlace(lead: number, trail: number): number | undefined {
  if (lead < leadMin || lead > extensionLeadMax) return undefined;
  const isShort = lead > longRowLast;
  const column =
    trail >= 0x41 && trail <= 0x5a
      ? trail - 0x41
      : trail >= 0x61 && trail <= 0x7a
        ? trail - 0x61 + 26
        : trail >= 0x81 && trail <= (isShort ? 0xa0 : 0xfe)
          ? trail - 0x81 + 52
          : undefined;
  if (column === undefined) return undefined;
  return isShort
    ? (longRowLast - leadMin + 1) * 178 + (lead - longRowLast - 1) * 84 + column
    : (lead - leadMin) * 178 + column;
}

function makeTables(): { readonly pairs: readonly number[]; readonly extension: readonly number[] } {
  const decoder = new TextDecoder("euc-kr");
  const pairs: number[] = [];
  const known = new Set<number>();
  for (let lead = 0xa1; lead <= leadMax; lead += 1) {
    for (let trail = 0xa1; trail <= 0xfe; trail += 1) {
      const point = decoder.decode(Uint8Array.of(lead, trail)).codePointAt(0) ?? 0xfffd;
      if (point === 0xfffd) continue;
      pairs[pairPlace(lead, trail)] = point;
      if (lead >= syllableRowFirst && lead <= syllableRowLast) known.add(point);
    }
  }
  const extension: number[] = [];
  for (let point = hangulFirst; point <= hangulLast; point += 1) if (!known.has(point)) extension.push(point);
  return { pairs, extension };
}
