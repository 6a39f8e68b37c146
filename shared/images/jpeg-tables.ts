/**
 * Whether the tables of a JPEG are whole and all those there that its first scan needs: readers of pictures refuse one
 * that lacks any, and show nothing. Of the baseline and progressive kinds alone; of any other the answer is no.
 */
export interface JpegTables {
  /** Takes one segment, its two bytes of length left out. Answers whether it may be so. */
  accept(marker: number, segment: Uint8Array): boolean;
}

export function jpegTables(): JpegTables {
  const huffman = new Set<number>();
  const quantisers = new Set<number>();
  let frame: { readonly progressive: boolean; readonly quantiserOf: ReadonlyMap<number, number> } | undefined;

  const takeHuffman = (segment: Uint8Array): boolean => {
    let at = 0;
    while (at < segment.length) {
      const id = segment[at] ?? 0;
      const counts = segment.subarray(at + 1, at + 17);
      const symbols = counts.reduce((sum, count) => sum + count, 0);
      const codeSpace = counts.reduce((sum, count, length) => sum + count * 2 ** (15 - length), 0);
      at += 17 + symbols;
      if (counts.length < 16 || (id & 0xee) !== 0 || symbols > 256 || codeSpace > 65_535 || at > segment.length)
        return false;
      huffman.add(id);
    }
    return at === segment.length;
  };
  const takeQuantisers = (segment: Uint8Array): boolean => {
    let at = 0;
    while (at < segment.length) {
      const id = segment[at] ?? 0;
      if (id >> 4 > 1 || (id & 15) > 3) return false;
      quantisers.add(id & 15);
      at += 1 + 64 * (1 + (id >> 4));
    }
    return at === segment.length;
  };
  const takeFrame = (marker: number, segment: Uint8Array): boolean => {
    const count = segment[5] ?? 0;
    if (frame !== undefined || marker > 0xc2 || segment[0] !== 8 || segment.length !== 6 + 3 * count) return false;
    const quantiserOf = new Map<number, number>();
    for (let at = 6; at < segment.length; at += 3) {
      const sampling = segment[at + 1] ?? 0;
      if (sampling >> 4 < 1 || sampling >> 4 > 4 || (sampling & 15) < 1 || (sampling & 15) > 4) return false;
      quantiserOf.set(segment[at] ?? 0, segment[at + 2] ?? 0);
    }
    frame = { progressive: marker === 0xc2, quantiserOf };
    // Grey or three colours, as everybody names them: by other names they are other colours.
    return (count === 1 || count === 3) && [...quantiserOf.keys()].every((id, index) => id === index + 1);
  };
  const takeScan = (segment: Uint8Array): boolean => {
    const count = segment[0] ?? 0;
    if (frame === undefined || count < 1 || segment.length !== 4 + 2 * count) return false;
    const [first = 0, last = 0, steps = 0] = segment.subarray(1 + 2 * count);
    // The first scan of a progressive picture has the first coefficient alone.
    if (first !== 0 || (frame.progressive ? last !== 0 || steps >> 4 !== 0 : last !== 63 || steps !== 0)) return false;
    if (!frame.progressive && count !== frame.quantiserOf.size) return false;
    for (let at = 1; at < 1 + 2 * count; at += 2) {
      const quantiser = frame.quantiserOf.get(segment[at] ?? 0);
      const tables = segment[at + 1] ?? 0;
      if (quantiser === undefined || !quantisers.has(quantiser) || !huffman.has(tables >> 4)) return false;
      if (!frame.progressive && !huffman.has(0x10 | (tables & 15))) return false;
    }
    return true;
  };
  return {
    accept(marker, segment) {
      if (marker === 0xc4) return takeHuffman(segment);
      if (marker === 0xdb) return takeQuantisers(segment);
      if (marker === 0xda) return takeScan(segment);
      return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc ? takeFrame(marker, segment) : true;
    },
  };
}
