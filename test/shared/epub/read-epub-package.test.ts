import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { openDamagedArchive, withArchive } from "../../../shared/archive/open-archive.ts";
import { readEpubPackage } from "../../../shared/epub/read-epub-package.ts";
import { withTemporaryFile } from "../../temporary-file.ts";
import { verdictOf } from "../../verdict.ts";
import { type EpubParts, epubOf } from "./epub-writer.ts";

const read = (bytes: Uint8Array) => withTemporaryFile(bytes, (path) => withArchive(path, readEpubPackage));
const readBook = (parts: EpubParts = {}) => read(epubOf(parts));
const verdict = (parts: EpubParts) => verdictOf(() => readBook(parts));
const rulesOf = async (parts: EpubParts) => (await readBook(parts)).warnings.map(({ rule }) => rule);
const page = '<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>';

describe("readEpubPackage finds the package", () => {
  it("that the container names", async () => {
    const book = await readBook();
    expect(book.packageName).toBe("OEBPS/book.opf");
    expect(book.version).toBe("3.0");
    expect(book.spine.map(({ item }) => item.name)).toEqual(["OEBPS/one.xhtml"]);
    expect(book.warnings).toEqual([]);
  });

  it("that lies nearest to the root, where the container is missing, broken or wrong", async () => {
    for (const container of [
      undefined,
      "<container",
      '<container><rootfiles><rootfile full-path="no.opf"/></rootfiles></container>',
    ]) {
      const book = await readBook({ container, files: { "a/b/other.opf": "<package/>" } });
      expect(book.packageName).toBe("OEBPS/book.opf");
      expect(book.warnings.map(({ rule }) => rule)).toEqual(["epub/container"]);
    }
  });

  it("and does without where the file is cut off in front of it: then all pages are chapters, by their names", async () => {
    const whole = epubOf({ opf: undefined, files: { "OEBPS/10.xhtml": "<p>Ten</p>", "OEBPS/2.xhtml": "<p>Two</p>" } });
    const cut = whole.subarray(0, whole.indexOf("PK\x01\x02", 0, "latin1"));
    const book = await withTemporaryFile(cut, (path) => withArchive(path, readEpubPackage, openDamagedArchive));
    expect(book.spine.map(({ item }) => item.name)).toEqual(["OEBPS/2.xhtml", "OEBPS/10.xhtml", "OEBPS/one.xhtml"]);
    expect(book.warnings.map(({ rule }) => rule).toSorted()).toEqual(["epub/missing-chapter", "epub/no-order"]);
    const empty = whole.subarray(0, whole.indexOf("OEBPS/one.xhtml"));
    expect(
      await verdictOf(() => withTemporaryFile(empty, (path) => withArchive(path, readEpubPackage, openDamagedArchive))),
    ).toBe("epub/no-content");
  });

  it("and refuses a file without one, or one that cannot be read", async () => {
    expect(await verdict({ opf: undefined })).toBe("epub/no-package");
    expect(await verdict({ opf: "a package" })).toBe("xml/malformed");
    expect(await verdict({ opf: '<!DOCTYPE package [<!ENTITY x "y">]><package/>' })).toBe("xml/declarations");
    expect(await verdict({ container: '<!DOCTYPE c SYSTEM "http://169.254.169.254/"><c/>' })).toBe("xml/declarations");
  });
});

const metadataOf = async (metadata: string, version = "3.0") => (await readBook({ metadata, version })).metadata;

