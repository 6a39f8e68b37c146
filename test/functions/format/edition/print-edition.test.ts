import { afterAll, describe, expect, it, jest } from "@jest/globals";
import type { Envelope } from "../../../../events/define-event.ts";
import type { DocumentFormatted } from "../../../../events/document-formatted.ts";
import type { fsBlobs } from "../../../../shared/adapters/local/fs-blobs.ts";
import { openArchive } from "../../../../shared/archive/open-archive.ts";
import { readImageHeader } from "../../../../shared/images/image-header.ts";
import { openEpubcheck } from "../../../epubcheck.ts";
import { photo, printing } from "./printing.ts";

// The first file that EPUBCheck sees waits for Java.
jest.setTimeout(120_000);
const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

type Pages = ReadonlyMap<string, string>;

/** Every page of a document by its file name, after EPUBCheck has found nothing. */
async function pagesOf(blobs: Awaited<ReturnType<typeof fsBlobs>>, key: string): Promise<Pages> {
  return await blobs.withFile(key, async (file) => {
    if (epubcheck !== undefined) expect(await epubcheck.check(file)).toEqual([]);
    const archive = await openArchive(file);
    const pages = new Map<string, string>();
    for (const path of archive.entries.keys()) {
      const name = path.split("/").at(-1) ?? "";
      if (/\.(?:xhtml|opf|ncx)$/.test(name)) pages.set(name, Buffer.from(await archive.read(path)).toString("utf8"));
    }
    await archive.close();
    return pages;
  });
}

function formattedIn(published: readonly Envelope[]): DocumentFormatted["data"] {
  const formatted = published.find((event): event is DocumentFormatted => event.name === "document.formatted");
  if (formatted === undefined) throw new Error(`No document: ${JSON.stringify(published)}`);
  return formatted.data;
}

