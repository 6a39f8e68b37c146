import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import JSZip from "jszip";
import sharp from "sharp";
import { Rejected } from "../../../../events/rejected.ts";
import { Code } from "../../../../events/values.ts";
import { buildBook } from "../../../../functions/format/build/build-book.ts";
import { run } from "../../../../functions/format/convert.job.ts";
import type { WayToKindle } from "../../../../functions/format/gate/check.ts";
import { sizeChecks, uploadBytesMax } from "../../../../functions/format/gate/check-size.ts";
import { checks, findings } from "../../../../functions/format/gate/findings.ts";
import { openFinishedEpub } from "../../../../functions/format/gate/finished-epub.ts";
import { passGate } from "../../../../functions/format/gate/pass-gate.ts";
import { rules } from "../../../../functions/format/gate/rules.ts";
import { writeEpub } from "../../../../functions/format/write/write-epub.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";
import { hints, jpegOf, pictureResource, sourceOf } from "../build/source-in-test.ts";

type Break = (files: Map<string, string>) => void;
/** Pictures that a book can be broken with. */
const spares = {
  "wide.jpg": { create: { width: 1601, height: 10, channels: 3, background: "#fff" }, as: "jpeg" },
  "little.jpg": { create: { width: 600, height: 900, channels: 3, background: "#fff" }, as: "jpeg" },
  "glass.png": { create: { width: 1200, height: 1800, channels: 4, background: "#0000" }, as: "png" },
} as const;
const spare =
  (name: keyof typeof spares, at: string): Break =>
  (files) =>
    void files.set(`OEBPS/${at}`, files.get(`spare/${name}`) ?? "");

const edit =
  (name: string, from: string | RegExp, to: string): Break =>
  (files) => {
    const before = files.get(`OEBPS/${name}`) ?? "";
    const after = before.replace(from, to);
    if (after === before) throw new Error(`Nothing in ${name} is like ${from}`);
    files.set(`OEBPS/${name}`, after);
  };
const inText = (to: string): Break => edit("part-0001.xhtml", "<p>first", `${to}<p>first`);
const inStyle = (to: string): Break => edit("style.css", /$/, to);

/** A sentence for people. */
const words: unknown = expect.stringMatching(/^[A-Z].* .*\.$/);