describe("readEpubPackage reads metadata", () => {
  it("as EPUB 3 refines it", async () => {
    const metadata = await metadataOf(`
      <dc:identifier id="id">urn:isbn:1</dc:identifier>
      <dc:title id="t2">And What She Found</dc:title><meta refines="#t2" property="title-type">subtitle</meta>
      <dc:title id="t1">Alice
        Below</dc:title><meta refines="#t1" property="title-type">main</meta>
      <dc:creator id="c2">Tenniel, John</dc:creator><meta refines="#c2" property="role" scheme="marc:relators">ill</meta>
      <meta refines="#c2" property="display-seq">2</meta>
      <dc:creator id="c1">Lewis Carroll</dc:creator><meta refines="#c1" property="role">aut</meta>
      <meta refines="#c1" property="file-as">Carroll, Lewis</meta><meta refines="#c1" property="display-seq">1</meta>
      <dc:contributor>A. Typist</dc:contributor>
      <dc:language>en-GB</dc:language><dc:language>fr</dc:language>
      <dc:publisher>Macmillan</dc:publisher><dc:date>1865-11-26</dc:date><dc:description>&lt;p&gt;Down.&lt;/p&gt;</dc:description>
      <dc:subject>Rabbits</dc:subject><dc:subject>Rabbits</dc:subject><dc:subject>Tea</dc:subject><dc:rights>Free</dc:rights>
      <meta property="belongs-to-collection" id="s">Alice</meta><meta refines="#s" property="collection-type">series</meta>
      <meta refines="#s" property="group-position">1.5</meta>`);
    expect(metadata).toEqual({
      title: "Alice Below",
      subtitle: "And What She Found",
      people: [
        { name: "Lewis Carroll", fileAs: "Carroll, Lewis", roles: ["aut"], is: "creator" },
        { name: "Tenniel, John", roles: ["ill"], is: "creator" },
        { name: "A. Typist", roles: [], is: "contributor" },
      ],
      authors: ["Lewis Carroll"],
      language: "en-GB",
      identifiers: [{ value: "urn:isbn:1", unique: true }],
      publisher: "Macmillan",
      date: "1865-11-26",
      description: "<p>Down.</p>",
      subjects: ["Rabbits", "Tea"],
      rights: "Free",
      series: { name: "Alice", position: 1.5 },
    });
  });

  it("as EPUB 2 and calibre write it", async () => {
    const metadata = await metadataOf(
      `<dc:identifier id="x" opf:scheme="ISBN">1</dc:identifier><dc:title>T</dc:title>
      <dc:creator opf:role="aut" opf:file-as="B, A">A B</dc:creator><dc:creator opf:role="edt">E</dc:creator>
      <dc:date opf:event="modification">2020</dc:date><dc:date opf:event="publication">1901</dc:date>
      <meta name="calibre:series" content="S"/><meta name="calibre:series_index" content="3"/>`,
      "2.0",
    );
    expect(metadata).toMatchObject({
      title: "T",
      authors: ["A B"],
      date: "1901",
      series: { name: "S", position: 3 },
      identifiers: [{ value: "1", scheme: "ISBN", unique: false }],
    });
    expect(metadata.people[0]).toEqual({ name: "A B", fileAs: "B, A", roles: ["aut"], is: "creator" });
  });

  it("as OEB 1 nests it", async () => {
    const metadata = await metadataOf(
      "<dc-metadata><dc:Title>Old</dc:Title><dc:Creator>Her</dc:Creator></dc-metadata>",
      "1.0",
    );
    expect([metadata.title, metadata.authors]).toEqual(["Old", ["Her"]]);
  });

  it("with every creator as author where none is called one", async () => {
    expect(
      (await metadataOf('<dc:creator opf:role="trl">T</dc:creator><dc:creator opf:role="ill">I</dc:creator>')).authors,
    ).toEqual(["T", "I"]);
  });

  it("and leaves empty what is not there", async () => {
    expect(await metadataOf("<dc:title> </dc:title>")).toEqual({
      title: "",
      people: [],
      authors: [],
      language: "",
      identifiers: [],
      subjects: [],
    });
  });

  it("that is ill-formed in ways that do not matter, and says so", async () => {
    const parts = { opf: epubOpf("<dc:title>Fish & Chips&nbsp;</dc:title>") };
    const book = await readBook(parts);
    expect(book.metadata.title).toBe("Fish & Chips");
    expect(book.warnings.map(({ rule }) => rule)).toEqual(["epub/ill-formed"]);
  });
});

