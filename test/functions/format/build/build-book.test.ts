import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import sharp from "sharp";
import { buildBook } from "../../../../functions/format/build/build-book.ts";
import type { BuiltBook } from "../../../../functions/format/build/built-book.ts";
import type { BuiltPicture } from "../../../../functions/format/build/built-picture.ts";
import { fillSlot } from "../../../../functions/format/build/settle-links.ts";
import { coverHeight, coverWidth } from "../../../../functions/format/cover/cover-design.ts";
import { readImageHeader } from "../../../../shared/images/image-header.ts";
import { emf, emfPlus, wmf, wmfRecord } from "../images/metafile/metafile-writer.ts";
import { hints, jpegOf, pictureResource, sourceOf } from "./source-in-test.ts";

const textsOf = (book: BuiltBook) =>
  book.parts.map(({ pieces }) =>
    pieces
      .map((piece) => (typeof piece === "string" ? piece : fillSlot(piece, book.nameOf, new Set(book.parts))))
      .join("")
      .trim(),
  );
const rulesOf = (book: BuiltBook) => book.warnings.map(({ rule }) => rule);

describe("a book's parts", () => {
  it("begin at headings of the first two levels, but never have a heading alone", async () => {
    const book = await buildBook(
      sourceOf({ a: "<h1>A</h1><h2>A1</h2><p>x</p><h3>no</h3><p>y</p><h2>A2</h2><p>z</p>" }),
      hints,
    );
    expect(book.parts.map(({ headings }) => headings.map(({ title }) => title))).toEqual([["A", "A1", "no"], ["A2"]]);
  });

  it("begin anew where they grow too long", async () => {
    const book = await buildBook(sourceOf({ a: `<p>${"x".repeat(900)}</p>`.repeat(1000) }), hints);
    expect(book.parts.length).toBeGreaterThan(3);
    expect(Math.max(...book.parts.map(({ length }) => length))).toBeLessThan(230_000);
  });

  it("are no more than a book can hold, however many headings there are", async () => {
    const book = await buildBook(sourceOf({ a: "<h1>x</h1><p>y</p>".repeat(6000) }), hints);
    expect(book.parts.length).toBeLessThan(2600);
    expect(book.contents.length).toBeLessThanOrEqual(4000);
  });

  it("leave out chapters with nothing in them, and links to those lead on", async () => {
    const book = await buildBook(sourceOf({ a: '<p><a href="b">b</a></p>', b: "<p> </p>", c: "<p>c</p>" }), hints);
    expect(textsOf(book)).toEqual(['<p><a href="part-0002.xhtml">b</a></p>', "<p>c</p>"]);
  });

  it("are refused where there is nothing in any of them", async () => {
    await expect(buildBook(sourceOf({ a: "<p></p><hr>" }), hints)).rejects.toMatchObject({ code: "document/empty" });
    await expect(buildBook(sourceOf({}), hints)).rejects.toMatchObject({ code: "document/empty" });
  });
});

