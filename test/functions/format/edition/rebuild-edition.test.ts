import { afterAll, describe, expect, it, jest } from "@jest/globals";
import { type Envelope, firstCause } from "../../../../events/define-event.ts";
import { documentFormatted } from "../../../../events/document-formatted.ts";
import { documentRebuildRefused } from "../../../../events/document-rebuild-refused.ts";
import { documentRebuildRequested } from "../../../../events/document-rebuild-requested.ts";
import { documentRebuilt } from "../../../../events/document-rebuilt.ts";
import { editionSkipped } from "../../../../events/edition-skipped.ts";
import { type Rung, rungs } from "../../../../events/values.ts";
import type { FormatPorts } from "../../../../functions/format/format-document.ts";
import { findings } from "../../../../functions/format/gate/findings.ts";
import { rebuildDocument } from "../../../../functions/format/rebuild-document.ts";
import { applyEvent } from "../../../../functions/project/project-event.ts";
import { openArchive } from "../../../../shared/archive/open-archive.ts";
import type { EditionLayout } from "../../../../shared/articles/edition-layout.ts";
import type { Blobs } from "../../../../shared/ports/blobs.ts";
import { WorkshopLimit } from "../../../../shared/ports/workshop.ts";
import { openEpubcheck } from "../../../epubcheck.ts";
import { account, photo, printing, type Story } from "./printing.ts";

// The first file that EPUBCheck sees waits for Java.
jest.setTimeout(120_000);
const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

/** Something that every rung leaves more of away: styles, a table, a formula, ruby, lists, a picture. */
const article = `<h2 id="fares">Fares</h2><p style="color:red">A <small>small</small> <em>word</em>, and see <a href="#fares">there</a>.</p>
<table><caption>Prices</caption><tr><th>Day</th><td>Price</td></tr><tr><td>Mon</td><td>2</td></tr></table>
<p><math xmlns="http://www.w3.org/1998/Math/MathML" alttext="a + b"><mi>a</mi><mo>+</mo><mi>b</mi></math></p>
<p lang="ja"><ruby>漢<rt>kan</rt></ruby></p><ul><li>apple</li><li>pear</li></ul>
<figure><img src="picture:0" alt="A bridge"/><figcaption>A bridge.</figcaption></figure>`;

const stories = async (): Promise<readonly Story[]> => [
  { id: "one", section: "World", html: article, picture: await photo(1), more: { url: "https://gazette.example/1" } },
  { id: "two", section: "World" },
  { id: "three", section: "Science" },
];

const about = { documentId: "edition-1", kind: "edition", deliveryId: "delivery-1", deviceId: "device-1" } as const;

/** An edition that was printed and mailed, and that Amazon could not convert. */
async function refused(of: readonly Story[], change: Partial<EditionLayout> = {}, mailBytesMax?: number) {
  const { ports, published, event } = await printing(of, change, mailBytesMax);
  const [first] = published.splice(0);
  if (first?.name !== "document.formatted") throw new Error(`No document: ${JSON.stringify(first)}`);
  const formatted = documentFormatted.parse(first);
  const ask = (
    rung: Rung,
    others: Partial<FormatPorts> = {},
    { documentKey }: { documentKey: string } = formatted.data,
  ) =>
    rebuildDocument(
      documentRebuildRequested.from(firstCause(account, `refused ${rung}`), {
        subject: about.deliveryId,
        at: new Date("2026-03-01T06:30:00.000Z"),
        data: { ...about, rung, documentKey },
      }),
      { ...ports, ...others },
    );
  const keep = (kept: Envelope = event) => applyEvent(kept, ports.readModels);
  return { ask, keep, ports, published, formatted };
}

const refusals = (published: readonly Envelope[]) =>
  published.map((event) => documentRebuildRefused.parse(event).data.code);

/** The names and the text of a document's files, after neither the gate nor EPUBCheck has found anything. */
async function filesOf(blobs: Blobs, key: string): Promise<ReadonlyMap<string, string>> {
  return await blobs.withFile(key, async (file) => {
    expect(await findings(file)).toEqual([]);
    expect((await epubcheck?.check(file)) ?? []).toEqual([]);
    const archive = await openArchive(file);
    const files = new Map<string, string>();
    for (const path of archive.entries.keys()) {
      files.set(path.split("/").at(-1) ?? "", Buffer.from(await archive.read(path)).toString("utf8"));
    }
    await archive.close();
    return files;
  });
}

const pagesIn = (files: ReadonlyMap<string, string>) =>
  [...files].flatMap(([name, text]) => (name.startsWith("part-") ? [text] : [])).join("\n");
