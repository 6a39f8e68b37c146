import { documentFormatted } from "../../../events/document-formatted.ts";
import { documentRefused } from "../../../events/document-refused.ts";
import type { EditionCompiled } from "../../../events/edition-compiled.ts";
import type { EditionFailed } from "../../../events/edition-failed.ts";
import type { Rung } from "../../../events/values.ts";
import { ArticleContent } from "../../../shared/articles/article-content.ts";
import { EditionLayout } from "../../../shared/articles/edition-layout.ts";
import { BlobMissing, type Blobs } from "../../../shared/ports/blobs.ts";
import { convertFile, type FormatPorts, type Made, refusalOf } from "../format-document.ts";
import { withFiles } from "../with-files.ts";
import { picturesPerArticleMax } from "./read-edition.ts";

/** Articles that are read at once, only to see which pictures they have. */
const readsAtOnce = 16;

/**
 * Prints an edition: its layout and articles become a Kindle-ready EPUB, or it says why they cannot. Repeating it writes the same
 * bytes under the same key and announces the same event.
 */
export async function printEdition(compiled: EditionCompiled | EditionFailed, ports: FormatPorts): Promise<void> {
  const { editionId: documentId, layoutKey, layoutSha256, title, slot, devices } = compiled.data;
  const at = ports.clock.now();
  let made: Made;
  try {
    made = await convertEdition(compiled, ports);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    const { code, message } = refusal;
    const facts = { documentId, kind: "edition" as const, sourceKey: layoutKey, fileName: title, via: "http" as const };
    const data = { ...facts, code, message };
    await ports.events.publish(documentRefused.from(compiled, { subject: documentId, at, data }));
    return;
  }
  const { output, volumes, cover } = made;
  const [document] = volumes;
  await ports.events.publish(
    documentFormatted.from(compiled, {
      subject: documentId,
      at,
      data: {
        documentId,
        kind: "edition",
        sourceSha256: layoutSha256,
        documentKey: document.documentKey,
        sha256: document.sha256,
        bytes: document.bytes,
        title: output.title,
        authors: [...output.authors],
        language: output.language,
        cover: { key: cover.key, mediaType: output.cover.mediaType },
        ...(volumes.length > 1 && { volumes: [...volumes] }),
        warnings: [...output.warnings],
        receivedAt: slot,
        deliver: true,
        ...(devices.length > 0 && { devices }),
      },
    }),
  );
}

/**
 * Converts an edition's layout and articles, and keeps what came of it; `rung` has it done more conservatively than usual.
 * @throws Rejected, WorkshopLimit where no document can be made of it; BlobMissing
 */
export async function convertEdition(
  { account, data }: Pick<EditionCompiled | EditionFailed, "account" | "data">,
  ports: FormatPorts,
  rung?: Rung,
): Promise<Made> {
  const { layoutKey, layoutSha256, title, language, digestName, slot } = data;
  const keys = await keysOf(layoutKey, ports.blobs);
  return await withFiles(ports.blobs, [layoutKey, ...keys], async (files) => {
    const path = files[layoutKey];
    if (path === undefined) throw new BlobMissing(layoutKey);
    const named = { fileName: title, title, authors: [digestName], language, words: {} };
    const hints = { ...named, sourceSha256: layoutSha256, modifiedAt: slot, ...(rung && { rung }) };
    return await convertFile(account, { path, format: "edition", files, ...hints }, ports);
  });
}

/** Everything that the edition is made of: its articles, and those of their pictures that it shows. */
async function keysOf(layoutKey: string, blobs: Blobs): Promise<readonly string[]> {
  const { sections } = EditionLayout.parse(await readJson(layoutKey, blobs));
  const articles = sections.flatMap((section) => section.articles.map(({ articleKey }) => articleKey));
  const keys: string[] = [];
  for (let at = 0; at < articles.length; at += readsAtOnce) {
    const contents = await Promise.all(
      articles.slice(at, at + readsAtOnce).map(async (key) => ArticleContent.parse(await readJson(key, blobs))),
    );
    for (const { pictures } of contents) keys.push(...pictures.slice(0, picturesPerArticleMax).map(({ key }) => key));
  }
  return [...articles, ...keys];
}

async function readJson(key: string, blobs: Blobs): Promise<unknown> {
  const content = await blobs.read(key);
  if (content === undefined) throw new BlobMissing(key);
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
