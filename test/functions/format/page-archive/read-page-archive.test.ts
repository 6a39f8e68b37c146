import { describe, expect, it } from "@jest/globals";
import { openPageArchive } from "../../../../functions/format/page-archive/read-page-archive.ts";
import { type ZipFile, zipOf } from "../../../shared/archive/zip-writer.ts";
import { withTemporaryFile } from "../../../temporary-file.ts";
import { verdictOf } from "../../../verdict.ts";
import { withEpub } from "../golden-case.ts";
import { onePixel } from "../office/small-documents.ts";
import { readContent } from "../readers/read-whole.ts";

const read = (...files: readonly ZipFile[]) => readContent(openPageArchive, zipOf(files));
const page = (name: string, body: string, head = "") => ({
  name,
  data: `<html><head>${head}</head><body>${body}</body></html>`,
});

const card = (data: string) => read(page("index.html", "x", "<title>index</title>"), { name: "metadata.opf", data });

describe("openPageArchive", () => {
  it("reads one page with its pictures, wherever they lie", async () => {
    const { chapters, resources, metadata } = await read(
      page(
        "site/page.html",
        '<p>Text <img src="../img/a%20b.png"><img src="here.PNG"></p>',
        '<title>A Page</title><meta name="author" content="Me">',
      ),
      { name: "img/a b.png", data: onePixel },
      { name: "site/Here.png", data: onePixel },
    );
    expect(metadata).toMatchObject({ title: "A Page", authors: ["Me"] });
    expect(chapters.map(({ id }) => id)).toEqual(["site/page.html"]);
    expect(chapters[0]?.resolve("../img/a%20b.png")).toEqual({ kind: "resource", id: "img/a b.png" });
    expect(chapters[0]?.resolve("here.PNG")).toEqual({ kind: "resource", id: "site/Here.png" });
    expect(chapters[0]?.resolve("missing.png")).toBeUndefined();
    expect([...resources.keys()]).toEqual(["img/a b.png", "site/Here.png"]);
  });

  it("knows the pictures of old office programs by their names", async () => {
    const { resources } = await read(
      page("index.html", '<img src="a.wmz"><img src="b.emf">'),
      ...["a.wmz", "b.emf"].map((name) => ({ name, data: "x" })),
    );
    expect([...resources.keys()]).toEqual(["a.wmz", "b.emf"]);
  });

  it("reads of an archive that is cut off what there is of it, and says so", async () => {
    const whole = zipOf([page("index.html", "One"), { ...page("next.html", "Two ".repeat(100)) }]);
    const end = whole.indexOf("PK\x01\x02", 0, "latin1");
    const { chapters, warnings } = await readContent(openPageArchive, whole.subarray(0, end - 200));
    expect(chapters.map(({ html }) => html)).toEqual(["One", expect.stringMatching(/^(?:Two ){40,60}/u)]);
    expect(warnings.map(({ rule }) => rule)).toEqual(["archive/cut"]);
  });

  it("puts the index first, then what it leads to in its order, then the rest as people count", async () => {
    const { chapters, metadata } = await read(
      page("page10.html", "Ten"),
      page("page9.html", "Nine"),
      page("z.html", "Z", "<title>Zed</title>"),
      page("a.html", "A"),
      page(
        "index.html",
        '<a href="z.html">z</a><a href="a.html#part">a</a><a href="gone.html">?</a>',
        "<title>All</title>",
      ),
    );
    expect(chapters.map(({ id }) => id)).toEqual(["index.html", "z.html", "a.html", "page9.html", "page10.html"]);
    expect(chapters.map(({ title }) => title)).toEqual(["All", "Zed", undefined, undefined, undefined]);
    expect(metadata.title).toBe("All");
    expect(chapters[0]?.resolve("a.html#part")).toEqual({ kind: "chapter", id: "a.html", fragment: "part" });
    expect(chapters[0]?.resolve("#top")).toEqual({ kind: "chapter", id: "index.html", fragment: "top" });
    expect(chapters[0]?.resolve("https://example.org/")).toEqual({ kind: "external", url: "https://example.org/" });
    expect(chapters[0]?.resolve("../../etc/passwd")).toBeUndefined();
  });

  it("is what calibre's card beside it says, where it says something", async () => {
    const { metadata } = await card(
      '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Book</dc:title><dc:creator>Jane Doe</dc:creator><dc:language>fr</dc:language></metadata></package>',
    );
    expect(metadata).toMatchObject({ title: "The Book", authors: ["Jane Doe"], language: "fr" });
    for (const broken of ["<package>", "<!DOCTYPE x [<!ENTITY a 'b'>]><package/>", ""])
      expect((await card(broken)).metadata).toMatchObject({ title: "index", authors: [], language: "" });
  });

  it("is called by its file where there is no index", async () => {
    const { metadata, chapters } = await read(page("2.html", "b"), page("1.html", "a", "<title>One</title>"));
    expect(metadata.title).toBe("");
    expect(chapters.map(({ title }) => title)).toEqual(["One", undefined]);
  });

  it("reads Markdown as well, with front matter and links between files", async () => {
    const { chapters, metadata } = await read(
      { name: "book/README.md", data: "---\ntitle: The Book\nauthor: Me\n---\n\n[two](b.md) [one](a.md)" },
      { name: "book/a.md", data: "# First\n\n![dot](img/d.png)" },
      { name: "book/b.md", data: "# Second" },
      { name: "book/img/d.png", data: onePixel },
    );
    expect(metadata).toMatchObject({ title: "The Book", authors: ["Me"] });
    expect(chapters.map(({ id }) => id)).toEqual(["book/README.md", "book/b.md", "book/a.md"]);
    expect(chapters[2]?.html).toContain("<h1");
    expect(chapters[2]?.resolve("img/d.png")).toEqual({ kind: "resource", id: "book/img/d.png" });
  });

  it("keeps pictures apart that lie in pages themselves", async () => {
    const data = `data:image/png;base64,${onePixel.toString("base64")}`;
    const { chapters, resources } = await read(
      page("1.html", `<img src="${data}">`),
      page("2.html", `<img src="${data}">`),
    );
    const ids = chapters.map((chapter) => {
      const src = /src="([^"]+)"/u.exec(chapter.html)?.[1] ?? "";
      const reference = chapter.resolve(src);
      return reference?.kind === "resource" ? reference.id : undefined;
    });
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(await resources.get(id ?? "")?.read()).toEqual(onePixel);
  });

  it("leaves frames of saved pages and other files out, and tells of the files", async () => {
    const { chapters, warnings } = await read(
      page("Saved.html", "Text"),
      page("Saved_files/frame.html", "Advertisement"),
      { name: "Saved_files/style.css", data: "x" },
      { name: "song.mid", data: "x" },
    );
    expect(chapters.map(({ id }) => id)).toEqual(["Saved.html"]);
    expect(warnings.map(({ rule, found }) => [rule, found])).toEqual([
      ["pages/left-out", "One file is neither a page nor a picture (song.mid)."],
    ]);
  });

  it("reads the other pages where one is no text, and refuses where none is", async () => {
    const { chapters, warnings } = await read(page("1.html", "a"), {
      name: "2.html",
      data: "\0\x01\x02\x03".repeat(50),
    });
    expect(chapters.map(({ id }) => id)).toEqual(["1.html"]);
    expect(warnings[0]?.rule).toBe("pages/unreadable");
    expect(await verdictOf(() => read({ name: "2.html", data: "\0\x01\x02\x03".repeat(50) }))).toBe("text/not-text");
    expect(await verdictOf(() => read({ name: "a.png", data: onePixel }))).toBe("pages/none");
  });

  it("becomes one EPUB with a chapter for each page", async () => {
    const archive = zipOf([
      page("index.html", '<h1>Book</h1><p><a href="2.html">Two</a></p>', "<title>Book</title>"),
      page("2.html", '<h1>Two</h1><p>Text<img src="d.png" alt="Dot"></p>'),
      { name: "d.png", data: onePixel },
    ]);
    await withTemporaryFile(archive, (path) =>
      withEpub(path, async (_, output) => expect(output.title).toBe("Book"), "page-archive"),
    );
  });
});