const readPackage = (opf: string) => readBook({ opf, files: { "OEBPS/two.xhtml": "<p>2</p>" } });
const orderIn = ({ spine }: Awaited<ReturnType<typeof readBook>>) =>
  spine.map(({ item }) => item.name.slice("OEBPS/".length));

describe("readEpubPackage reads a damaged package, and", () => {
  const two = `${page}<item id="two" href="two.xhtml" media-type="application/xhtml+xml">`;
  const whole = `<package version="2.0"><metadata><dc:title>T<dc:creator>A</metadata><manifest>${two}</manifest><spine><itemref idref="two"><itemref idref="one"></spine></package>`;
  it("knows where its elements end", async () => {
    const book = await readPackage(whole);
    expect([book.metadata.title, book.metadata.authors]).toEqual(["T", ["A"]]);
    expect(orderIn(book)).toEqual(["two.xhtml", "one.xhtml"]);
    expect(book.warnings.map(({ rule }) => rule)).toEqual(["epub/ill-formed"]);
  });

  it("finds its parts within those that do not end", async () => {
    expect(orderIn(await readPackage(whole.replace(/<\/metadata>|<\/manifest>/gu, "")))).toEqual([
      "two.xhtml",
      "one.xhtml",
    ]);
  });

  it("puts the pages at the end that it does not name any more", async () => {
    const cut = await readPackage(whole.slice(0, whole.lastIndexOf("<itemref")));
    expect(orderIn(cut)).toEqual(["two.xhtml", "one.xhtml"]);
    const early = await readPackage(whole.slice(0, whole.indexOf('<item id="two"')));
    expect(orderIn(early)).toEqual(["one.xhtml", "two.xhtml"]);
    expect(early.warnings.map(({ rule }) => rule)).toContain("epub/missing-chapter");
  });
});

/** A package that binds no prefix. */
function epubOpf(metadata: string): string {
  return `<package version="2.0"><metadata>${metadata}</metadata><manifest>${page}</manifest><spine><itemref idref="one"/></spine></package>`;
}

const nameOf = async (href: string, files: Record<string, string>) => {
  const item = `<item id="x" href="${href}" media-type="text/css"/>`;
  return (await readBook({ manifest: page + item, files })).items.find(({ id }) => id === "x")?.name;
};

describe("readEpubPackage reads the manifest", () => {
  it.each([
    ["style.css", "OEBPS/style.css"],
    ["css/../style.css", "OEBPS/style.css"],
    ["../top.css", "top.css"],
    ["/top.css", "top.css"],
    ["my%20style.css", "OEBPS/my style.css"],
    ["m%C3%A9.css", "OEBPS/mé.css"],
    ["me\u0301.css", "OEBPS/mé.css"],
    ["STYLE.css", "OEBPS/style.css"],
    ["literally%20so.css", "OEBPS/literally%20so.css"],
    ["deep\\er.css", "OEBPS/deep/er.css"],
    ["style.css?v=1#x", "OEBPS/style.css"],
  ])("and finds %j at %j", async (href, name) => {
    expect(await nameOf(href, { [name]: "x" })).toBe(name);
  });

  it.each([
    ["../../../etc/passwd"],
    ["file:///etc/passwd"],
    ["http://169.254.169.254/"],
    ["//host/x"],
    ["C:/x"],
    ["missing.css"],
  ])("and leaves out %j, with a warning", async (href) => {
    const manifest = `${page}<item id="x" href="${href}" media-type="text/css"/>`;
    const book = await readBook({ manifest });
    expect(book.items.map(({ id }) => id)).toEqual(["one"]);
    expect(book.warnings).toEqual([
      { rule: "epub/missing-file", found: `Not in the file, though listed: ${href}.`, done: "Left out." },
    ]);
  });

  it("with the first of equal ids, and the first item of a file", async () => {
    const book = await readBook({
      manifest: `${page}<item id="one" href="two.xhtml" media-type="text/x"/><item id="again" href="one.xhtml" media-type=" Text/HTML; x=y "/>`,
      files: { "OEBPS/two.xhtml": "" },
    });
    expect(book.items.map(({ id, name, mediaType }) => [id, name, mediaType])).toEqual([
      ["one", "OEBPS/one.xhtml", "application/xhtml+xml"],
      ["again", "OEBPS/one.xhtml", "text/html"],
    ]);
    expect(book.itemsByName.get("OEBPS/one.xhtml")?.id).toBe("one");
  });
});

