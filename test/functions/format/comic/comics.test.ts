import { afterAll, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { ConvertOutput } from "../../../../functions/format/convert.job.ts";
import { findings } from "../../../../functions/format/gate/findings.ts";
import { type EpubPage, type FinishedEpub, openFinishedEpub } from "../../../../functions/format/gate/finished-epub.ts";
import { attributeOf, childOf, childrenOf, descendantsOf, plainTextOf } from "../../../../shared/xml/xml-element.ts";
import { corpusFiles, corpusName } from "../../../corpora.ts";
import { openEpubcheck } from "../../../epubcheck.ts";
import { itWhere } from "../../../it-where.ts";
import { proofFiles } from "../../../proof-sizes.ts";
import { type ZipFile, zipOf } from "../../../shared/archive/zip-writer.ts";
import { withTemporaryFile } from "../../../temporary-file.ts";
import { verdictOf } from "../../../verdict.ts";
import { withEpub } from "../golden-case.ts";
import { pictureOf } from "./small-pictures.ts";

const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

interface Comic {
  readonly output: ConvertOutput;
  /** As they come: the size of each, and its title. */
  readonly pages: readonly { readonly size: string; readonly title: string }[];
  readonly contents: readonly string[];
  readonly spine: Readonly<Record<string, string | undefined>>;
  readonly metas: ReadonlyMap<string, string>;
}

/** Converts it, which has to keep every rule, and looks at what became of it. */
async function convert(content: Uint8Array, format: "comic" | "picture"): Promise<Comic> {
  return await withTemporaryFile(content, (path) =>
    withEpub(
      path,
      async (epubPath, output) => {
        expect(await findings(epubPath)).toEqual([]);
        expect((await epubcheck?.check(epubPath)) ?? []).toEqual([]);
        const pages: EpubPage[] = [];
        const epub = await openFinishedEpub(epubPath, (page) => pages.push(page));
        return { output, ...lookAt(epub, pages) };
      },
      format,
    ),
  );
}

function lookAt(epub: FinishedEpub, all: readonly EpubPage[]): Omit<Comic, "output"> {
  const pages = all
    .filter((page) => page !== epub.navigation)
    .map((page) => {
      const header = epub.pictures.get(attributeOf([...descendantsOf(page.body, "img")][0], "src") ?? "");
      const title = plainTextOf(childOf(childOf(page.root, "head"), "title"));
      return { size: `${header?.width}x${header?.height}`, title };
    });
  const [toc] = epub.navigation === undefined ? [] : [...descendantsOf(epub.navigation.body, "nav")];
  const spine = childOf(epub.package, "spine");
  return {
    pages,
    contents: toc === undefined ? [] : [...descendantsOf(toc, "a")].map(plainTextOf),
    spine: Object.fromEntries(spine?.attributes ?? []),
    metas: new Map(
      childrenOf(epub.metadata, "meta").map((meta) => [
        attributeOf(meta, "name") ?? attributeOf(meta, "property") ?? "",
        attributeOf(meta, "content") ?? plainTextOf(meta),
      ]),
    ),
  };
}

const comic = (...files: readonly ZipFile[]) => convert(zipOf(files), "comic");
const info = (content: string): ZipFile => ({
  name: "ComicInfo.xml",
  data: `<?xml version="1.0" encoding="utf-8"?><ComicInfo xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${content}</ComicInfo>`,
});

describe("a comic", () => {
  it("has the pages that are whole where its file is cut off, and says so", async () => {
    const pages = await Promise.all([700, 800, 900].map(async (width) => await pictureOf(width, 1000)));
    const whole = zipOf(pages.map((data, at) => ({ name: `${at}.jpg`, data })));
    const third = whole.indexOf("PK\x03\x04", (pages[0]?.length ?? 0) + (pages[1]?.length ?? 0) + 60, "latin1");
    const comic = await convert(whole.subarray(0, third + 300), "comic");
    expect(comic.pages.map(({ size }) => size)).toEqual(["700x1000", "800x1000"]);
    expect(comic.output.warnings.map(({ rule }) => rule)).toContain("archive/cut");
  });

  it("has its pages in the order in which people count, whatever kind of picture they are, and nothing else", async () => {
    const { pages, output } = await comic(
      { name: "page10.gif", data: await pictureOf(100, 130, "gif") },
      { name: "page2.webp", data: await pictureOf(100, 120, "webp") },
      { name: "Page1.png", data: await pictureOf(100, 110, "png") },
      { name: "__MACOSX/._Page1.png", data: "x" },
      { name: "Thumbs.db", data: "x" },
      { name: "scan.nfo", data: "x" },
    );
    expect(pages.map(({ size }) => size)).toEqual(["100x110", "100x120", "100x130"]);
    expect(output.volumes).toHaveLength(1);
  });

  it("fills the screen with each page, keeps its form, and splits none", async () => {
    const { pages, metas } = await comic(
      { name: "1.jpg", data: await pictureOf(2000, 3000) },
      { name: "2.jpg", data: await pictureOf(4000, 2000) },
    );
    expect(pages.map(({ size }) => size)).toEqual(["1280x1920", "1440x720"]);
    expect(metas.get("original-resolution")).toBe("1440x1920");
    expect(metas.get("book-type")).toBe("comic");
    expect(metas.get("rendition:layout")).toBe("pre-paginated");
  });

  it("is what ComicInfo says it is, and is turned from right to left where that says so", async () => {
    const { output, metas, spine, contents } = await comic(
      { name: "1.jpg", data: await pictureOf(600, 900) },
      { name: "2.jpg", data: await pictureOf(600, 900) },
      info(
        "<Title>The Issue</Title><Series>The Series</Series><Number>3</Number><Writer>One, Two</Writer><Manga>YesAndRightToLeft</Manga><LanguageISO>ja</LanguageISO><Pages><Page Image='0' Bookmark='One'/><Page Image='1' Bookmark='Two'/></Pages>",
      ),
    );
    expect(output).toMatchObject({ title: "The Issue", authors: ["One", "Two"], language: "ja" });
    expect([metas.get("belongs-to-collection"), metas.get("group-position")]).toEqual(["The Series", "3"]);
    expect(spine["page-progression-direction"]).toBe("rtl");
    expect(metas.get("primary-writing-mode")).toBe("horizontal-rl");
    expect(contents).toEqual(["One", "Two"]);
  });

  it("is called by its series where it has no title, and by its file where nothing says anything", async () => {
    const page = { name: "1.jpg", data: await pictureOf(60, 90) };
    expect((await comic(page, info("<Series>Saga</Series><Number>7</Number>"))).output.title).toBe("Saga 7");
    expect((await comic(page, { name: "ComicInfo.xml", data: "<broken" })).output.title).toBe("file");
    expect((await comic(page)).spine["page-progression-direction"]).toBeUndefined();
  });

  it("has a chapter for each folder", async () => {
    const page = await pictureOf(60, 90);
    const { contents, pages } = await comic(
      { name: "Chapter_10/1.jpg", data: page },
      { name: "Chapter_2/1.jpg", data: page },
      { name: "Chapter_2/2.jpg", data: page },
    );
    expect(contents).toEqual(["Chapter 2", "Chapter 10"]);
    expect(pages.map(({ title }) => title)).toEqual(["Chapter 2", "file", "Chapter 10"]);
  });

  it("leaves a page out that cannot be shown, says so, and is refused where none can", async () => {
    const broken = { name: "2.jpg", data: "no picture" };
    const { pages, output } = await comic({ name: "1.jpg", data: await pictureOf(60, 90) }, broken);
    expect(pages).toHaveLength(1);
    expect(output.warnings.map(({ rule }) => rule)).toContain("K41");
    expect(await verdictOf(() => comic(broken))).toBe("document/no-pages");
    expect(await verdictOf(() => comic({ name: "a.txt", data: "x" }))).toBe("comic/no-pages");
    const many = Array.from({ length: 2001 }, (_, at) => ({ name: `${at}.jpg` }));
    expect(await verdictOf(() => comic(...many))).toBe("comic/too-many-pages");
  });

  it("comes to a verdict whatever is changed in it", async () => {
    const archive = zipOf([{ name: "1.jpg", data: await pictureOf(40, 60) }, info("<Title>T</Title>")]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(5000), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const changed = Buffer.from(archive);
          for (const [at, byte] of changes) changed[at % changed.length] = byte;
          expect(await verdictOf(() => convert(changed, "comic"))).toMatch(/^(?:accepted|[a-z]+\/[a-z-]+)$/u);
        },
      ),
      { numRuns: 40 },
    );
  }, 300_000);
});

