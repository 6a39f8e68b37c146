import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, expect } from "@jest/globals";
import { simpleParser } from "mailparser";
import { hashOf } from "../../events/define-event.ts";
import { corpusFiles, corpusName } from "../corpora.ts";
import { openEpubcheck } from "../epubcheck.ts";
import { itWhere } from "../it-where.ts";
import { proofFiles } from "../proof-sizes.ts";
import { addDevices, drop, everyItem, startServer, temporaryFolder, until } from "./server-process.ts";

const files = proofFiles(
  [
    ...corpusFiles(
      "books/epub-wild",
      "books/epub3-samples",
      "books/html-articles",
      "books/txt-encodings",
      "books/gutenberg",
      "books/docx",
      "books/odt",
      "books/fb2",
      "books/rtf",
      "books/pdf",
      "books/cbz-images",
    ),
    ...corpusFiles("books/markdown"),
  ].filter((path) => /\.(?:epub|x?html?|md|txt|docx|odt|fb2|rtf|pdf|cbz|jpe?g|png|gif|webp)$/i.test(path)),
);
const epubcheck = files.length > 0 ? openEpubcheck() : undefined;
afterAll(() => epubcheck?.close());

interface Shown {
  id: string;
  status: string;
  fileName: string;
  rejection?: { code: string; message: string };
}

itWhere(files.length > 0 && epubcheck !== undefined, "books through the whole server", "no corpora or no Java")(
  `makes of each of ${files.length} books one mail with a valid EPUB or the PDF that it is, or a refusal with its reason`,
  async () => {
    const folder = await temporaryFolder();
    const server = await startServer({ dataDir: folder.path });
    try {
      await addDevices(server, "one@kindle.com");
      const names = new Map<string, string>();
      for (const [number, path] of files.entries()) {
        const content = await readFile(path);
        names.set(hashOf("book", "home", createHash("sha256").update(content).digest("hex")), corpusName(path));
        await drop(folder.path, `${number}-${basename(path)}`, content);
      }
      const shown = await until(
        () => everyItem<Shown>(server, "/api/books"),
        (books) => books.length === names.size && books.every(({ status }) => status !== "received"),
        { withinMs: 480_000, what: `a verdict on each of ${names.size} books` },
      );
      const ready = shown.filter(({ status }) => status === "ready");
      await until(
        async () => (await readdir(join(folder.path, "outbox"))).filter((name) => name.endsWith(".eml")),
        (mails) => mails.length === ready.length,
        { withinMs: 180_000, what: `${ready.length} mails` },
      );
      const complaints: string[] = [];
      for (const { id, name } of await mailsOf(server, ready, names)) {
        const mail = await simpleParser(await readFile(join(folder.path, "outbox", `${id}.eml`)));
        const type = name.endsWith(".pdf") ? "application/pdf" : "application/epub+zip";
        expect([name, mail.attachments.map(({ contentType }) => contentType)]).toEqual([name, [type]]);
        if (type === "application/pdf") continue;
        const path = join(folder.path, "checked.epub");
        await writeFile(path, mail.attachments[0]?.content ?? "");
        const messages = (await epubcheck?.check(path)) ?? [];
        complaints.push(
          ...messages.map((message) => `${name}: ${message.severity} ${message.id} ${message.path} ${message.text}`),
        );
      }
      const refused = shown.filter(({ status }) => status === "rejected");
      process.stderr.write(
        `books: ${names.size} different files; ${ready.length} mailed, epubcheck has ${complaints.length} complaints; ${refused.length} refused\n` +
          refused.map(({ id, rejection }) => `  ${names.get(id)}: ${rejection?.code}\n`).join(""),
      );
      for (const { rejection } of refused) expect(rejection?.message).toMatch(/\S+ .*\.$/s);
      expect(complaints).toEqual([]);
      expect(await readdir(join(folder.path, "inbox"))).toEqual([]);
      expect(await server.stop()).toBe(0);
    } finally {
      await server.kill();
      await folder.remove();
    }
  },
  900_000,
);

/** The delivery of each ready book, which is the name of its mail. */
async function mailsOf(
  server: Parameters<typeof everyItem>[0],
  ready: readonly Shown[],
  names: ReadonlyMap<string, string>,
): Promise<readonly { id: string; name: string }[]> {
  const deliveries = await everyItem<{ id: string; documentId: string; status: string }>(server, "/api/deliveries");
  expect(deliveries.map(({ documentId }) => documentId).toSorted()).toEqual(ready.map(({ id }) => id).toSorted());
  return deliveries.map(({ id, documentId }) => ({ id, name: names.get(documentId) ?? documentId }));
}