describe("links", () => {
  it("lead to their place wherever that is now, and to the chapter where the place is gone", async () => {
    const source = sourceOf({
      a: '<p id="p">a <a href="b#q">1</a> <a href="b#gone">2</a> <a href="#gone">3</a> <a href="gone">4</a></p>',
      b: '<p>b</p><h1>c</h1><p id="q"><a href="a#p">5</a></p>',
    });
    const book = await buildBook(source, hints);
    expect(textsOf(book)).toEqual([
      '<p id="p">a <a href="part-0003.xhtml#q">1</a> <a href="part-0002.xhtml">2</a> 3 4</p>',
      "<p>b</p>",
      expect.stringContaining('<p id="q"><a href="part-0001.xhtml#p">5</a></p>'),
    ]);
    expect(rulesOf(book)).toEqual(["K17"]);
  });

  it("never share a name in one file, even ignoring case, and have names that XML takes", async () => {
    const ids = ["x", "X", "1", "a b", "é", "x"];
    const html =
      ids.map((id) => `<p id="${id}">${id}</p>`).join("") + ids.map((id) => `<a href="#${id}">l</a>`).join(" ");
    const [text = ""] = textsOf(await buildBook(sourceOf({ a: html }), hints));
    const names = [...text.matchAll(/ id="([^"]*)"/g)].map(([, name = ""]) => name);
    expect(names).toHaveLength(5);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(5);
    expect(names.every((name) => /^[A-Za-z_][\w.-]*$/.test(name))).toBe(true);
    expect(text.match(/<a href/g)).toHaveLength(6);
  });

  it("tie notes to their calls both ways, across files too", async () => {
    const book = await buildBook(
      sourceOf({
        a: '<p>x<a href="b#n">1</a></p>',
        b: '<aside epub:type="footnote" id="n">note</aside><aside epub:type="footnote" id="m">not called</aside>',
      }),
      hints,
    );
    expect(textsOf(book)).toEqual([
      '<p>x<a href="part-0002.xhtml#n" epub:type="noteref" id="place-1">1</a></p>',
      '<aside epub:type="footnote" id="n"><p>note</p><p><a href="part-0001.xhtml#place-1">↩</a></p></aside>\n<aside epub:type="footnote"><p>not called</p></aside>',
    ]);
  });
});