/** For each rule, the ways in which a book can break it. */
const breaks: Readonly<Record<string, readonly Break[]>> = {
  K1: [(files) => void files.set("mimetype", "application/epub+zip\n")],
  K2: [(files) => void files.set("META-INF/encryption.xml", "<encryption/>")],
  K3: [(files) => void files.set("OEBPS/a b.css", ""), (files) => void files.set("OEBPS/é.css", "")],
  K4: [
    (files) => void files.set("OEBPS/.DS_Store", ""),
    edit("content.opf", "<manifest>", '<manifest><item id="x" href="gone.css" media-type="text/x"/>'),
  ],
  K5: [edit("content.opf", "A Title", " ")],
  K6: [edit("content.opf", "<dc:title>", "<dc:title>Another</dc:title><dc:title>")],
  K7: [
    edit("content.opf", "<dc:language>en", "<dc:language>C"),
    edit("content.opf", "<dc:language>en</dc:language>", ""),
  ],
  K8: [edit("toc.ncx", "urn:uuid:", "urn:uuid:0"), edit("content.opf", /urn:uuid:[^<]*/, "isbn")],
  K9: [
    edit("content.opf", ' xmlns:dc="http://purl.org/dc/elements/1.1/"', ""),
    edit("content.opf", "</dc:title>", ""),
    edit("content.opf", /<metadata[\s\S]*<\/metadata>/, ""),
    edit("content.opf", ' xmlns:dc="http://purl.org/dc/elements/1.1/"', ' xmlns:dc="http://example.org/"'),
    (files) => void files.delete("OEBPS/content.opf"),
  ],
  K10: [edit("content.opf", 'id="style"', 'id="NAV"')],
  K11: [edit("content.opf", "</metadata>", '<meta name="calibre:rating" content="5"/></metadata>')],
  K12: [
    edit("content.opf", /<dc:creator>.*<\/dc:creator>/, ""),
    edit("content.opf", "T07:00:00Z", ""),
    edit("content.opf", "</metadata>", "<dc:date>May</dc:date></metadata>"),
  ],
  K13: [edit("content.opf", /<meta name="cover".*\/>/, ""), edit("content.opf", ' properties="cover-image"', "")],
  K14: [
    spare("little.jpg", "cover.jpg"),
    spare("glass.png", "cover.jpg"),
    edit("content.opf", ' properties="cover-image"', ""),
  ],
  K15: [edit("part-0002.xhtml", /<body>[\s\S]*<\/body>/, '<body><p><img src="cover.jpg" alt=""/></p></body>')],
  K16: [
    edit("toc.ncx", /<navPoint[\s\S]*<\/navPoint>/, ""),
    edit("content.opf", ' toc="ncx"', ""),
    edit("nav.xhtml", ">One<", ">Other<"),
  ],
  K17: [edit("nav.xhtml", /part-0001.xhtml#[\w-]+/, "part-0001.xhtml#gone"), edit("nav.xhtml", />One</, "> <")],
  K18: [edit("nav.xhtml", /(<li>.*One.*<\/li>)\n(<li>.*Two.*<\/li>)/, "$2\n$1")],
  K19: [
    edit(
      "nav.xhtml",
      /(<a href="part-0002[^>]*>)Two<\/a>/,
      "$1Two</a><ol><li>$1Two</a><ol><li>$1Three</a></li></ol></li></ol>",
    ),
  ],
  K20: [edit("toc.ncx", 'playOrder="2"', 'playOrder="3"')],
  K21: [edit("nav.xhtml", '"bodymatter"', '"cover"'), edit("content.opf", 'type="text" title', 'type="cover" title')],
  K22: [
    edit("content.opf", '<itemref idref="nav"/>', ""),
    edit("nav.xhtml", '<nav epub:type="toc"', '<table/><nav epub:type="toc"'),
  ],
  K23: [edit("part-0001.xhtml", ' encoding="utf-8"', ""), edit("part-0001.xhtml", '<meta charset="utf-8"/>', "")],
  K24: [
    inText("<!-- x -->"),
    edit("part-0001.xhtml", "<!DOCTYPE html>", ""),
    inText("<p>never closed"),
    inText("</p>"),
    inText("<p>AT&T</p>"),
    inText("<p>&nbsp;</p>"),
    inText("<p>1 < 2</p>"),
    inText("<p class=x>x</p>"),
    inText('<p id="a" id="b">x</p>'),
    inText("<x:p>x</x:p>"),
    edit("part-0001.xhtml", "</html>", "</html><html/>"),
    edit("part-0001.xhtml", "</html>", "</html>words"),
    edit("part-0001.xhtml", /<body>[\s\S]*<\/body>/, ""),
    edit("toc.ncx", "</ncx>", ""),
  ],
  K25: [inText("<form/>"), inText('<p onclick="x">x</p>'), inText("<video/>")],
  K26: [
    inText("<p><p>x</p></p>"),
    inText("<p><b><div>x</div></b></p>"),
    inText('<p><a href="#x"><a href="#x">x</a></a></p>'),
  ],
  K27: [edit("part-0001.xhtml", "<body>", '<body id="b">')],
  K28: [
    inText('<p><img src="gone.png" alt=""/></p>'),
    inText('<p><a href="#gone">x</a></p>'),
    inText('<p><a href="gone.xhtml">x</a></p>'),
  ],
  K29: [inText('<p data-AmznRemoved="1">x</p>'), inText('<p style="x">x</p>')],
  K30: [inText('<p hidden="hidden">x</p>')],
  K31: [inText("<p>soft\u00adhyphen</p>"), inText("<p>thin\u2009space</p>")],
  K32: [inText('<aside id="n">x</aside><p><a href="#n">1</a></p>')],
  K33: [
    inText(`<table>${"<tr><td>x</td></tr>".repeat(100)}</table>`),
    inText("<table><tr><td><table/></td></tr></table>"),
    inText(`<table><tr>${"<td/>".repeat(10)}</tr></table>`),
  ],
  K34: [
    edit("style.css", "text-align: left; text-indent: 0; page-break-after", "text-indent: 0; page-break-after"),
    edit("style.css", "h2 { font-size: 1.35em", "h2 { font-size: 1.95em"),
    edit("style.css", /h4, h5, h6 \{ font-size: 1em;/, "h4, h5, h6 {"),
  ],
  K35: [
    inText('<p><math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math></p>'),
    inText('<p><math xmlns="http://www.w3.org/1998/Math/MathML" alttext=" "><mi>x</mi></math></p>'),
  ],
  K36: [inText(`<p>${"x".repeat(900_000)}</p>`)],
  K37: [
    inStyle("p { margin-left: 3px; }"),
    inStyle("p { margin-left: -1em; }"),
    inStyle("body { margin: 0; }"),
    inStyle("p { color: red; }"),
    inStyle("p { position: fixed; }"),
  ],
  K38: [inStyle("p { display: flex; }"), inStyle("p { width: calc(1em); }")],
  K39: [inStyle('@import "x.css";'), edit("part-0001.xhtml", ' type="text/css"', "")],
  K40: [inStyle("@font-face { font-family: x; }")],
  K41: [(files) => void files.set("OEBPS/cover.jpg", "RIFF    WEBPVP8 ")],
  K42: [spare("glass.png", "cover.jpg")],
  K43: [(files) => void files.set("OEBPS/cover.jpg", "GIF89a\u0001\0\u0001\0\0\0\0;")],
  K44: [
    inText('<p><svg xmlns="http://www.w3.org/2000/svg"/></p>'),
    edit("content.opf", 'media-type="image/jpeg"', 'media-type="image/svg+xml"'),
  ],
  K45: [spare("wide.jpg", "cover.jpg")],
  K46: [inText('<p><img src="cover.jpg"/></p>')],
  K47: [
    edit("content.opf", '<meta name="book-type" content="comic"/>', ""),
    edit("content.opf", '<meta name="fixed-layout" content="true"/>', ""),
    edit("content.opf", ' properties="rendition:page-spread-center"', ' properties="page-spread-left"'),
    edit("part-0001.xhtml", /<meta name="viewport".*\/>/, ""),
    edit("part-0001.xhtml", "width=600", "width=601"),
    edit("part-0001.xhtml", "</div>", "words</div>"),
    edit("part-0001.xhtml", /<img.*\/>/, "$&$&"),
    spare("wide.jpg", "picture-0001.jpg"),
    (files) => void files.set("OEBPS/picture-0001.jpg", "GIF89a\u0001\0\u0001\0\0\0\0;"),
  ],
  // These two are about how large a book is: below.
  K48: [],
  K49: [],
};

/** Each is made once, and never changed. */
const books: { text?: Promise<string>; comic?: Promise<string> } = {};
const goodBook = () => (books.text ??= makeBook());
const goodComic = () => (books.comic ??= makeComic());

async function makeBook(): Promise<string> {
  const path = join(await temporaryFolder(), "good.epub");
  const source = sourceOf(
    { cover: '<img src="c">', a: "<h1>One</h1><p>first</p>", b: "<h1>Two</h1><p>second</p>" },
    { resources: new Map([pictureResource("c", await jpegOf(600, 900), "image/jpeg")]), cover: "c" },
  );
  await writeEpub(await buildBook(source, hints), path);
  return path;
}

async function makeComic(): Promise<string> {
  const path = join(await temporaryFolder(), "good-comic.epub");
  const pages = [1, 2].map((number) => `page${number}`);
  const picture = await jpegOf(600, 900);
  const source = sourceOf(Object.fromEntries(pages.map((page) => [page, `<img src="${page}">`])), {
    resources: new Map(pages.map((page) => pictureResource(page, picture, "image/jpeg"))),
    layout: "pages",
  });
  await writeEpub(await buildBook(source, hints), path);
  return path;
}

async function broken(good: string, change: Break): Promise<string> {
  const zip = await JSZip.loadAsync(await readFile(good));
  const files = new Map<string, string>();
  for (const file of Object.values(zip.files)) files.set(file.name, await file.async("binarystring"));
  const texts = new Map(
    [...files].map(([name, bytes]) => [
      name,
      name.endsWith(".jpg") ? bytes : Buffer.from(bytes, "latin1").toString("utf8"),
    ]),
  );
  for (const [name, { create, as }] of Object.entries(spares))
    texts.set(`spare/${name}`, (await sharp({ create }).toFormat(as).toBuffer()).toString("latin1"));
  change(texts);
  for (const name of Object.keys(spares)) texts.delete(`spare/${name}`);
  const again = new JSZip();
  for (const [name, text] of texts) {
    again.file(name, Buffer.from(text, name.endsWith(".jpg") ? "latin1" : "utf8"), {
      compression: name === "mimetype" ? "STORE" : "DEFLATE",
      createFolders: false,
    });
  }
  const path = join(await temporaryFolder(), "broken.epub");
  await writeFile(path, await again.generateAsync({ type: "nodebuffer" }));
  return path;
}

describe("the gate", () => {
  it("finds nothing in a book as it should be", async () => {
    expect(await findings(await goodBook())).toEqual([]);
    expect(await findings(await goodComic())).toEqual([]);
  });

  it("has a way of breaking each of its rules", () => {
    expect(Object.keys(breaks).toSorted()).toEqual(checks.map(({ rule }) => rule).toSorted());
  });

  it.each(checks.map(({ rule, sentence }) => [rule, sentence]))("%s: sees when this is not so: %s", async (rule) => {
    for (const change of breaks[rule] ?? []) {
      const good = await (rule === "K47" ? goodComic() : goodBook());
      expect((await findings(await broken(good, change))).map((finding) => finding.rule)).toContain(rule);
    }
  });

  it("measures a book by the way that it is to go", async () => {
    const path = await goodBook();
    const found = async (way: WayToKindle) => (await findings(path, way)).map(({ rule }) => rule);
    expect(await found({ mailBytesMax: 10_000 })).toEqual(["K48"]);
    expect(await found({ mailBytesMax: 25_000_000 })).toEqual([]);
    expect(await found({ mailBytesMax: 10_000, isTooLargeToSend: true })).toEqual([]);
    const [k49] = sizeChecks.filter(({ rule }) => rule === "K49");
    const book = { ...(await openFinishedEpub(path)), bytes: uploadBytesMax + 1 };
    expect([...(k49?.find?.(book, {}) ?? [])]).toEqual([`${uploadBytesMax + 1} bytes`]);
    expect([...(k49?.find?.({ ...book, bytes: uploadBytesMax }, {}) ?? [])]).toEqual([]);
    expect([...(k49?.find?.(book, { isTooLargeToSend: true }) ?? [])]).toEqual([]);
  });
});

describe("each rule from K1 to K51", () => {
  it.each(rules)("is held: %s", async (rule, held) => {
    const own = checks.filter((check) => check.rule === rule);
    if (held === "gate") {
      expect(own).toHaveLength(1);
      for (const { sentence, repair } of own) expect([sentence, repair]).toEqual([words, words]);
    } else {
      expect(own).toEqual([]);
      const root = join(import.meta.dirname, "../../../..");
      expect(await readFile(join(root, held.in), "utf8")).toContain(`${rule}:`);
      expect(await readFile(join(root, held.test), "utf8")).toContain(rule);
    }
  });

  it("is one of fifty-one, none forgotten", () => {
    expect(rules.map(([rule]) => rule)).toEqual(Array.from({ length: 51 }, (_, index) => `K${index + 1}`));
    expect(checks.filter(({ rule }) => !rules.some(([known]) => known === rule))).toEqual([]);
  });
});

describe("a book that breaks a rule in spite of all repairs", () => {
  it.each([
    ["gate/k9", edit("content.opf", "</dc:title>", "")],
    ["gate/k7", edit("content.opf", "<dc:language>en", "<dc:language>C")],
    ["gate/k48", undefined],
  ] as const)("is refused with the rule's sentence: %s", async (code, change) => {
    const path = change === undefined ? await goodBook() : await broken(await goodBook(), change);
    const sentence = checks.find(({ rule }) => code === `gate/${rule.toLowerCase()}`)?.sentence ?? "";
    const refusal: unknown = await passGate(path, { mailBytesMax: change ? undefined : 9000 }).catch((error) => error);
    expect(refusal).toBeInstanceOf(Rejected);
    expect(refusal).toMatchObject({ code, message: expect.stringContaining(sentence) });
    expect(Code.safeParse(code).success).toBe(true);
  });

  it("never leaves the converter", async () => {
    const path = join(await temporaryFolder(), "book.txt");
    await writeFile(path, "Some words.");
    const places = { path, outputPath: `${path}.epub`, coverPath: `${path}.jpg` };
    const book = { ...hints, fileName: "book.txt", format: "text", ...places } as const;
    await expect(run(book)).resolves.toMatchObject({ title: "book" });
    // A year of five digits is none that a package document takes.
    await expect(run({ ...book, modifiedAt: "+012026-01-01T00:00:00.000Z" })).rejects.toMatchObject({
      code: "gate/k12",
    });
  });
});