describe("readEpubPackage reads the spine", () => {
  const two = `${page}<item id="two" href="two.xhtml" media-type="application/xhtml+xml"/>`;
  const files = { "OEBPS/two.xhtml": "<html/>" };

  it("in its order, each file once, with what is not linear", async () => {
    const spine =
      '<spine page-progression-direction="rtl"><itemref idref="two" linear="no"/><itemref idref="one"/><itemref idref="two"/></spine>';
    const book = await readBook({ manifest: two, spine, files });
    expect(book.spine.map(({ item, linear }) => [item.id, linear])).toEqual([
      ["two", false],
      ["one", true],
    ]);
    expect(book.direction).toBe("rtl");
  });

  it("in the order of the manifest where there is none", async () => {
    const parts = { manifest: two, spine: "", files };
    expect((await readBook(parts)).spine.map(({ item }) => item.id)).toEqual(["one", "two"]);
    expect(await rulesOf(parts)).toEqual(["epub/no-order"]);
  });

  it("without chapters that are missing, and says so", async () => {
    expect(await rulesOf({ spine: '<spine><itemref idref="gone"/><itemref idref="one"/></spine>' })).toEqual([
      "epub/missing-chapter",
    ]);
  });

  it("and refuses a book without any chapter, or with more than any has", async () => {
    expect(await verdict({ manifest: "" })).toBe("epub/no-content");
    expect(await verdict({ spine: `<spine>${'<itemref idref="one"/>'.repeat(10_001)}</spine>` })).toBe(
      "epub/too-complex",
    );
  });
});

const image = (id: string, href: string, more = "") =>
  `<item id="${id}" href="${href}" media-type="image/jpeg" ${more}/>`;

describe("readEpubPackage finds the cover", () => {
  const files = { "OEBPS/a.jpg": "a", "OEBPS/b.jpg": "b", "OEBPS/cover.jpg": "c" };
  const images = image("a", "a.jpg") + image("b", "b.jpg");
  const coverOf = async (parts: EpubParts) => (await readBook({ ...parts, files: { ...files, ...parts.files } })).cover;

  it("by the property of EPUB 3", async () => {
    expect(
      await coverOf({ manifest: page + image("a", "a.jpg") + image("b", "b.jpg", 'properties="cover-image"') }),
    ).toEqual({ imageName: "OEBPS/b.jpg" });
  });

  it("by the meta of EPUB 2, which names an id or a file", async () => {
    for (const content of ["b", "b.jpg"]) {
      expect(await coverOf({ metadata: `<meta name="cover" content="${content}"/>`, manifest: page + images })).toEqual(
        { imageName: "OEBPS/b.jpg" },
      );
    }
  });

  it.each([
    ['<img alt="" src="b.jpg"/>'],
    ["<svg xmlns:xlink='http://www.w3.org/1999/xlink'><image width='1' xlink:href='b.jpg'/></svg>"],
    ["<IMG SRC='gone.jpg'><img src='B.jpg'>"],
  ])("on the page that the guide calls the cover: %s", async (html) => {
    const cover = await coverOf({
      manifest: `${page}${images}<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>`,
      guide: '<guide><reference type="Cover" href="c.xhtml"/></guide>',
      files: { "OEBPS/c.xhtml": html },
    });
    expect(cover).toEqual({ imageName: "OEBPS/b.jpg", pageName: "OEBPS/c.xhtml" });
  });

  it("in no time on a page that is made to cost it", async () => {
    for (const flood of ["<img ", "<img src ", "<image\txlink:", "<img src='"]) {
      const cover = await coverOf({
        manifest: `${page}<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>`,
        guide: '<guide><reference type="cover" href="c.xhtml"/></guide>',
        files: { "OEBPS/c.xhtml": flood.repeat(Math.floor(250_000 / flood.length)) },
      });
      expect(cover).toBeUndefined();
    }
  });

  it("by its name, but not the back cover", async () => {
    const back = { "OEBPS/backcover.jpg": "x" };
    expect(
      await coverOf({ manifest: page + image("x", "backcover.jpg") + image("y", "cover.jpg"), files: back }),
    ).toEqual({ imageName: "OEBPS/cover.jpg" });
    expect(await coverOf({ manifest: page + image("x", "backcover.jpg"), files: back })).toBeUndefined();
  });

  it("or none where there is none", async () => {
    expect(await coverOf({ manifest: page + images })).toBeUndefined();
  });
});

