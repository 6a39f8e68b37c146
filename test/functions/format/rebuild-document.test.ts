import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { bookIngested } from "../../../events/book-ingested.ts";
import { bookReceived } from "../../../events/book-received.ts";
import { bookRemoved } from "../../../events/book-removed.ts";
import { type Envelope, firstCause } from "../../../events/define-event.ts";
import { documentRebuildRefused } from "../../../events/document-rebuild-refused.ts";
import { documentRebuildRequested } from "../../../events/document-rebuild-requested.ts";
import { documentRebuilt } from "../../../events/document-rebuilt.ts";
import { type Rung, rungs, type SourceFormat } from "../../../events/values.ts";
import { run } from "../../../functions/format/convert.job.ts";
import type { FormatPorts } from "../../../functions/format/format-document.ts";
import { findings } from "../../../functions/format/gate/findings.ts";
import { rebuildDocument } from "../../../functions/format/rebuild-document.ts";
import { applyEvent } from "../../../functions/project/project-event.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import { memoryProgress } from "../../../shared/adapters/local/memory-progress.ts";
import { WorkshopLimit } from "../../../shared/ports/workshop.ts";
import { openEpubcheck } from "../../epubcheck.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { inMemory } from "../project/in-memory.ts";

const account = "home";
const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

/** Something that every rung leaves more of away: styles, notes, a table, a formula, ruby, lists. */
const page = `<html lang="en"><head><title>Repairs</title><style>p { color: red }</style></head><body>
<h1 id="one">One</h1><p style="color:red">A <em>first</em> word with a note<a href="#n1" epub:type="noteref">1</a>, and x<sup>2</sup>.</p>
<table><caption>Numbers</caption><tr><th>a</th><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>
<p><math xmlns="http://www.w3.org/1998/Math/MathML" alttext="a + b"><mi>a</mi><mo>+</mo><mi>b</mi></math></p>
<p lang="ja"><ruby>漢<rt>kan</rt></ruby></p><ul><li>apple</li><li>pear</li></ul><figure><figcaption>A caption</figcaption></figure>
<h1>Two</h1><p>See <a href="#one">One</a>.</p><dl><dt>Term</dt><dd>Meaning</dd></dl><aside id="n1" epub:type="footnote"><p>The note.</p></aside></body></html>`;

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

const about = { documentId: "book-1", kind: "book", deliveryId: "delivery-1", deviceId: "device-1" } as const;

async function refused(content: string, format: SourceFormat = "html", change: Partial<FormatPorts> = {}) {
  const blobs = await fsBlobs(join(folder, "blobs"));
  const source = await blobs.write(account, Buffer.from(content), { bytesMax: 1e6 });
  const { readModels, journal } = inMemory();
  const published: Envelope[] = [];
  const ports: FormatPorts = {
    blobs,
    readModels,
    journal,
    workshop: { run: async (_job, input) => (await run(structuredClone(input) as never)) as never },
    events: { publish: async (...events) => void published.push(...events) },
    clock: { now: () => new Date("2026-11-21T07:00:00.000Z") },
    settings: { mailBytesMax: 50_000_000 },
    progress: memoryProgress(),
    ...change,
  };
  const ingested = bookIngested.from(firstCause(account, "drop"), {
    subject: "book-1",
    at: new Date("2026-11-21T06:00:00.000Z"),
    data: {
      bookId: "book-1",
      sourceKey: source.key,
      sha256: source.sha256,
      bytes: source.bytes,
      fileName: "repairs.html",
      via: "inbox",
      format,
      title: "Repairs",
      authors: ["Some One"],
      language: "und",
      receivedAt: "2026-11-21T06:00:00.000Z",
      deliver: true,
    },
  });
  const { bookId, sourceKey, sha256, bytes, fileName, via } = ingested.data;
  const received = bookReceived.from(firstCause(account, "drop"), {
    subject: "book-1",
    at: new Date("2026-11-21T06:00:00.000Z"),
    data: { bookId, sourceKey, sha256, bytes, fileName, via, mediaType: "text/html", deliver: true },
  });
  const keep = async () => {
    for (const event of [received, ingested]) await applyEvent(event, readModels);
  };
  const ask = (rung: Rung, documentKey = `home/${"0".repeat(64)}`) =>
    rebuildDocument(
      documentRebuildRequested.from(firstCause(account, `refused ${rung} ${documentKey}`), {
        subject: about.deliveryId,
        at: new Date("2026-11-21T06:30:00.000Z"),
        data: { ...about, rung, documentKey },
      }),
      ports,
    );
  return { ask, published, ports, source, received, ingested, keep };
}