describe("pictures", () => {
  const gif = Buffer.from("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==", "base64");
  const webp = Buffer.from(`RIFF\x1a\0\0\0WEBPVP8L${"\0".repeat(40)}`, "latin1");

  it("are what their bytes are, and those that a Kindle does not take leave their words", async () => {
    const resources = new Map([
      pictureResource("a", gif, "image/jpeg"),
      pictureResource("b", webp, "image/png"),
      pictureResource("c", new Uint8Array(20)),
    ]);
    const book = await buildBook(
      sourceOf(
        { a: '<p>x <img src="a" alt="one"> <img src="b" alt="two"> <img src="c"> <img src="a"></p>' },
        { resources },
      ),
      hints,
    );
    expect(book.pictures.map(({ fileName, mediaType }) => [fileName, mediaType])).toEqual([
      ["cover.jpg", "image/jpeg"],
      ["picture-0001.png", "image/png"],
    ]);
    expect(textsOf(book)).toEqual([
      '<p>x <img src="picture-0001.png" alt="one"/> [two] <img src="picture-0001.png" alt=""/></p>',
    ]);
    expect(rulesOf(book)).toEqual(["K43", "K41", "K41", "K28"]);
  });

  it.each([
    ["Windows metafile", Buffer.concat([Buffer.alloc(40), Buffer.from(" EMF")])],
    ["Windows metafile", Buffer.from("d7cdc69a00000000", "hex")],
    ["Windows metafile", Buffer.from("0100090000030000", "hex")],
    ["OpenOffice metafile", Buffer.from("VCLMTF\u0001")],
    ["PDF", Buffer.from("%PDF-1.7")],
    ["PostScript", Buffer.from("%!PS-Adobe-3.0 EPSF-3.0")],
    ["unknown", Buffer.alloc(3)],
  ])("are missed by the name of their kind where nobody here can draw them: %s", async (kind, bytes) => {
    const resources = new Map([pictureResource("a", bytes)]);
    const book = await buildBook(sourceOf({ a: '<p>x <img src="a" alt="one"></p>' }, { resources }), hints);
    expect(textsOf(book)).toEqual(["<p>x [one]</p>"]);
    expect(book.warnings).toContainEqual({
      rule: "K41",
      found: `1 picture of a kind that a Kindle does not show (${kind}).`,
      done: "Their descriptions stand in their place, where they have any.",
    });
  });

  it("are the cover where the book says so, and its page is left out", async () => {
    const cover = await jpegOf(600, 900);
    const book = await buildBook(
      sourceOf(
        { cover: '<div><img src="c"></div>', a: '<p>x <a href="cover">c</a></p>' },
        { resources: new Map([pictureResource("c", cover, "image/jpeg")]), cover: "c" },
      ),
      hints,
    );
    expect(await sizeOf(book.cover)).toEqual([1200, 1800]);
    expect(book.pictures).toEqual([book.cover]);
    expect(textsOf(book)).toEqual(['<p>x <a href="part-0001.xhtml">c</a></p>']);
    expect(rulesOf(book)).toEqual(["K15", "K14"]);
  });

  it("are the cover where the first page is one large picture and nothing else", async () => {
    const resources = new Map([pictureResource("c", await jpegOf(700, 1000)), pictureResource("d")]);
    const chapters = { b: '<p><img src="d"></p>', c: "<p>x</p>" };
    const book = await buildBook(sourceOf({ a: '<p><img src="c"></p>', ...chapters }, { resources }), hints);
    expect(await sizeOf(book.cover)).toEqual([1200, 1714]);
    expect(book.parts).toHaveLength(2);
    const small = await buildBook(sourceOf({ a: '<p><img src="d"></p>', ...chapters }, { resources }), hints);
    expect(await sizeOf(small.cover)).toEqual([coverWidth, coverHeight]);
    expect(small.parts).toHaveLength(3);
  });

  it("are the text where there is nothing else", async () => {
    const resources = new Map([pictureResource("c", await jpegOf(700, 1000), "image/jpeg")]);
    const book = await buildBook(sourceOf({ a: '<img src="c">' }, { resources }), hints);
    expect(textsOf(book)).toEqual(['<p><img src="picture-0001.jpg" alt=""/></p>']);
  });

  it("are enlarged in their proportions where they are a small cover, and left as they are where one side is enough", async () => {
    for (const [before, after] of [
      [
        [500, 500],
        [1200, 1200],
      ],
      [
        [600, 1700],
        [635, 1800],
      ],
      [
        [1199, 1799],
        [1200, 1800],
      ],
      [
        [600, 1800],
        [600, 1800],
      ],
      [
        [1200, 700],
        [1200, 700],
      ],
    ] as const)
      expect(await sizeOf((await covered(await jpegOf(before[0], before[1]))).cover)).toEqual([...after]);
  });

  it("leave it to a drawn cover where they cannot be one", async () => {
    const damaged = await covered(webp);
    expect(rulesOf(damaged)).toEqual(["K13"]);
    const small = await covered(await jpegOf(499, 3000));
    expect(rulesOf(small)).toEqual(["K14"]);
    for (const { cover } of [damaged, small]) expect(await sizeOf(cover)).toEqual([coverWidth, coverHeight]);
  });

  it("say so where the drawn one cannot bear the title", async () => {
    const book = await buildBook(sourceOf({ a: "<h1>A</h1><p>x</p>" }, { metadata: { title: "สามก๊ก" } }), hints);
    expect(book.warnings).toMatchObject([{ rule: "K13", found: expect.stringContaining("letters") }]);
  });

  it("become a JPEG where they are the cover, as large as a library shows", async () => {
    const png = await sharp({ create: { width: 2000, height: 3000, channels: 4, background: "#f008" } })
      .png()
      .toBuffer();
    const book = await buildBook(
      sourceOf({ a: "<p>x</p>" }, { resources: new Map([pictureResource("c", png)]), cover: "c" }),
      hints,
    );
    expect(await sizeOf(book.cover)).toEqual([1600, 2400]);
    expect(book.cover.mediaType).toBe("image/jpeg");
  });

  it("are found in a drawing that only wraps them", async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image xlink:href="../c%201.jpg"/></svg>');
    const resources = new Map([
      pictureResource("a/cover.svg", svg, "image/svg+xml"),
      pictureResource("c 1.jpg", await jpegOf(800, 1200), "image/jpeg"),
    ]);
    const book = await buildBook(sourceOf({ a: "<p>x</p>" }, { resources, cover: "a/cover.svg" }), hints);
    expect(await sizeOf(book.cover)).toEqual([1200, 1800]);
    expect(rulesOf(book)).toEqual(["K14"]);
  });

  it("are made of drawings, in a file of their own or in the page", async () => {
    const circle = '<circle cx="50" cy="50" r="40" fill="#c00"/>';
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50">${circle}</svg>`;
    const page = `<p>x <img src="s" alt="file"></p><svg viewBox="0 0 200 100" aria-label="page">${circle}</svg>
      <svg width="16" height="16">${circle}</svg><svg viewBox="0 0 90 90"><use href="#elsewhere"/><title>words</title></svg>`;
    const book = await buildBook(
      sourceOf({ a: page }, { resources: new Map([pictureResource("s", Buffer.from(svg), "image/svg+xml")]) }),
      hints,
    );
    expect(textsOf(book).join("")).toMatch(
      /<img src="picture-0001.png" alt="file"\/>.*<img src="picture-0002.png" alt="page"\/>.*\[words\]/s,
    );
    expect(await Promise.all(book.pictures.slice(1).map(sizeOf))).toEqual([
      [200, 100],
      [1200, 600],
    ]);
    expect(book.warnings.map(({ rule, found }) => `${rule} ${found}`)).toEqual([
      "K44 1 drawing in SVG, which a Kindle garbles.",
      "K44 2 drawings in SVG, which a Kindle garbles.",
    ]);
  });

  it("are made of Windows metafiles, which can be made smaller as all others", async () => {
    const drawing = wmf([wmfRecord(0x02_0c, 100, 100), wmfRecord(0x04_1b, 80, 80, 20, 20)]);
    const resources = new Map([pictureResource("a", drawing, "image/wmf"), pictureResource("b", emf(), "image/emf")]);
    const book = await buildBook(
      sourceOf({ a: '<p>x <img src="a" alt="one"><img src="b" alt="two"></p>' }, { resources }),
      hints,
    );
    expect(textsOf(book)).toEqual(['<p>x <img src="picture-0001.png" alt="one"/>[two]</p>']);
    expect(book.warnings.map(({ rule, found, done }) => `${rule} ${found} ${done}`)).toEqual([
      "K41 1 picture of a kind that a Kindle does not show (Windows metafile). Their descriptions stand in their place, where they have any.",
      "K28 1 picture is not in the file. Their descriptions stand in their place, where they have any.",
      "K41 1 picture of a kind that a Kindle does not show (Windows metafile). Converted to one that it shows.",
    ]);
    const [, picture] = book.pictures;
    expect(picture && (await sizeOf(picture))).toEqual([192, 192]);
    expect(Buffer.from((await picture?.original?.read()) ?? []).toString()).toMatch(/^<svg /);
  });

  it("are made of what is compressed in a file of its own, unless that is compressed again or is too much", async () => {
    const drawing = wmf([wmfRecord(0x02_0c, 100, 100), wmfRecord(0x04_1b, 80, 80, 20, 20)]);
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><path d="M0 0h90v90z"/></svg>';
    const large = Buffer.alloc(65 * 1024 * 1024);
    const resources = new Map(
      [gzipSync(drawing), gzipSync(svg), gzipSync(gzipSync(svg)), gzipSync("words"), gzipSync(large)].map((bytes, at) =>
        pictureResource(`${at}`, bytes),
      ),
    );
    const images = [...resources.keys()].map((id) => `<img src="${id}" alt="${id}">`).join("");
    const book = await buildBook(sourceOf({ a: `<p>x ${images}</p>` }, { resources }), hints);
    expect(textsOf(book).join("")).toMatch(/<p>x <img [^>]*alt="0"\/><img [^>]*alt="1"\/>\[2\]\[3\]\[4\]<\/p>/);
    const found = book.warnings.map((warning) => warning.found);
    expect(found).toEqual(
      expect.arrayContaining([
        "1 picture of a kind that a Kindle does not show (Windows metafile).",
        "2 pictures of a kind that a Kindle does not show (unknown, compressed picture).",
        "1 picture cannot be shown, because what is compressed in it is larger than 64 MB.",
      ]),
    );
  });

  it("are missed in plain words where a metafile is of a kind that is not drawn", async () => {
    const commands = emf(emfPlus(0x40_01, 0, Buffer.alloc(16)), emfPlus(0x40_0a, 0, Buffer.alloc(40)));
    const resources = new Map([pictureResource("a", commands)]);
    const book = await buildBook(sourceOf({ a: '<p>x <img src="a" alt="one"></p>' }, { resources }), hints);
    expect(book.warnings.map(({ found }) => found)).toContain(
      "1 picture cannot be shown, because it is a Windows metafile of the kind EMF+, which is not drawn here.",
    );
  });

  it("are made once of a drawing that a page repeats", async () => {
    const svg = '<svg viewBox="0 0 200 100"><path d="M0 0h90v90z" fill="#c00"/></svg>';
    const other = svg.replace("h90", "h80");
    const book = await buildBook(sourceOf({ a: `<p>x</p>${svg}${other}${svg}`, b: `<p>y</p>${svg}` }, {}), hints);
    expect(book.pictures.slice(1).map(({ fileName }) => fileName)).toEqual(["picture-0001.png", "picture-0002.png"]);
    expect(
      textsOf(book)
        .join("")
        .match(/picture-\d+/g),
    ).toEqual(["picture-0001", "picture-0002", "picture-0001", "picture-0001"]);
  });

  it.each([
    ["an icon of a font, which has no size of its own", 0, (svg: string) => svg.replace(">", ' aria-hidden="true">')],
    ["what labels a button", 0, (svg: string) => `<button><span>${svg}</span></button>`],
    ["what stands in a part that is decoration", 0, (svg: string) => `<div role="presentation">${svg}</div>`],
    ["an icon as large as a letter", 0, (svg: string) => svg.replace(">", ' width="1em" height="1em">')],
    [
      "a picture that is said to be decoration",
      1,
      (svg: string) => svg.replace(">", ' width="4in" height="3cm" aria-hidden="true">'),
    ],
    [
      "a chart that only its words are told of",
      1,
      (svg: string) => svg.replace(">", ' aria-hidden="true"><text>12 %</text>'),
    ],
    ["a formula as small as a letter", 1, (svg: string) => svg.replace(">", ' width="1.3ex" height="1ex">')],
    ["a picture that leads somewhere", 1, (svg: string) => `<a href="https://a.example/">${svg}</a>`],
  ])("are made, or are not, of %s", async (_, count, around) => {
    const page = around('<svg viewBox="0 0 512 512"><path fill="currentColor" d="M9 9h400v400z"/></svg>');
    const book = await buildBook(sourceOf({ a: `<p>x</p>${page}` }, {}), hints);
    expect(book.pictures.slice(1)).toHaveLength(count);
  });

  it("say once what was done to them, however many they are", async () => {
    const large = await jpegOf(2600, 100);
    const ids = Array.from({ length: 30 }, (_, index) => `p${index}`);
    const resources = new Map(ids.map((id) => pictureResource(id, large, "image/jpeg")));
    const html = ids.map((id) => `<p><img src="${id}">x</p>`).join("");
    const book = await buildBook(sourceOf({ a: html }, { resources }), hints);
    expect(book.warnings).toEqual([
      {
        rule: "K45",
        found: "30 pictures are larger than the screen of a Kindle.",
        done: "Scaled to what it shows.",
      },
    ]);
    expect(await sizeOf(book.pictures[1])).toEqual([1264, 49]);
  });
});

