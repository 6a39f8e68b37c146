import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { bookIngested } from "../../../events/book-ingested.ts";
import { bookRemoved } from "../../../events/book-removed.ts";
import { type Envelope, firstCause } from "../../../events/define-event.ts";
import { documentFormatted } from "../../../events/document-formatted.ts";
import { documentRefused } from "../../../events/document-refused.ts";
import { Rejected } from "../../../events/rejected.ts";
import type { SourceFormat } from "../../../events/values.ts";
import { run } from "../../../functions/format/convert.job.ts";
import { convertJob, convertTimeoutMs, type FormatPorts } from "../../../functions/format/format-document.ts";
import { formatHandlers } from "../../../functions/format/handlers.ts";
import { applyEvent } from "../../../functions/project/project-event.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import { memoryProgress } from "../../../shared/adapters/local/memory-progress.ts";
import { openSqliteDatabase } from "../../../shared/adapters/local/sqlite-database.ts";
import { sqliteJournal } from "../../../shared/adapters/local/sqlite-journal.ts";
import { sqliteReadModels } from "../../../shared/adapters/local/sqlite-read-models.ts";
import type { WorkDone } from "../../../shared/ports/progress.ts";
import { type Workshop, WorkshopLimit } from "../../../shared/ports/workshop.ts";
import { readModels } from "../../../shared/read-models/catalogue.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

const account = "home";
const receivedAt = "2026-11-21T06:00:00.000Z";

/** The job in this thread, as the workshop runs it in another. */
const here: Workshop = {
  run: async (job, input, { timeoutMs }) => {
    expect([job.name, job.module.href.endsWith("/functions/format/convert.job.ts"), timeoutMs]).toEqual([
      "convert",
      true,
      convertTimeoutMs,
    ]);
    return (await (run as (input: unknown) => Promise<unknown>)(structuredClone(input))) as never;
  },
};

function failingWith(failure: Error): Workshop {
  return { run: () => Promise.reject(failure) };
}

async function formatting(
  content: string,
  format: SourceFormat = "html",
  workshop: Workshop = here,
  change: Partial<FormatPorts> = {},
) {
  const database = openSqliteDatabase(":memory:");
  const blobs = await fsBlobs(join(await temporaryFolder(), "blobs"));
  const source = await blobs.write(account, Buffer.from(content), { bytesMax: 1e6 });
  const published: Envelope[] = [];
  const ports: FormatPorts = {
    blobs,
    workshop,
    events: { publish: async (...events) => void published.push(...events) },
    clock: { now: () => new Date("2026-11-21T07:00:00.000Z") },
    settings: { mailBytesMax: 50_000_000 },
    progress: memoryProgress(),
    readModels: sqliteReadModels(database, readModels),
    journal: sqliteJournal(database),
    ...change,
  };
  const ingested = bookIngested.from(firstCause(account, "drop"), {
    subject: "book-1",
    at: new Date(receivedAt),
    data: {
      bookId: "book-1",
      sourceKey: source.key,
      sha256: source.sha256,
      bytes: source.bytes,
      fileName: "notes.html",
      via: "inbox",
      format,
      title: "notes",
      authors: ["Some One"],
      language: "und",
      receivedAt,
      deliver: true,
    },
  });
  const [handler] = formatHandlers(ports);
  const handle = async (event: Envelope) => handler?.handle(event);
  return { blobs, published, ingested, handle, format: () => handle(ingested), ports };
}

