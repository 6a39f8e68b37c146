import type { WorkDone } from "../../shared/ports/progress.ts";
import type { PictureStore } from "./images/picture-store.ts";
import type { SourceBook, SourceChapter } from "./source-book.ts";

/**
 * Tells how far a conversion is, from what passes by: chapters as they are asked for, pictures as they are kept. A book of
 * pictures counts those, any other its chapters.
 */
export function watchedWork(tell: (done: WorkDone) => void) {
  /** What a picture that is kept is a step of. */
  let pictures: { readonly phase: "pictures" | "shrinking"; readonly of: number } | undefined;
  let kept = 0;
  return {
    /** The same source, whose chapters are counted as they are dealt with. */
    source: (source: SourceBook): SourceBook => {
      const { resources, chaptersCount = 1 } = source;
      const isOfPictures = resources.size > chaptersCount;
      if (isOfPictures) pictures = { phase: "pictures", of: resources.size };
      tell({ phase: "reading" });
      return isOfPictures ? source : { ...source, chapters: () => counted(source, tell) };
    },
    /** The same store, which tells of what is kept. */
    store: (store: PictureStore): PictureStore => ({
      ...store,
      keep: async (bytes) => {
        const stored = await store.keep(bytes);
        kept += 1;
        // A cover and volumes' covers are kept as well, and some pictures twice: more than all is all.
        if (pictures !== undefined) tell({ phase: pictures.phase, done: Math.min(kept, pictures.of), of: pictures.of });
        return stored;
      },
    }),
    /** A file is being written; pictures that are kept from now on are made smaller for the next one. */
    writing: (picturesCount: number): void => {
      tell({ phase: "writing" });
      kept = 0;
      pictures = picturesCount > 0 ? { phase: "shrinking", of: picturesCount } : undefined;
    },
    /** One of so many files, from 1, is looked at. */
    checking: (volume: number, of: number): void => tell({ phase: "checking", done: volume - 1, of }),
  };
}

async function* counted(source: SourceBook, tell: (done: WorkDone) => void): AsyncGenerator<SourceChapter> {
  const { chaptersCount } = source;
  let read = 0;
  for await (const chapter of source.chapters()) {
    yield chapter;
    // It has been dealt with when the next one is asked for. More may turn up than were counted: pages that a link leads to.
    read += 1;
    if (chaptersCount) tell({ phase: "reading", done: Math.min(read, chaptersCount), of: chaptersCount });
  }
}
