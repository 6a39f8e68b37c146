import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import JSZip from "jszip";
import { buildBook } from "../../../../functions/format/build/build-book.ts";
import { checks, findings } from "../../../../functions/format/gate/findings.ts";
import { writeEpub } from "../../../../functions/format/write/write-epub.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";
import { hints, jpegOf, pictureResource, sourceOf } from "../build/source-in-test.ts";

type Break = (files: Map<string, string>) => void;

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
  K10: [edit("content.opf", 'id="style"', 'id="NAV"')],
  K11: [edit("content.opf", "</metadata>", '<meta name="calibre:rating" content="5"/></metadata>')],
  K12: [
    edit("content.opf", /<dc:creator>.*<\/dc:creator>/, ""),
    edit("content.opf", "T07:00:00Z", ""),
    edit("content.opf", "</metadata>", "<dc:date>May</dc:date></metadata>"),
  ],
  K13: [edit("content.opf", /<meta name="cover".*\/>/, ""), edit("content.opf", ' properties="cover-image"', "")],
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
  K24: [inText("<!-- x -->"), edit("part-0001.xhtml", "<!DOCTYPE html>", "")],
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
  K43: [(files) => void files.set("OEBPS/cover.jpg", "GIF89a\u0001\0\u0001\0\0\0\0;")],
  K46: [inText('<p><img src="cover.jpg"/></p>')],
  K47: [
    edit("content.opf", '<meta name="book-type" content="comic"/>', ""),
    edit("content.opf", '<meta name="fixed-layout" content="true"/>', ""),
    edit("content.opf", ' properties="rendition:page-spread-center"', ' properties="page-spread-left"'),
    edit("part-0001.xhtml", /<meta name="viewport".*\/>/, ""),
    edit("part-0001.xhtml", "width=600", "width=601"),
    edit("part-0001.xhtml", "</div>", "words</div>"),
    edit("part-0001.xhtml", /<img.*\/>/, "$&$&"),
    (files) => void files.set("OEBPS/picture-0001.jpg", files.get("OEBPS/wide.jpg") ?? ""),
    (files) => void files.set("OEBPS/picture-0001.jpg", "GIF89a\u0001\0\u0001\0\0\0\0;"),
  ],
};

async function goodBook(): Promise<string> {
  const path = join(await temporaryFolder(), "good.epub");
  const source = sourceOf(
    { cover: '<img src="c">', a: "<h1>One</h1><p>first</p>", b: "<h1>Two</h1><p>second</p>" },
    { resources: new Map([pictureResource("c", await jpegOf(600, 900), "image/jpeg")]), cover: "c" },
  );
  await writeEpub(await buildBook(source, hints), path);
  return path;
}

async function goodComic(): Promise<string> {
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
  texts.set("OEBPS/wide.jpg", (await jpegOf(1441, 10)).toString("latin1"));
  change(texts);
  texts.delete("OEBPS/wide.jpg");
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
});