const navPage = (list: string, more = "") =>
  `<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body><nav epub:type="toc"><h1>Contents</h1>${list}</nav>${more}</body></html>`;

const ncxOf = (points: string) =>
  `<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd"><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>${points}</navMap></ncx>`;

const point = (title: string, src: string, children = "") =>
  `<navPoint id="p"><navLabel><text>${title}</text></navLabel><content src="${src}"/>${children}</navPoint>`;

describe("readEpubPackage reads the table of contents", () => {
  const nav = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>';
  const ncx = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>';

  it("of EPUB 3, nested, with groups and landmarks", async () => {
    const list = `<ol><li><span>Part
      One</span><ol><li><a href="one.xhtml#a%20b">Chapter <em>1</em></a></li></ol></li>
      <li><a href="gone.xhtml">Gone</a></li><li><a href="one.xhtml"><img alt="Picture" src="x"/></a></li></ol>`;
    const landmarks =
      '<nav epub:type="landmarks"><ol><li><a epub:type="bodymatter" href="one.xhtml">Start</a></li></ol></nav>';
    const book = await readBook({ manifest: page + nav, files: { "OEBPS/nav.xhtml": navPage(list, landmarks) } });
    expect(book.contents).toEqual([
      {
        title: "Part One",
        children: [{ title: "Chapter 1", target: { name: "OEBPS/one.xhtml", fragment: "a b" }, children: [] }],
      },
      { title: "Picture", target: { name: "OEBPS/one.xhtml" }, children: [] },
    ]);
    expect(book.landmarks).toEqual([{ type: "bodymatter", title: "Start", target: { name: "OEBPS/one.xhtml" } }]);
    expect(book.navigationName).toBe("OEBPS/nav.xhtml");
  });

  it("of EPUB 2, with its guide", async () => {
    const book = await readBook({
      version: "2.0",
      manifest: page + ncx,
      spine: '<spine toc="ncx"><itemref idref="one"/></spine>',
      guide: '<guide><reference type="text" title="Start" href="one.xhtml#s"/></guide>',
      files: { "OEBPS/toc.ncx": ncxOf(point("One", "one.xhtml", point("Sub", "one.xhtml#s"))) },
    });
    const sub = { title: "Sub", target: { name: "OEBPS/one.xhtml", fragment: "s" }, children: [] };
    expect(book.contents).toEqual([{ title: "One", target: { name: "OEBPS/one.xhtml" }, children: [sub] }]);
    expect(book.landmarks).toEqual([
      { type: "text", title: "Start", target: { name: "OEBPS/one.xhtml", fragment: "s" } },
    ]);
  });

  it("of EPUB 2 where that of EPUB 3 cannot be read, and says so", async () => {
    for (const broken of ["<html><nav>", '<!DOCTYPE html [<!ENTITY x "y">]><html/>']) {
      const parts = {
        manifest: page + nav + ncx,
        files: { "OEBPS/nav.xhtml": broken, "OEBPS/toc.ncx": ncxOf(point("One", "one.xhtml")) },
      };
      expect((await readBook(parts)).contents).toHaveLength(1);
      expect(await rulesOf(parts)).toEqual(["epub/contents"]);
    }
  });

  it("as none where most of it leads nowhere, rather than hide the other chapters", async () => {
    const lost = ["x", "y"].map((name) => point(name, `old/${name}.xhtml`)).join("");
    const parts = { manifest: page + ncx, files: { "OEBPS/toc.ncx": ncxOf(point("One", "one.xhtml") + lost) } };
    expect((await readBook(parts)).contents).toBeUndefined();
    expect(await rulesOf(parts)).toEqual(["epub/contents"]);
    const links = ["one", "gone"].map((name) => `<li><a href="${name}.xhtml">${name}</a></li>`).join("");
    const half = { manifest: page + nav, files: { "OEBPS/nav.xhtml": navPage(`<ol>${links}</ol>`) } };
    expect((await readBook(half)).contents).toHaveLength(1);
  });

  it("as none where it names nothing", async () => {
    expect((await readBook()).contents).toBeUndefined();
    expect(
      (await readBook({ manifest: page + nav, files: { "OEBPS/nav.xhtml": navPage("<ol><li><a>x</a></li></ol>") } }))
        .contents,
    ).toBeUndefined();
  });
});

