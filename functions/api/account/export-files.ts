import type { ArchiveFile } from "../../../shared/archive/write-archive.ts";
import { BlobMissing } from "../../../shared/ports/blobs.ts";
import { books } from "../../../shared/read-models/books.ts";
import { editions } from "../../../shared/read-models/editions.ts";
import type { Api } from "../publish-command.ts";
import { bytesOf, exportedLists } from "./export-lists.ts";
import { contentsOf, type ExportedContents, filesOfBook, filesOfEdition } from "./export-names.ts";
import { exportReadme } from "./export-readme.ts";

const textLevel = 6;
/** Most content is compressed already; of what is not, little is gained. */
const contentLevel = 0;

/**
 * Every file of an account's export, one after the other: what it is, the lists, the content. Nothing of it is held. What is
 * changed meanwhile may be in it as it was before or after.
 */
export async function* exportFiles(api: Api): AsyncGenerator<ArchiveFile> {
  const { ports, settings } = api;
  const { account } = settings;
  const readme = exportReadme({ account, at: ports.clock.now() });
  yield { name: "README.txt", content: bytesOf([readme]), level: textLevel };
  for (const [name, content] of Object.entries(exportedLists(api))) yield { name, content, level: textLevel };

  const missing: string[] = [];
  for await (const [, , book] of ports.readModels.all(books, account)) {
    if (book.removed && book.unpacked === undefined) continue;
    yield* contentFiles(filesOfBook(book), missing, api);
  }
  for await (const [, , edition] of ports.readModels.all(editions, account)) {
    yield* contentFiles(filesOfEdition(edition), missing, api);
  }
  if (missing.length > 0) {
    yield { name: "missing.txt", content: bytesOf(missing.map((path) => `${path}\n`)), level: textLevel };
  }
}

async function* contentFiles(
  contents: ExportedContents,
  missing: string[],
  { ports }: Api,
): AsyncGenerator<ArchiveFile> {
  for (const { path, key } of contentsOf(contents)) {
    const content = await opened(key, ports);
    if (content === undefined) missing.push(path);
    else yield { name: path, content, level: contentLevel };
  }
}

async function opened(key: string, { blobs }: Api["ports"]): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    return await blobs.read(key);
  } catch (error) {
    if (error instanceof BlobMissing) return undefined;
    throw error;
  }
}
