import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { simpleParser } from "mailparser";
import { hashOf } from "../../events/define-event.ts";
import { openEpubcheck } from "../epubcheck.ts";
import { pictureOf } from "../functions/format/comic/small-pictures.ts";
import { docxOf, fb2Of, flatOdtOf, flatPicture, odtOf, paragraph } from "../functions/format/office/small-documents.ts";
import { pdfOf } from "../functions/ingest/pdf/pdf-writer.ts";
import { zipOf } from "../shared/archive/zip-writer.ts";
import { epubOf } from "../shared/epub/epub-writer.ts";
import {
  addDevices,
  drop,
  everyItem,
  type ServerProcess,
  startServer,
  temporaryFolder,
  until,
} from "./server-process.ts";

interface Shown {
  id: string;
  title: string;
  status: string;
  fileName: string;
  format?: string;
  rejection?: { code: string };
  unpacked?: { books: { bookId: string; fileName: string }[]; others: number };
}

const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startServer({ dataDir: folder.path });
  await addDevices(server, "one@kindle.com");
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

const books = () => everyItem<Shown>(server, "/api/books");
const ask = async (path: string) => {
  const response = await fetch(`${server.address}${path}`, { headers: { authorization: `Bearer ${server.token}` } });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    body: Buffer.from(await response.arrayBuffer()),
  };
};
const json = async <T>(path: string) => JSON.parse((await ask(path)).body.toString("utf8")) as T;
const idOf = (content: Uint8Array) => hashOf("book", "home", createHash("sha256").update(content).digest("hex"));

async function decided(count: number): Promise<readonly Shown[]> {
  return await until(books, (found) => found.length === count && found.every(({ status }) => status !== "received"), {
    withinMs: 60_000,
    what: `a verdict on ${count} books`,
  });
}

async function mails(count: number) {
  const outbox = join(folder.path, "outbox");
  const names = await until(
    async () => (await readdir(outbox)).filter((name) => name.endsWith(".eml")),
    (found) => found.length === count,
    { withinMs: 90_000, what: `${count} mails` },
  );
  return await Promise.all(names.map(async (name) => simpleParser(await readFile(join(outbox, name)))));
}

describe("what people drop", () => {
  it("becomes a book that a Kindle takes, whatever its format", async () => {
    const title = "<dc:title>A docx</dc:title>";
    const page = await pictureOf(600, 900);
    const files: readonly (readonly [name: string, content: Uint8Array | string])[] = [
      ["a.docx", docxOf({ body: paragraph("Text of Word"), core: title })],
      ["b.odt", odtOf({ text: "<text:p>Text of LibreOffice</text:p>", meta: "<dc:title>An odt</dc:title>" })],
      [
        "c.fb2",
        fb2Of("<body><section><p>Text of a FictionBook</p></section></body>", "<book-title>An fb2</book-title>"),
      ],
      ["d.rtf", "{\\rtf1{\\info{\\title An rtf}}Text}"],
      [
        "e.zip",
        zipOf([
          { name: "index.html", data: "<title>A site</title><p>Text" },
          { name: "2.html", data: "<p>More" },
        ]),
      ],
      [
        "f.cbz",
        zipOf([
          { name: "1.jpg", data: page },
          { name: "2.jpg", data: page },
        ]),
      ],
      ["g.png", await pictureOf(500, 700, "png")],
      [
        "h.fodt",
        flatOdtOf({
          text: `<text:p>Text of one file<draw:frame>${flatPicture}</draw:frame></text:p>`,
          meta: "<dc:title>A flat odt</dc:title>",
        }),
      ],
    ];
    for (const [name, content] of files) await drop(folder.path, name, content);
    const found = await decided(files.length);
    expect(found.map(({ format, title: called, status }) => [format, called, status]).toSorted(byText)).toEqual([
      ["comic", "f", "ready"],
      ["docx", "A docx", "ready"],
      ["fb2", "An fb2", "ready"],
      ["odt", "A flat odt", "ready"],
      ["odt", "An odt", "ready"],
      ["page-archive", "A site", "ready"],
      ["picture", "g", "ready"],
      ["rtf", "An rtf", "ready"],
    ]);
    for (const { attachments } of await mails(files.length)) {
      expect(attachments[0]?.contentType).toBe("application/epub+zip");
      const path = join(folder.path, "checked.epub");
      await writeFile(path, attachments[0]?.content ?? "");
      expect([attachments[0]?.filename, (await epubcheck?.check(path)) ?? []]).toEqual([attachments[0]?.filename, []]);
    }
  }, 300_000);

  it("goes to the Kindle as it is where it is a PDF, as what it is", async () => {
    const pdf = pdfOf(["<</Type/Catalog>>", "<</Title(The Paper)/Author(Some One)>>"], "/Info 2 0 R");
    await drop(folder.path, "download (3).pdf", pdf);
    const [book] = await decided(1);
    expect(book).toMatchObject({ title: "The Paper", authors: ["Some One"], status: "ready", format: "pdf" });
    const [mail] = await mails(1);
    expect(mail?.attachments[0]).toMatchObject({ contentType: "application/pdf", filename: "The Paper.pdf" });
    expect(mail?.attachments[0]?.content).toEqual(pdf);
    const { status, type, body } = await ask(`/api/books/${book?.id}/epub`);
    expect([status, type, body]).toEqual([200, "application/pdf", pdf]);
  }, 300_000);

  it("becomes each of its books where it is a ZIP of several, and the ZIP says so", async () => {
    const archive = zipOf([
      { name: "one.epub", data: epubOf() },
      { name: "two.txt", data: "A text that is a book of its own." },
      { name: "three.mobi", data: `${"x".repeat(60)}BOOKMOBI` },
      { name: "cover.jpg", data: "x" },
    ]);
    await drop(folder.path, "shelf.zip", archive);
    const found = await decided(3);
    expect(
      found.map(({ fileName, status, rejection }) => [fileName, status, rejection?.code]).toSorted(byText),
    ).toEqual([
      ["one.epub", "ready", undefined],
      ["three.mobi", "rejected", "book/unsupported-mobi"],
      ["two.txt", "ready", undefined],
    ]);
    const whole = await json<Shown>(`/api/books/${idOf(archive)}`);
    expect(whole).toMatchObject({ status: "ready", fileName: "shelf.zip" });
    expect(whole.unpacked?.others).toBe(1);
    expect(whole.unpacked?.books.map(({ bookId }) => bookId).toSorted()).toEqual(found.map(({ id }) => id).toSorted());
    const { items } = await json<{ items: { sentence: string }[] }>(`/api/books/${idOf(archive)}/history`);
    expect(items.at(-1)?.sentence).toContain("it held 3 books");
    expect((await ask(`/book/${idOf(archive)}`)).status).toBe(200);
    expect(await mails(2)).toHaveLength(2);
    // Again: nothing that is there already is made or sent a second time.
    await drop(folder.path, "shelf again.zip", archive);
    await until(
      async () => (await json<{ items: unknown[] }>(`/api/books/${idOf(archive)}/history`)).items.length,
      (events) => events === items.length + 2,
      { withinMs: 90_000, what: "the second drop unpacked" },
    );
    expect(await decided(3)).toHaveLength(3);
    expect(await mails(2)).toHaveLength(2);
  }, 300_000);
});

function byText(one: readonly unknown[], other: readonly unknown[]): number {
  return String(one) < String(other) ? -1 : 1;
}