const encryption = (
  algorithm: string,
  uri = "OEBPS/one.xhtml",
) => `<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
  xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod Algorithm="${algorithm}"/>
  <enc:CipherData><enc:CipherReference URI="${uri}"/></enc:CipherData></enc:EncryptedData></encryption>`;

describe("readEpubPackage tells protection", () => {
  it("by whatever is encrypted and no font", async () => {
    const files = { "META-INF/encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc") };
    expect(await verdict({ files })).toBe("book/protected");
  });

  it.each(["META-INF/rights.xml", "META-INF/sinf.xml", "META-INF/license.lcpl"])("by %s", async (name) => {
    expect(await verdict({ files: { [name]: "<rights/>" } })).toBe("book/protected");
  });

  it("from fonts that are only hidden", async () => {
    for (const algorithm of ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"]) {
      const book = await readBook({
        files: { "META-INF/encryption.xml": encryption(algorithm, "OEBPS/f.otf"), "OEBPS/f.otf": "x" },
      });
      expect([...book.obfuscatedNames]).toEqual(["OEBPS/f.otf"]);
    }
  });
});

describe("readEpubPackage and openArchive", () => {
  it("answer or refuse, whatever has become of the bytes of a book", async () => {
    const whole = epubOf({ files: { "OEBPS/two.xhtml": "two" } });
    const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
    const cut = fc.record({ from: fc.nat(whole.length), bytes: fc.nat(64) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 6 }), fc.option(cut), async (changes, gap) => {
        const bytes = Buffer.from(whole);
        for (const { at, byte } of changes) bytes[at] = byte;
        const mutated =
          gap === null ? bytes : Buffer.concat([bytes.subarray(0, gap.from), bytes.subarray(gap.from + gap.bytes)]);
        expect(await verdictOf(() => read(mutated))).toMatch(/^accepted$|^(?:archive|epub|xml|book)\//u);
      }),
      { numRuns: 400 },
    );
  });

  it("answer or refuse, whatever has become of the text of a package", async () => {
    const opf = Buffer.from(epubOpf("<dc:title>T</dc:title><meta name='cover' content='x'/>"));
    const change = fc.record({
      at: fc.nat(opf.length - 1),
      piece: fc.constantFrom("<", ">", '"', "&", "/", "\0", "é", "", " id='one'", "<item/>"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const text = changes.reduce((so, { at, piece }) => so.slice(0, at) + piece + so.slice(at + 1), opf.toString());
        expect(await verdict({ opf: text })).toMatch(/^accepted$|^(?:epub|xml)\//u);
      }),
      { numRuns: 200 },
    );
  });
});
