import { openArchive } from "../../../../shared/archive/open-archive.ts";

/** All words on the pages of an EPUB, as often as they are there. */
export async function wordsOfEpub(path: string): Promise<readonly string[]> {
  const archive = await openArchive(path);
  try {
    const words: string[] = [];
    for (const name of archive.entries.keys()) {
      if (!name.endsWith(".xhtml")) continue;
      const text = Buffer.from(await archive.read(name)).toString();
      words.push(...(text.replaceAll(/<[^>]*>/gu, " ").match(/[\p{L}\p{N}]+/gu) ?? []));
    }
    return words;
  } finally {
    await archive.close();
  }
}