function covered(bytes: Uint8Array): Promise<BuiltBook> {
  const resources = new Map([pictureResource("c", bytes, "")]);
  return buildBook(sourceOf({ a: "<p>x</p>" }, { resources, cover: "c" }), hints);
}

async function sizeOf(picture: BuiltPicture | undefined) {
  const header = readImageHeader((await picture?.stored.read()) ?? new Uint8Array());
  return [header?.width, header?.height];
}

const titled = async (title: string, html: string, more: Partial<typeof hints> = {}) =>
  (await buildBook(sourceOf({ a: html }, { metadata: { title } }), { ...hints, ...more })).metadata.title;

describe("what a book is called", () => {
  it("is its title, else what was read of it, else its first heading, else its file's name", async () => {
    expect(await titled("  Own\n title ", "<h1>H</h1>", { title: "Hint" })).toBe("Own title");
    expect(await titled("", "<h1>H</h1>", { title: "Hint" })).toBe("Hint");
    expect(await titled("", "<h2>H</h2>", { title: "A file" })).toBe("H");
    expect(await titled("", "<p>x</p>", { fileName: "C:\\temp\\my_novel.final.epub" })).toBe("my novel.final");
    expect(await titled("", "<p>x</p>", { fileName: "" })).toBe("Untitled");
  });

  it.each(["Contents", "目次", "Chapter 1", "1. Introduction", "Глава первая"])(
    "is its file's name rather than %p, which parts of any book are called",
    async (heading) => expect(await titled("", `<h1>${heading}</h1>`, { fileName: "my_novel.txt" })).toBe("my novel"),
  );

  it("is what its heading or its file says rather than what programs write where nobody wrote a title", async () => {
    expect(await titled("Untitled", "<h1>H</h1>")).toBe("H");
    expect(await titled("[No Title]", "<p>x</p>", { title: "Unknown", fileName: "my_novel.epub" })).toBe("my novel");
    expect(await titled("Unknown", "<h1>H</h1>", { title: "Hint" })).toBe("Hint");
    expect(await titled("Untitled", "<p>x</p>", { fileName: "" })).toBe("Untitled");
    expect(await titled("Microsoft Word - thesis.doc", "<h1>H</h1>")).toBe("thesis");
    expect(await titled("x", "<h1>H</h1>", { words: { title: "Untitled" } })).toBe("Untitled");
  });

  it("is told where it had to be made up", async () => {
    const book = await buildBook(sourceOf({ a: "<h1>H</h1>" }, { metadata: { title: "" } }), hints);
    expect(book.warnings).toEqual([{ rule: "K5", found: expect.any(String), done: "It is called “H” now." }]);
  });
});