describe("format", () => {
  it("makes a document, keeps it, and announces it", async () => {
    const { blobs, published, ingested, format } = await formatting(
      "<html lang=de><h1>Überschrift</h1><p>Text</p><video></video>",
    );
    await format();
    expect(published).toHaveLength(1);
    const event = documentFormatted.parse(published[0] as Envelope);
    expect(event).toMatchObject({
      subject: "book-1",
      account,
      causationId: ingested.id,
      correlationId: ingested.correlationId,
    });
    expect(event.data).toMatchObject({
      documentId: "book-1",
      kind: "book",
      sourceSha256: ingested.data.sha256,
      title: "Überschrift",
      authors: ["Some One"],
      language: "de",
      receivedAt,
      deliver: true,
      warnings: expect.arrayContaining([expect.objectContaining({ rule: "K25" })]),
    });
    expect(await blobs.size(event.data.documentKey)).toBe(event.data.bytes);
  });

  it("goes by what its reader said of it when sending it", async () => {
    const { published, ingested, handle } = await formatting("<html lang=de><h1>Überschrift</h1><p>Text</p>");
    const words = { title: "Reader's", authors: ["A", "B"], language: "fr", series: { name: "Cycle" } };
    await handle({ ...ingested, data: { ...ingested.data, words } });
    const { data } = documentFormatted.parse(published[0] as Envelope);
    expect(data).toMatchObject({ title: "Reader's", authors: ["A", "B"], language: "fr" });
  });

  it("keeps the cover beside the document", async () => {
    const picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC";
    const { job, cover } = await convertedEpub(picture);
    const { blobs, published, format } = await formatting("", "epub", job);
    await format();
    const { data } = documentFormatted.parse(published[0] as Envelope);
    expect(data.cover?.mediaType).toBe("image/png");
    const bytes: Uint8Array[] = [];
    for await (const chunk of (await blobs.read(data.cover?.key ?? "")) ?? []) bytes.push(chunk);
    expect(Buffer.concat(bytes)).toEqual(cover);
  });

  it("passes a PDF through: the document is the file itself, and nothing is converted", async () => {
    const { published, format, ingested } = await formatting(
      "%PDF-1.7",
      "pdf",
      failingWith(new Error("was converted")),
    );
    await format();
    const { sourceKey, sha256, bytes } = ingested.data;
    expect(published.map(({ name }) => name)).toEqual(["document.formatted"]);
    expect(documentFormatted.parse(published[0] as Envelope).data).toMatchObject({
      mediaType: "application/pdf",
      documentKey: sourceKey,
      sha256,
      bytes,
      sourceSha256: sha256,
      title: "notes",
      authors: ["Some One"],
      deliver: true,
    });
  });

  it("announces the same event and the same bytes when it is repeated", async () => {
    const { published, format } = await formatting("<h1>A</h1><p>b</p>");
    await format();
    await format();
    expect(published[1]).toEqual(published[0]);
  });

  it("refuses what no document can be made of, with the reason", async () => {
    const { published, format, ingested } = await formatting("<p> </p>");
    await format();
    expect(published).toHaveLength(1);
    const { data } = documentRefused.parse(published[0] as Envelope);
    expect(data).toMatchObject({
      documentId: "book-1",
      kind: "book",
      sourceKey: ingested.data.sourceKey,
      fileName: "notes.html",
      via: "inbox",
    });
    expect(data.code).toMatch(/\/empty$/);
  });

  it.each([
    [new Rejected("archive/bomb", "It is a bomb."), "archive/bomb"],
    [new WorkshopLimit("convert", "time"), "document/too-slow"],
    [new WorkshopLimit("convert", "memory"), "document/too-complex"],
  ])("refuses for good after %s", async (failure, code) => {
    const { published, format } = await formatting("x", "html", failingWith(failure));
    await format();
    expect(documentRefused.parse(published[0] as Envelope).data.code).toBe(code);
  });

  it("throws whatever else goes wrong, and announces nothing", async () => {
    const { published, format } = await formatting("x", "html", failingWith(new Error("the disk is full")));
    await expect(format()).rejects.toThrow("the disk is full");
    expect(published).toEqual([]);
  });

  it("throws when the source is gone: that is no verdict on it", async () => {
    const { blobs, published, format, ingested } = await formatting("x");
    await blobs.remove(ingested.data.sourceKey);
    await expect(format()).rejects.toMatchObject({ code: "blob/missing" });
    expect(published).toEqual([]);
  });

  it("names a module that runs", async () => {
    const module: unknown = await import(convertJob.module.href);
    expect(module).toHaveProperty("run", expect.any(Function));
  });
});

