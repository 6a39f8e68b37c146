import { describe, expect, it } from "@jest/globals";
import { openMarkdown } from "../../../../functions/format/read-markdown.ts";
import { readContent } from "./read-whole.ts";

const htmlOf = async (text: string) => (await readContent(openMarkdown, text)).html.trim();

describe("a Markdown text", () => {
  it.each([
    ["| a | b |\n|---|---|\n| 1 | 2 |", /<table>[\s\S]*<td>2<\/td>/u],
    ["~~gone~~", /<s>gone<\/s>/u],
    ["- [ ] open\n- [x] done", /<li>☐ open<\/li>\s*<li>☑ done<\/li>/u],
    ["```js\nconst a = 1 < 2;\n```", /<pre><code class="language-js">const a = 1 &lt; 2;\n<\/code><\/pre>/u],
    ["raw <kbd>Ctrl</kbd>", /raw <kbd>Ctrl<\/kbd>/u],
    ["see https://example.org/a", /<a href="https:\/\/example.org\/a">/u],
    ["![a fox](fox.png)", /<img src="fox.png" alt="a fox">/u],
    ["# Über die Füchse!", /<h1 id="über-die-füchse">/u],
    ["## Same\n\n## Same", /id="same"[\s\S]*id="same-1"/u],
    ["## Named {#own .x}", /<h2 id="own">Named<\/h2>/u],
  ])("%p is understood", async (text, html) => {
    expect(await htmlOf(text)).toMatch(html);
  });

  it("calls its footnotes in a way that e-books know", async () => {
    const html = await htmlOf(
      "One[^a] and two^[inline *note*] and again[^a].\n\n[^a]: The note.\n\n    With a second paragraph.\n",
    );
    expect(html).toContain('<sup><a epub:type="noteref" href="#fn1" id="fnref1">1</a></sup>');
    expect(html).toContain('<a epub:type="noteref" href="#fn1" id="fnref1-1">1</a>');
    expect(html).toMatch(
      /<aside epub:type="footnote" id="fn1">\s*<p>The note.<\/p>\s*<p>With a second paragraph.<\/p>\s*<\/aside>/u,
    );
    expect(html).toMatch(/<aside epub:type="footnote" id="fn2">\s*<p>inline <em>note<\/em><\/p>/u);
  });

  it("leads to its own headings, to the web, and nowhere else", async () => {
    const { chapters } = await readContent(openMarkdown, "# Größe\n\n[a](#gr%C3%B6%C3%9Fe)");
    const resolve = (reference: string) => chapters[0]?.resolve(reference);
    expect(resolve("#gr%C3%B6%C3%9Fe")).toEqual({ kind: "chapter", id: chapters[0]?.id, fragment: "größe" });
    expect(resolve("https://example.org/x y")).toEqual({ kind: "external", url: "https://example.org/x%20y" });
    expect(resolve("mailto:a@example.org")).toEqual({ kind: "external", url: "mailto:a@example.org" });
    for (const reference of [
      "other.md",
      "../../etc/passwd",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "data:text/html,x",
      "",
    ]) {
      expect(resolve(reference)).toBeUndefined();
    }
  });

  it("gives the pictures that lie in it", async () => {
    const book = await readContent(openMarkdown, "![dot](data:image/gif;base64,R0lGODlhAQABAAAAACw=)");
    const source = /src="([^"]+)"/u.exec(book.html)?.[1] ?? "";
    const reference = book.chapters[0]?.resolve(source);
    expect(reference).toMatchObject({ kind: "resource" });
    const resource = book.resources.get(source);
    expect(resource?.mediaType).toBe("image/gif");
    expect(
      Buffer.from((await resource?.read()) ?? [])
        .subarray(0, 6)
        .toString("latin1"),
    ).toBe("GIF89a");
  });
});

describe("the front matter of a Markdown text", () => {
  it("says what the book is", async () => {
    const { metadata, html } = await readContent(
      openMarkdown,
      "---\ntitle: '1984: A Study'\nauthor:\n  - Jane Doe\n  - name: John Roe\nlang: de-AT\ndate: 2020-01-02\ntags: [foxes, dogs]\ndescription: >\n  Long\n  words\n---\n\nText",
    );
    expect(metadata).toEqual({
      title: "1984: A Study",
      authors: ["Jane Doe", "John Roe"],
      language: "de-AT",
      published: "2020-01-02",
      subjects: ["foxes", "dogs"],
      description: "Long words",
    });
    expect(html.trim()).toBe("<p>Text</p>");
  });

  it.each([
    ['+++\ntitle = "Fox"\nauthors = ["A", "B"]\n+++\nText', "Fox", ["A", "B"]],
    ["% Fox\n% A; B\n% 2020\n\nText", "Fox", ["A", "B"]],
    ["---\ntitle: Fox\nauthor: {name: A}\n---\nText", "Fox", ["A"]],
    ["---\ntitle: Fox\nbroken: [\nauthor: A\n---\nText", "Fox", ["A"]],
    ["# The *Fox*\n\nText", "The Fox", []],
    ["Text\n\nFox\n===\n", "Fox", []],
    ["## Fox\n\nText", "Fox", []],
    ["---\n\nJust a rule\n\n---\n", "", []],
  ])("is understood in %p", async (text, title, authors) => {
    const { metadata } = await readContent(openMarkdown, text);
    expect({ title: metadata.title, authors: metadata.authors }).toEqual({ title, authors });
  });

  it("neither multiplies aliases nor makes anything of tags", async () => {
    const bomb = `---\ntitle: Fox\n${Array.from({ length: 12 }, (_, index) => `x${index}: &a${index} [${index === 0 ? "lol" : `*a${index - 1},`.repeat(9)}]`).join("\n")}\n---\nText`;
    const { metadata, warnings } = await readContent(openMarkdown, bomb);
    expect(metadata.title).toBe("Fox");
    expect(warnings.map(({ rule }) => rule)).toEqual(["markdown/front-matter"]);
    const tagged = await readContent(
      openMarkdown,
      "---\ntitle: !!js/function 'x'\nauthor: !!binary aGk=\n__proto__: {polluted: 1}\n---\nText",
    );
    expect(tagged.metadata.title).toBe("x");
    expect("polluted" in {}).toBe(false);
  });
});

describe("hostile Markdown", () => {
  it.each([
    ["quotes in quotes", `${"> ".repeat(50_000)}x`],
    ["open brackets", "[".repeat(500_000)],
    ["open emphasis", "*a _b ".repeat(100_000)],
    [
      "ten thousand footnotes",
      Array.from({ length: 10_000 }, (_, index) => `a[^${index}]\n\n[^${index}]: x\n\n`).join(""),
    ],
    ["rules", "---\n".repeat(200_000)],
  ])("%s are read", async (_, text) => {
    expect((await readContent(openMarkdown, text)).chapters).toHaveLength(1);
  });
});