async function contentOf({ blobs }: FormatPorts, key: string): Promise<Buffer> {
  const content = await blobs.read(key);
  if (content === undefined) throw new Error(`There is nothing at ${key}`);
  return Buffer.concat(await Array.fromAsync(content));
}

const refusals = (published: readonly Envelope[]) =>
  published.map((event) => documentRebuildRefused.parse(event).data.code);

describe("a document that Amazon could not convert", () => {
  it("is made anew by each rung, another file each time, without a fault of EPUBCheck's or the gate's", async () => {
    const { ask, published, ports, source, keep } = await refused(page);
    await keep();
    for (const rung of rungs) await ask(rung);
    const made = published.map((event) => documentRebuilt.parse(event).data);
    expect(made.map(({ rung }) => rung)).toEqual([...rungs]);
    expect(new Set(made.map(({ volumes }) => volumes[0]?.sha256)).size).toBe(rungs.length);
    for (const { rung, volumes, sourceSha256, ...rest } of made) {
      expect(rest).toMatchObject(about);
      expect([sourceSha256, volumes.length]).toEqual([source.sha256, 1]);
      const path = join(folder, `${rung}.epub`);
      await writeFile(path, await contentOf(ports, volumes[0]?.documentKey ?? ""));
      expect([rung, await findings(path)]).toEqual([rung, []]);
      expect([rung, (await epubcheck?.check(path)) ?? []]).toEqual([rung, []]);
      expect((await readFile(path)).length).toBe(volumes[0]?.bytes);
    }
  }, 120_000);

  it("comes out the same, and is told as the same, however often it is asked for", async () => {
    const { ask, published, keep } = await refused(page);
    await keep();
    await ask("minimal");
    await ask("minimal");
    expect(published[1]).toEqual(published[0]);
  }, 60_000);

  it("is not sent again as what was refused already", async () => {
    const { ask, published, keep } = await refused(page);
    await keep();
    await ask("plain");
    const [volume] = documentRebuilt.parse(published[0] as Envelope).data.volumes;
    published.length = 0;
    await ask("plain", volume?.documentKey);
    expect(refusals(published)).toEqual(["document/same-again"]);
  }, 60_000);

  it("is refused in words where there is nothing to make it from, or it cannot be made", async () => {
    const pdf = await refused("%PDF-1.4", "pdf");
    await pdf.keep();
    await pdf.ask("minimal");
    expect(refusals(pdf.published)).toEqual(["document/no-source"]);
    const gone = await refused(page);
    await gone.keep();
    const removed = bookRemoved.from(firstCause(account, "remove"), {
      subject: "book-1",
      at: new Date("2026-11-21T06:10:00.000Z"),
      data: { bookId: "book-1" },
    });
    await applyEvent(removed, gone.ports.readModels);
    await gone.ask("minimal");
    expect(refusals(gone.published)).toEqual(["document/no-source"]);
    const tooMuch = new WorkshopLimit("convert", "time");
    const slow = await refused(page, "html", { workshop: { run: () => Promise.reject(tooMuch) } });
    await slow.keep();
    await slow.ask("strict");
    expect(refusals(slow.published)).toHaveLength(1);
  });

  it("comes again while the library does not know it yet, and where the machine fails", async () => {
    const early = await refused(page);
    await expect(early.ask("minimal")).rejects.toThrow(/not there yet/);
    // Facts come in any order: neither of the two alone says that there is nothing to make it from.
    for (const known of ["received", "ingested"] as const) {
      const half = await refused(page);
      await applyEvent(half[known], half.ports.readModels);
      await expect(half.ask("minimal")).rejects.toThrow(/not there yet/);
      expect(half.published).toEqual([]);
      await half.keep();
      await half.ask("minimal");
      expect(half.published.map(({ name }) => name)).toEqual(["document.rebuilt"]);
    }
    const failing = await refused(page, "html", { workshop: { run: () => Promise.reject(new Error("no memory")) } });
    await failing.keep();
    await expect(failing.ask("minimal")).rejects.toThrow("no memory");
    expect([...early.published, ...failing.published]).toEqual([]);
  }, 60_000);
});