const contentsIn = (files: ReadonlyMap<string, string>) =>
  [...(files.get("nav.xhtml") ?? "").matchAll(/<a href="[^"]*"[^>]*>(.*?)<\/a>/gs)].map(([, words]) => words);

describe("an edition that Amazon could not convert", () => {
  it("is printed anew by each rung, with less in it each time, without a fault of EPUBCheck's or the gate's", async () => {
    const { ask, keep, ports, published, formatted } = await refused(await stories());
    await keep();
    for (const rung of rungs) await ask(rung);
    const made = published.map((event) => documentRebuilt.parse(event).data);
    expect(made.map(({ rung }) => rung)).toEqual([...rungs]);
    const { documentKey, sourceSha256 } = formatted.data;
    const all = [{ documentKey }, ...made.flatMap(({ volumes }) => volumes)];
    expect(new Set(all.map((volume) => volume.documentKey)).size).toBe(1 + rungs.length);
    for (const { rung: _rung, volumes, warnings: _warnings, ...rest } of made) {
      expect(rest).toEqual({ ...about, sourceSha256 });
      expect(volumes.map(({ title }) => title)).toEqual([formatted.data.title]);
    }
    const files = await Promise.all(all.map((volume) => filesOf(ports.blobs, volume.documentKey)));
    // It stays a whole newspaper, in which the contents lead everywhere.
    const contents = contentsIn(files[0] ?? new Map());
    expect(contents).toEqual(expect.arrayContaining(["World", "About one", "About two", "Science", "About three"]));
    for (const one of files) expect(contentsIn(one)).toEqual(contents);
    const has = (pattern: RegExp) => files.map((one) => pattern.test(pagesIn(one)));
    expect(has(/A bridge\./)).toEqual([true, true, true, true]);
    expect(has(/<figure\b/)).toEqual([true, false, false, false]);
    expect(has(/<table\b/)).toEqual([true, true, false, false]);
    expect(has(/<math\b/)).toEqual([true, true, false, false]);
    expect(has(/<img\b/)).toEqual([true, true, true, false]);
    expect(has(/<li\b/)).toEqual([true, true, true, false]);
  });

  it("is printed anew too where it is the page that says that every feed has failed", async () => {
    const missing = {
      feeds: [{ title: "The Gazette", reason: "The server did not answer." }],
      summaries: [],
      leftOut: [],
    };
    const { ask, keep, ports, published } = await refused([], { missing });
    await keep();
    await ask("plain");
    const [volume] = documentRebuilt.parse(published[0] as Envelope).data.volumes;
    expect(pagesIn(await filesOf(ports.blobs, volume?.documentKey ?? ""))).toContain("The server did not answer.");
  });

  it("is again as many volumes as one mail's limit makes of it", async () => {
    const large = await Promise.all(
      ["World", "World", "Science", "Science", "Culture", "Culture"].map(async (section, number) => ({
        id: `story${number}`,
        section,
        picture: await photo(number, 900),
      })),
    );
    const { ask, keep, published, formatted } = await refused(large, {}, 1_600_000);
    const titles = formatted.data.volumes?.map(({ title }) => title);
    expect(titles?.length).toBeGreaterThan(1);
    await keep();
    await ask("minimal");
    await ask("plain");
    const made = published.map((event) => documentRebuilt.parse(event).data.volumes.map(({ title }) => title));
    // Its pictures were what took the room.
    expect(made).toEqual([titles, [formatted.data.title]]);
  });

  it("comes out the same, and is told as the same, however often it is asked for; and is not sent as it was", async () => {
    const { ask, keep, published } = await refused([{ id: "one", section: "World" }]);
    await keep();
    await ask("strict");
    await ask("strict");
    expect(published[1]).toEqual(published[0]);
    const [volume] = documentRebuilt.parse(published[0] as Envelope).data.volumes;
    published.length = 0;
    await ask("strict", {}, { documentKey: volume?.documentKey ?? "" });
    expect(refusals(published)).toEqual(["document/same-again"]);
  });

  it("comes again while nobody knows what it was printed from, and where the machine fails", async () => {
    const { ask, keep, published, formatted } = await refused([{ id: "one", section: "World" }]);
    await expect(ask("minimal")).rejects.toThrow(/not there yet/);
    await keep(formatted);
    await expect(ask("minimal")).rejects.toThrow(/not there yet/);
    await keep();
    const failing = { run: () => Promise.reject(new Error("no memory")) };
    await expect(ask("minimal", { workshop: failing })).rejects.toThrow("no memory");
    expect(published).toEqual([]);
    await ask("minimal");
    expect(published.map(({ name }) => name)).toEqual(["document.rebuilt"]);
  });

  it("is refused in words where there is nothing to print, or it cannot be printed", async () => {
    const { ask, keep, published } = await refused([{ id: "one", section: "World" }]);
    await keep(
      editionSkipped.from(firstCause(account, "skip"), {
        subject: about.documentId,
        at: new Date("2026-03-01T05:30:00.000Z"),
        data: {
          editionId: about.documentId,
          digestId: "digest-1",
          digestName: "Morning",
          slot: "2026-03-01T05:30:00.000Z",
          by: "schedule",
          why: "no-news",
          message: "There was no news.",
        },
      }),
    );
    await ask("minimal");
    await keep();
    const slow = { run: () => Promise.reject(new WorkshopLimit("convert", "time")) };
    await ask("strict", { workshop: slow });
    expect(refusals(published)).toEqual(["document/no-source", "document/too-slow"]);
  });
});