const bodyOf = (pages: Pages, file: string) => pages.get(file)?.replace(/^[\s\S]*<body[^>]*>/, "") ?? "";
const linksIn = (html: string) =>
  [...html.matchAll(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].map(([, href, words]) => [words, href]);

describe("an edition", () => {
  it("has a front page, section fronts, articles with bars to their neighbours, and a last page", async () => {
    const { blobs, published } = await printing([
      {
        id: "one",
        section: "World",
        picture: await photo(1),
        more: { alsoIn: ["The Herald"], author: "Ana Silva", url: "https://www.gazette.example/1" },
      },
      { id: "two", section: "World" },
      { id: "three", section: "Science", html: "<h1>Loud</h1><p>Text.</p><h2>Less</h2><p>More.</p>" },
    ]);
    const document = formattedIn(published);
    expect(document).toMatchObject({
      documentId: "edition-1",
      kind: "edition",
      title: "Morning, 1 March 2026",
      authors: ["Morning"],
      devices: ["device-1"],
      deliver: true,
    });
    const pages = await pagesOf(blobs, document.documentKey);
    const front = bodyOf(pages, "part-0001.xhtml");
    expect(front).toContain("Sunday, 1 March 2026");
    expect(front).toContain("The Gazette · Ana Silva · 1 March 2026, 06:10 · 2 minutes");
    expect(linksIn(front)).toEqual([
      ["About one", "part-0003.xhtml"],
      ["About two", "part-0004.xhtml"],
      ["About three", "part-0006.xhtml"],
      ["World", "part-0002.xhtml"],
      ["Science", "part-0005.xhtml"],
    ]);
    expect(linksIn(bodyOf(pages, "part-0003.xhtml"))).toEqual([
      ["World", "part-0002.xhtml"],
      ["Front page", "part-0001.xhtml"],
      ["Next ›", "part-0004.xhtml"],
      ["The original at gazette.example", "https://www.gazette.example/1"],
      ["World", "part-0002.xhtml"],
      ["Front page", "part-0001.xhtml"],
      ["Next ›", "part-0004.xhtml"],
    ]);
    expect(bodyOf(pages, "part-0003.xhtml")).toMatch(/Also in The Herald[\s\S]*<img src="picture-0001\.jpg"/);
    expect(linksIn(bodyOf(pages, "part-0006.xhtml"))[0]).toEqual(["‹ Previous", "part-0004.xhtml"]);
    // Its own headings stand below its title, and begin no pages.
    expect(bodyOf(pages, "part-0006.xhtml")).toMatch(
      /<h1[^>]*>About three<\/h1>[\s\S]*<h3[^>]*>Loud<\/h3>[\s\S]*<h3[^>]*>Less<\/h3>/,
    );
    expect(bodyOf(pages, "part-0007.xhtml")).toContain("every feed answered");
    const contents = linksIn(pages.get("nav.xhtml") ?? "").map(([words]) => words);
    expect(contents.slice(0, 7)).toEqual([
      "Front page",
      "World",
      "About one",
      "About two",
      "Science",
      "About three",
      "What is missing",
    ]);
  });

  it("tells on its last page what is missing, and why", async () => {
    const { blobs, published } = await printing(
      [{ id: "one", section: "World", more: { shortfall: "The page is for subscribers only." } }],
      {
        missing: {
          feeds: [
            { title: "The <Herald>", reason: "The server did not answer in time.", since: "2026-02-27T05:00:00.000Z" },
          ],
          summaries: [{ title: "About one", source: "The Gazette", reason: "The page is for subscribers only." }],
          leftOut: [{ why: "its score is below 20", count: 12, titles: ["Something", "Else"] }],
        },
      },
    );
    const pages = await pagesOf(blobs, formattedIn(published).documentKey);
    const last = bodyOf(pages, "part-0004.xhtml");
    expect(last).toContain("The &lt;Herald&gt;</b>: The server did not answer in time. Since 27 February 2026, 06:00.");
    expect(last).toContain("About one (The Gazette): The page is for subscribers only.");
    expect(last).toContain("12 articles, each because its score is below 20: Something; Else; …");
    expect(bodyOf(pages, "part-0003.xhtml")).toContain("Not the full text. The page is for subscribers only.");
    expect(bodyOf(pages, "part-0001.xhtml")).toContain("What is missing, and why");
  });

  it("speaks the language of its articles", async () => {
    const shortfall = "The page costs $1 & more.";
    const { blobs, published } = await printing(
      [
        { id: "one", section: "Welt", more: { alsoIn: ["Tagblatt", "Bote"], url: "https://bote.example/1" } },
        { id: "two", section: "Welt", more: { shortfall } },
      ],
      {
        language: "de",
        missing: {
          feeds: [{ title: "Der Bote", reason: "It answers 404.", since: "2026-02-27T05:00:00.000Z" }],
          summaries: [],
          leftOut: [{ why: "its score is below 20", count: 12, titles: ["Etwas"] }],
        },
      },
    );
    const pages = await pagesOf(blobs, formattedIn(published).documentKey);
    const front = bodyOf(pages, "part-0001.xhtml");
    expect(front).toContain("Sonntag, 1. März 2026");
    expect(front).toContain("The Gazette · 1. März 2026, 06:10 · 2 Minuten");
    expect(front).toContain("In dieser Ausgabe");
    const first = bodyOf(pages, "part-0003.xhtml");
    expect(first).toContain("Auch in Tagblatt und Bote");
    expect(linksIn(first).map(([words]) => words)).toEqual([
      "Welt",
      "Titelseite",
      "Weiter ›",
      "Das Original bei bote.example",
      "Welt",
      "Titelseite",
      "Weiter ›",
    ]);
    // What other steps say is English, and says so.
    expect(bodyOf(pages, "part-0004.xhtml")).toMatch(
      /Nicht der vollständige Text\. <span[^>]* lang="en"[^>]*>The page costs \$1 &amp; more\./,
    );
    const last = bodyOf(pages, "part-0005.xhtml");
    expect(last).toMatch(/Der Bote<\/b>: <span[^>]*>It answers 404\.<\/span> Seit 27\. Februar 2026, 06:00\./);
    expect(last).toMatch(/12 Artikel: <span[^>]*>its score is below 20<\/span>: Etwas; …/);
    const contents = linksIn(pages.get("nav.xhtml") ?? "").map(([words]) => words);
    expect(contents.slice(0, 5)).toEqual(["Titelseite", "Welt", "About one", "About two", "Was fehlt"]);
  });

  it("tells why something is missing in the language of its articles, where it is told by its code", async () => {
    const { blobs, published } = await printing(
      [
        { id: "one", section: "Welt" },
        { id: "two", section: "Welt", more: { shortfall: "The page is gone.", shortfallCode: "page/gone" } },
      ],
      {
        language: "de",
        missing: {
          feeds: [{ title: "Der Bote", reason: "bote.example has nothing there.", code: "feed/not-found" }],
          summaries: [{ title: "Kurz", source: "Bote", reason: "The page is gone.", code: "page/gone" }],
          leftOut: [
            { why: "it is older than 2 days", rule: { kind: "too-old", limit: 2 }, count: 1, titles: ["Etwas"] },
          ],
        },
      },
    );
    const pages = await pagesOf(blobs, formattedIn(published).documentKey);
    expect(bodyOf(pages, "part-0004.xhtml")).toContain(
      "Nicht der vollständige Text. Unter der Adresse ist nichts zu finden.",
    );
    const last = bodyOf(pages, "part-0005.xhtml");
    expect(last).toContain("Der Bote</b>: Unter der Adresse ist nichts zu finden.");
    expect(last).toContain("Kurz (Bote): Unter der Adresse ist nichts zu finden.");
    expect(last).toContain("Ein Artikel: älter als 2 Tage: Etwas");
    expect(last).not.toContain('lang="en"');
  });

  it("has a cover as libraries want it, drawn as the front of a newspaper", async () => {
    const { blobs, published } = await printing([{ id: "one", section: "World", picture: await photo(2) }]);
    const { cover } = formattedIn(published);
    if (cover === undefined) throw new Error("There is no cover");
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await blobs.read(cover.key)) ?? []) chunks.push(chunk);
    expect(readImageHeader(Buffer.concat(chunks))).toMatchObject({ type: "jpeg", width: 1200, height: 1800 });
  });

  it("is the same to the last byte, however often it is printed", async () => {
    const { published, handle } = await printing([{ id: "one", section: "World", picture: await photo(3) }]);
    await handle();
    expect(published.length).toBe(2);
    expect(published[1]).toEqual(published[0]);
  });

  it("is split at its sections where the mail's limit demands it, each volume a whole newspaper", async () => {
    const stories = await Promise.all(
      ["World", "World", "Science", "Science", "Culture", "Culture"].map(async (section, number) => ({
        id: `story${number}`,
        section,
        picture: await photo(number, 900),
      })),
    );
    const { blobs, published } = await printing(stories, {}, 1_600_000);
    const { volumes = [] } = formattedIn(published);
    expect(volumes.length).toBeGreaterThan(1);
    expect(volumes.map(({ title }) => title)).toEqual(
      volumes.map((_, number) => `Morning, 1 March 2026 (${number + 1} of ${volumes.length})`),
    );
    const told: string[][] = [];
    for (const { documentKey } of volumes) {
      const pages = await pagesOf(blobs, documentKey);
      told.push(
        linksIn(pages.get("nav.xhtml") ?? "").flatMap(([words = ""]) => (words.startsWith("About") ? [words] : [])),
      );
    }
    expect(told.flat()).toEqual(stories.map(({ id }) => `About ${id}`));
    // No section lies in two volumes.
    const sectionOf = (title: string) => stories.find(({ id }) => title === `About ${id}`)?.section;
    const sections = told.flatMap((titles) => [...new Set(titles.map(sectionOf))]);
    expect(new Set(sections).size).toBe(sections.length);
  });

  it("is never refused for a volume that came out larger than it was reckoned to, whatever the limit", async () => {
    const stories = await Promise.all(
      ["World", "Science", "Culture", "Sport", "Money", "Letters"].map(async (section, number) => ({
        id: `story${number}`,
        section,
        picture: await photo(number, 900),
      })),
    );
    for (const mailBytesMax of [1_300_000, 1_600_000, 1_900_000]) {
      const { published } = await printing(stories, {}, mailBytesMax);
      const { volumes = [], bytes, warnings } = formattedIn(published);
      const isTold = warnings.some(({ done }) => done === "It can be downloaded, but not mailed.");
      for (const volume of volumes.length > 0 ? volumes : [{ bytes }])
        expect(isTold || (volume.bytes * 4) / 3 <= mailBytesMax).toBe(true);
    }
  });

  it("of which no feed could be had is one page that says so", async () => {
    const { blobs, published } = await printing([], {
      missing: { feeds: [{ title: "The Gazette", reason: "The server did not answer." }], summaries: [], leftOut: [] },
    });
    const pages = await pagesOf(blobs, formattedIn(published).documentKey);
    expect(bodyOf(pages, "part-0002.xhtml")).toContain("The Gazette</b>: The server did not answer.");
  });
});