/** A workshop whose job has made a document with a cover. */
async function convertedEpub(base64: string): Promise<{ job: Workshop; cover: Buffer }> {
  const cover = Buffer.from(base64, "base64");
  const made = join(await temporaryFolder(), "made");
  await writeFile(made, "an EPUB");
  const job: Workshop = {
    run: async (_, input) => {
      const { outputPath, coverPath } = input as { outputPath: string; coverPath: string };
      await writeFile(outputPath, await readFile(made));
      await writeFile(coverPath, cover);
      return {
        title: "T",
        authors: [],
        language: "en",
        volumes: [{ path: outputPath, bytes: 7, title: "T" }],
        cover: { path: coverPath, mediaType: "image/png" },
        warnings: [],
      } as never;
    },
  };
  return { job, cover };
}

describe("a conversion that goes on", () => {
  const text = "<title>T</title><p>text</p>";
  const later = "2026-11-21T06:30:00.000Z";
  const before = "2026-11-21T05:30:00.000Z";

  it("shows how far it is, from reading to checking, and nothing once it has ended", async () => {
    const progress = memoryProgress();
    const telling: Workshop = {
      run: async (_, input, { onTold }) => (await run(structuredClone(input) as never, onTold as never)) as never,
    };
    const told: (WorkDone | undefined)[] = [];
    progress.watch(account, (_, done) => void told.push(done));
    const { format } = await formatting(text, "html", telling, { progress });
    await format();
    expect(told.map((work) => work?.phase)).toEqual(["reading", "writing", "checking", undefined]);
    expect(progress.of(account, "book-1")).toBeUndefined();
  });

  it("shows nothing once it has failed, either", async () => {
    const progress = memoryProgress();
    const failing: Workshop = {
      run: (_, __, { onTold }) => {
        onTold?.({ phase: "reading" } as never);
        return Promise.reject(new Error("no disk"));
      },
    };
    const { format } = await formatting(text, "html", failing, { progress });
    await expect(format()).rejects.toThrow("no disk");
    expect(progress.of(account, "book-1")).toBeUndefined();
  });

  it("is ended when its book is removed, and then announces nothing", async () => {
    const { workshop, begun, ended } = endless();
    const journal = sqliteJournal(openSqliteDatabase(":memory:"));
    const { published, format } = await formatting(text, "html", workshop, { journal });
    const formatted = format();
    await begun;
    // An older one that is told late means nothing: the book came in after it.
    await journal.append(removal(before));
    expect(ended()).toBeUndefined();
    await journal.append(removal(later));
    await formatted;
    expect(ended()).toMatchObject({ message: "Book book-1 has been removed" });
    expect(published).toEqual([]);
  });

  it("does not begin for a book that has been removed since, and does for one that came again", async () => {
    const { published, format, ports } = await formatting(text);
    const show = (event: Envelope) => applyEvent(event, ports.readModels);
    await show(removal(before));
    await format();
    expect(published).toHaveLength(1);
    await show(removal(later));
    await format();
    expect(published).toHaveLength(1);
  });

  it("is given up when there is no time left for it, and asked for again", async () => {
    const { workshop, begun } = endless();
    const stopping = new AbortController();
    const { published, format } = await formatting(text, "html", workshop, { stopping: stopping.signal });
    const formatted = format();
    await begun;
    stopping.abort(new Error("The server is stopping"));
    await expect(formatted).rejects.toThrow("The server is stopping");
    expect(published).toEqual([]);
  });
});

/** A workshop whose jobs end when they are given up, and not before. */
function endless() {
  const begun = Promise.withResolvers<void>();
  let ended: unknown;
  const workshop: Workshop = {
    run: (_, __, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => {
          ended = signal.reason;
          reject(signal.reason as Error);
        });
        begun.resolve();
      }),
  };
  return { workshop, begun: begun.promise, ended: () => ended };
}
function removal(at: string): Envelope {
  return bookRemoved.from(firstCause(account, `remove at ${at}`), {
    subject: "book-1",
    at: new Date(at),
    data: { bookId: "book-1" },
  });
}
