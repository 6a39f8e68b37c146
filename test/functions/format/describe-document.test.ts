import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { type BookWords, bookDescribed } from "../../../events/book-described.ts";
import { bookDuplicated } from "../../../events/book-duplicated.ts";
import { bookIngested } from "../../../events/book-ingested.ts";
import { bookReceived } from "../../../events/book-received.ts";
import { type Envelope, firstCause } from "../../../events/define-event.ts";
import { documentFormatted } from "../../../events/document-formatted.ts";
import { run } from "../../../functions/format/convert.job.ts";
import type { FormatPorts } from "../../../functions/format/format-document.ts";
import { formatHandlers } from "../../../functions/format/handlers.ts";
import { applyEvent } from "../../../functions/project/project-event.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import { memoryProgress } from "../../../shared/adapters/local/memory-progress.ts";
import { openSqliteDatabase } from "../../../shared/adapters/local/sqlite-database.ts";
import { sqliteReadModels } from "../../../shared/adapters/local/sqlite-read-models.ts";
import { openArchive } from "../../../shared/archive/open-archive.ts";
import { readModels } from "../../../shared/read-models/catalogue.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

const account = "home";
const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 6, 0, second));

async function library() {
  const blobs = await fsBlobs(join(await temporaryFolder(), "blobs"));
  const source = await blobs.write(account, Buffer.from("<title>File</title><p>text</p>"), { bytesMax: 1e6 });
  const published: Envelope[] = [];
  const models = sqliteReadModels(openSqliteDatabase(":memory:"), readModels);
  const ports: FormatPorts = {
    blobs,
    workshop: { run: (_, input) => run(input as never) as never },
    events: { publish: async (...events) => void published.push(...events) },
    clock: { now: () => at(30) },
    readModels: models,
    settings: { mailBytesMax: undefined },
    progress: memoryProgress(),
  };
  const { key: sourceKey, sha256, bytes } = source;
  const file = { bookId: "book", sourceKey, sha256, bytes, fileName: "f.html", via: "inbox" as const, deliver: true };
  const received = bookReceived.from(firstCause(account, "drop"), {
    subject: "book",
    at: at(0),
    data: { ...file, mediaType: "text/html" },
  });
  const ingested = bookIngested.from(received, {
    subject: "book",
    at: at(1),
    data: {
      ...file,
      format: "html",
      title: "File",
      authors: [],
      language: "und",
      receivedAt: received.occurredAt,
    },
  });
  const handle = async (event: Envelope) => {
    for (const handler of formatHandlers(ports)) if (handler.name === event.name) await handler.handle(event);
  };
  const show = (event: Envelope) => applyEvent(event, models);
  await handle(ingested);
  for (const event of [received, ingested, ...published]) await show(event);
  const said = (second: number, words: BookWords) =>
    bookDescribed.from(firstCause(account, `say ${second}`), {
      subject: "book",
      at: at(second),
      data: { bookId: "book", words },
    });
  /** The same file once more, with words. */
  const again = (second: number, words?: BookWords) =>
    bookDuplicated.from(firstCause(account, `again ${second}`), {
      subject: "book",
      at: at(second),
      data: { bookId: "book", fileName: "f.html", via: "http", deliver: true, ...(words && { words }) },
    });
  return { blobs, published, handle, show, said, again };
}

describe("a document whose book has been described", () => {
  it("is made anew with the reader's words, and sent to nobody by itself", async () => {
    const { blobs, published, handle, show, said } = await library();
    const event = said(10, {
      title: "Reader's",
      authors: ["A", "B"],
      language: "fr",
      series: { name: "Cycle", position: 2 },
      publisher: "House",
    });
    await show(event);
    await handle(event);
    const [first, second] = published.map((one) => documentFormatted.parse(one).data);
    expect(second).toMatchObject({
      title: "Reader's",
      authors: ["A", "B"],
      language: "fr",
      sourceSha256: first?.sourceSha256,
      receivedAt: first?.receivedAt,
      deliver: false,
    });
    expect(second?.sha256).not.toBe(first?.sha256);
    const text = await blobs.withFile(second?.documentKey ?? "", async (path) => {
      const archive = await openArchive(path);
      const read = new TextDecoder().decode(await archive.read("OEBPS/content.opf"));
      await archive.close();
      return read;
    });
    for (const part of ["<dc:title>Reader's<", ">A<", ">B<", ">fr<", ">Cycle<", ">2<", ">House<"])
      expect(text).toContain(part);
  });

  it("waits until the library shows the words, and takes all that have been said by then", async () => {
    const { published, handle, show, said } = await library();
    const [one, other] = [said(10, { title: "One" }), said(11, { authors: ["Other"] })];
    await expect(handle(one)).rejects.toThrow("does not show yet");
    await show(other);
    await expect(handle(one)).rejects.toThrow("does not show yet");
    await show(one);
    await handle(one);
    expect(published.at(-1)?.data).toMatchObject({ title: "One", authors: ["Other"] });
    await handle(other);
    expect(published.at(-1)?.data).toMatchObject({ title: "One", authors: ["Other"] });
  });

  it("is the same event and the same bytes when that is repeated", async () => {
    const { published, handle, show, said } = await library();
    const event = said(10, { title: "One" });
    await show(event);
    await handle(event);
    await handle(event);
    expect(published[2]).toEqual(published[1]);
  });

  it("is made anew when the same file comes again with words, and not when it comes without", async () => {
    const { published, handle, show, again } = await library();
    for (const event of [again(10), again(11, { title: "Second" })]) {
      await show(event);
      await handle(event);
    }
    expect(published.map(({ data }) => (data as { title: string }).title)).toEqual(["File", "Second"]);
    expect(published.at(-1)?.data).toMatchObject({ deliver: false });
  });

  it("goes by the file again where the words are taken back", async () => {
    const { published, handle, show, said } = await library();
    for (const event of [said(10, { title: "One" }), said(11, { title: null })]) {
      await show(event);
      await handle(event);
    }
    expect(published.map(({ data }) => (data as { title: string }).title)).toEqual(["File", "One", "File"]);
  });
});