const authorsOf = async (authors: readonly string[], more: Partial<typeof hints> = {}) =>
  (await buildBook(sourceOf({ a: "x" }, { metadata: { authors } }), { ...hints, ...more })).metadata.authors;

it("has no author whom a program called unknown", async () => {
  expect(await authorsOf(["Unknown"], { authors: ["unbekannt"] })).toEqual([]);
  expect(await authorsOf(["Неизвестный", "The Unknown Author of Three Books"])).toEqual([
    "The Unknown Author of Three Books",
  ]);
  expect(await authorsOf(["x"], { words: { authors: ["Unknown"] } })).toEqual(["Unknown"]);
});

const identifierOf = async (sourceSha256: string) =>
  (await buildBook(sourceOf({ a: "x" }), { ...hints, sourceSha256 })).metadata.identifier;

it("has the same identifier for the same source, and another for another", async () => {
  expect(await identifierOf("ab")).toBe(await identifierOf("ab"));
  expect(await identifierOf("ab")).not.toBe(await identifierOf("cd"));
  expect(await identifierOf("ab")).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

const declaring = async (language: string, hint: string) =>
  buildBook(sourceOf({ a: "x" }, { metadata: { language } }), { ...hints, language: hint });

it("takes the pages' language where the book declares none, and English where nothing does", async () => {
  expect((await declaring("und", "fr")).metadata.language).toBe("fr");
  const guessed = await declaring("Klingonish", "und");
  expect(guessed.metadata.language).toBe("en");
  expect(guessed.warnings).toMatchObject([{ rule: "K7", found: expect.stringContaining("Klingonish") }]);
});

it("says nothing of a book that is as it should be", async () => {
  expect((await buildBook(sourceOf({ a: "<h1>A</h1><p>x</p>" }), hints)).warnings).toEqual([]);
});