describe("a single picture", () => {
  it.each(["jpeg", "png", "webp", "gif"] as const)("is a book of one page where it is a %s", async (format) => {
    const { pages, output } = await convert(await pictureOf(700, 900, format), "picture");
    expect(pages).toEqual([{ size: "700x900", title: "file" }]);
    expect(output.title).toBe("file");
  });

  it("says what is wrong with it where it cannot be shown", async () => {
    const bomb = Buffer.from(await pictureOf(10, 10, "png"));
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    await expect(convert(bomb, "picture")).rejects.toThrow(/60000 by 60000 pixels.*JPEG or PNG/u);
    expect(await verdictOf(() => convert(Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), "picture"))).toBe(
      "document/no-pages",
    );
  });

  const files = proofFiles(
    [...corpusFiles("hostile/images-bad", "books/cbz-images")].filter((path) => !path.endsWith("l")),
  );
  itWhere(files.length > 0, "single pictures of the corpora", "no corpora")(
    `is a valid book, or refused, for each of ${files.length} pictures`,
    async () => {
      const verdicts = new Map<string, number>();
      for (const path of files) {
        const verdict = await verdictOf(() =>
          withEpub(
            path,
            async (epubPath) => {
              expect([corpusName(path), await findings(epubPath)]).toEqual([corpusName(path), []]);
              expect([corpusName(path), (await epubcheck?.check(epubPath)) ?? []]).toEqual([corpusName(path), []]);
            },
            "picture",
          ),
        );
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      }
      process.stderr.write(`pictures: ${[...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(", ")}\n`);
      expect(verdicts.get("accepted")).toBeGreaterThan(0);
    },
    300_000,
  );
});
