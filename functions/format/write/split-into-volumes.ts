/** What a volume is made of, as far as splitting asks. */
export interface SplitPart<Picture> {
  /** Parts of one chapter follow each other. */
  readonly chapter: string;
  /** Compressed, without pictures. */
  readonly bytes: number;
  readonly pictures: ReadonlyMap<Picture, number>;
}

/**
 * Puts every part into exactly one volume, in order, each as full as `bytesMax` allows: a chapter is only divided where
 * no volume could hold it. A part that is too large by itself is a volume by itself. A picture counts once in each volume.
 */
export function splitIntoVolumes<Picture, P extends SplitPart<Picture>>(
  parts: readonly P[],
  { bytesMax }: { readonly bytesMax: number },
): readonly (readonly P[])[] {
  const volumes: P[][] = [];
  let current: P[] = [];
  const close = () => {
    if (current.length > 0) volumes.push(current);
    current = [];
  };
  for (const chapter of chaptersOf(parts)) {
    if (bytesOf([...current, ...chapter]) <= bytesMax) {
      current.push(...chapter);
      continue;
    }
    if (bytesOf(chapter) <= bytesMax) {
      close();
      current.push(...chapter);
      continue;
    }
    for (const part of chapter) {
      if (current.length > 0 && bytesOf([...current, part]) > bytesMax) close();
      current.push(part);
    }
  }
  close();
  return volumes;
}

function chaptersOf<P extends { readonly chapter: string }>(parts: readonly P[]): readonly (readonly P[])[] {
  const chapters: P[][] = [];
  for (const part of parts) {
    const last = chapters.at(-1);
    if (last !== undefined && last[0]?.chapter === part.chapter) last.push(part);
    else chapters.push([part]);
  }
  return chapters;
}

/** What these parts and their pictures have together. */
export function bytesOf<Picture>(parts: readonly SplitPart<Picture>[]): number {
  const pictures = new Map<Picture, number>();
  let bytes = 0;
  for (const part of parts) {
    bytes += part.bytes;
    for (const [picture, size] of part.pictures) pictures.set(picture, size);
  }
  for (const size of pictures.values()) bytes += size;
  return bytes;
}
