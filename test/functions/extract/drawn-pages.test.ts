import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { parse } from "parse5";
import { extractPage } from "../../../functions/extract/extract-article.ts";
import { findState, scriptsOf } from "../../../functions/extract/state/find-state.ts";
import { parseXml } from "../../../shared/xml/parse-xml.ts";

const address = "https://example.com/2026/rain-over-lisbon";
const title = "Rain over Lisbon";
const sentence = "The trams of Lisbon stood still, since the rain had filled the streets with water.";
const line = (number: number) => `Paragraph ${number}. ${sentence} ${sentence}`;
const lines = (many: number, from = 1) => Array.from({ length: many }, (_, at) => line(from + at));
const html = (many: number, from = 1) =>
  lines(many, from)
    .map((one) => `<p>${one}</p>`)
    .join("");
const numbersOf = (text: string) => [...text.matchAll(/^Paragraph (\d+)\./gm)].map(([, number]) => Number(number));

const inScript = (json: unknown) => JSON.stringify(json).replaceAll("<", "\\u003c");
const page = (scripts: string, body = '<div id="root"></div>', name = `${title} | The Paper`) =>
  `<!DOCTYPE html><html><head><title>${name}</title></head><body>${body}${scripts}</body></html>`;
const next = (pageProps: unknown) =>
  `<script id="__NEXT_DATA__" type="application/json">${inScript({ props: { pageProps }, page: "/[slug]" })}</script>`;
const read = (scripts: string, body?: string, name?: string) => extractPage(page(scripts, body, name), address);
const article = (body: unknown) => ({ article: { id: 7, title, slug: "rain-over-lisbon", body } });

describe("a page that scripts draw is read from the data it carries", () => {
  const four = [1, 2, 3, 4];

  it("where Next.js puts it, as markup", () => {
    const { text, html: markup } = read(next(article(`<h2>Monday</h2>${html(4)}<script>alert(1)</script>`)));
    expect(numbersOf(text)).toEqual(four);
    expect(text.split("\n")[0]).toBe("Monday");
    expect(markup).not.toContain("alert");
  });

  it("where it is plain text with lines, or a list of texts", () => {
    expect(numbersOf(read(next(article(lines(4).join("\n\n")))).text)).toEqual(four);
    expect(numbersOf(read(next({ article: { id: 7, title, paragraphs: lines(4) } })).text)).toEqual(four);
  });

  it.each([
    ["window.__INITIAL_STATE__ = ", ";"],
    ["window.__PRELOADED_STATE__=", ";(function(){var s;(s=document.currentScript)})()"],
    ['window["__remixContext"] = ', ";"],
    ["window.__NUXT__=", ""],
    ["window.Fusion=window.Fusion||{};Fusion.globalContent=", ';Fusion.spa=false;Fusion.title="{"'],
  ])("where it is given to a name of the window: %s", (before, after) => {
    const { text } = read(`<script>${before}${inScript({ state: article(html(4)) })}${after}</script>`);
    expect(numbersOf(text)).toEqual(four);
  });

  it("where the data is a text that JSON.parse would read", () => {
    const { text } = read(
      `<script>window.__STATE__ = JSON.parse(${inScript(JSON.stringify(article(html(4))))})</script>`,
    );
    expect(numbersOf(text)).toEqual(four);
  });

  it("where Next.js streams it, in pieces that are cut anywhere, with texts told by their length in bytes", () => {
    const told = `<p>Ein „Übermaß“ an Regen, 雨。</p>${html(4)}`;
    const rows = [
      '1:"$Sreact.fragment"',
      '2:I[1234,["static/chunks/1.js"],"default"]',
      `5:["$","$L2",null,{"post":{"id":7,"title":${JSON.stringify(title)},"body":"$6"}}]`,
      `6:T${Buffer.byteLength(told).toString(16)},${told}7:["$","footer",null,{"children":"${sentence}"}]`,
      "",
    ].join("\n");
    const pieces = rows.match(/[\s\S]{1,97}/g) ?? [];
    const scripts = pieces.map((piece) => `<script>self.__next_f.push([1,${inScript(piece)}])</script>`).join("");
    const { text } = read(`<script>(self.__next_f=self.__next_f||[]).push([0])</script>${scripts}`);
    expect(text.split("\n")[0]).toBe("Ein „Übermaß“ an Regen, 雨。");
    expect(numbersOf(text)).toEqual(four);
  });

  it("where Next.js streams what React has drawn already", () => {
    const drawn = ["$", "article", null, { children: lines(4).map((one, key) => ["$", "p", key, { children: one }]) }];
    const row = `3:${JSON.stringify(["$", "main", null, { children: [["$", "h1", null, { children: title }], drawn] }])}\n`;
    expect(numbersOf(read(`<script>self.__next_f.push([1,${inScript(row)}])</script>`).text)).toEqual(four);
  });

  it("where Nuxt 3 writes it as one flat list", () => {
    const flat = [
      ["ShallowReactive", 1],
      { data: 2, path: 8 },
      ["Reactive", 3],
      { article: 4 },
      { id: 5, title: 6, body: 7 },
      12,
      title,
      html(4),
      "/2026/rain-over-lisbon",
    ];
    const script = `<script type="application/json" id="__NUXT_DATA__">${inScript(flat)}</script>`;
    expect(numbersOf(read(script).text)).toEqual(four);
  });

  it("where a store of things by their names holds it, each paragraph by itself", () => {
    const paragraphs = Object.fromEntries(
      lines(4).map((text, at) => [`Paragraph:${at}`, { __typename: "Paragraph", id: String(at), type: "P", text }]),
    );
    const state = {
      ...paragraphs,
      "Post:2": { id: "2", title: "Another post of theirs", body: html(9, 20) },
      "Post:1": {
        id: "1",
        title,
        content: { bodyModel: { paragraphs: four.map((at) => ({ __ref: `Paragraph:${at - 1}` })) } },
      },
      ROOT_QUERY: { "post({})": { __ref: "Post:1" } },
    };
    expect(numbersOf(read(`<script>window.__APOLLO_STATE__ = ${inScript(state)}</script>`).text)).toEqual(four);
  });

  it("where the page itself has no name but its address, or none at all", () => {
    const other = { id: 8, title: "Sun over Porto", slug: "sun-over-porto", body: html(9, 20) };
    const scripts = next({ ...article(html(4)), top: other });
    expect(numbersOf(read(scripts, undefined, "example.com").text)).toEqual(four);
    expect(numbersOf(read(next({ post: { id: 7, title, body: html(4) } }), undefined, "Loading...").text)).toEqual(
      four,
    );
  });

  it("where the page shows a beginning of it", () => {
    const { text } = read(next(article(html(8))), `<article>${html(2)}</article>`);
    expect(numbersOf(text)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe("blocks of an editor become what they are called:", () => {
  const wanted = ["<h2>", "<ul>", "<li>", "<blockquote>", "<pre>", `href="https://example.org/"`];
  const [first = "", second = "", third = ""] = lines(3);
  const cases: Readonly<Record<string, unknown>> = {
    "Editor.js": {
      blocks: [
        { type: "header", data: { text: "Monday", level: 2 } },
        { type: "paragraph", data: { text: `${first} <a href="https://example.org/">More</a>` } },
        { type: "list", data: { style: "unordered", items: [second, { content: third }] } },
        { type: "quote", data: { text: sentence, caption: "" } },
        { type: "code", data: { code: "", text: "run()" } },
      ],
    },
    ProseMirror: {
      type: "doc",
      content: [
        { type: "heading", attrs: { level: 2 }, content: [{ type: "text", text: "Monday" }] },
        {
          type: "paragraph",
          content: [
            { type: "text", text: `${first} ` },
            { type: "text", text: "More", marks: [{ type: "link", attrs: { href: "https://example.org/" } }] },
          ],
        },
        {
          type: "bulletList",
          content: [second, third].map((text) => ({
            type: "listItem",
            content: [{ type: "paragraph", content: [{ type: "text", text }] }],
          })),
        },
        { type: "blockquote", content: [{ type: "paragraph", content: [{ type: "text", text: sentence }] }] },
        { type: "codeBlock", content: [{ type: "text", text: "run()" }] },
      ],
    },
    "Portable Text": [
      { _type: "block", style: "h2", children: [{ _type: "span", text: "Monday" }] },
      {
        _type: "block",
        style: "normal",
        children: [
          { _type: "span", text: `${first} ` },
          { _type: "link", href: "https://example.org/", text: "More" },
        ],
      },
      ...[second, third].map((text) => ({
        _type: "block",
        style: "normal",
        listItem: "bullet",
        children: [{ _type: "span", text }],
      })),
      { _type: "block", style: "blockquote", children: [{ _type: "span", text: sentence }] },
      { _type: "code", text: "run()" },
    ],
    Contentful: {
      nodeType: "document",
      content: [
        { nodeType: "heading-2", content: [{ nodeType: "text", value: "Monday", marks: [] }] },
        {
          nodeType: "paragraph",
          content: [
            { nodeType: "text", value: `${first} `, marks: [{ type: "bold" }] },
            {
              nodeType: "hyperlink",
              data: { uri: "https://example.org/" },
              content: [{ nodeType: "text", value: "More" }],
            },
          ],
        },
        {
          nodeType: "unordered-list",
          content: [second, third].map((value) => ({
            nodeType: "list-item",
            content: [{ nodeType: "paragraph", content: [{ nodeType: "text", value }] }],
          })),
        },
        {
          nodeType: "blockquote",
          content: [{ nodeType: "paragraph", content: [{ nodeType: "text", value: sentence }] }],
        },
        { nodeType: "code", content: [{ nodeType: "text", value: "run()" }] },
      ],
    },
    Arc: {
      content_elements: [
        { type: "header", level: 2, content: "Monday" },
        { type: "text", content: `${first} <a href="https://example.org/">More</a>` },
        {
          type: "list",
          list_type: "unordered",
          items: [
            { type: "text", content: second },
            { type: "text", content: third },
          ],
        },
        { type: "interstitial_link", url: "https://example.com/other", content: "Read: another article" },
        { type: "quote", content_elements: [{ type: "text", content: sentence }] },
        { type: "code", content: "run()" },
      ],
    },
  };

  it.each(Object.keys(cases))("%s", (editor) => {
    const { html: markup, text } = read(next(article(cases[editor])));
    for (const part of wanted) expect(markup).toContain(part);
    expect(text.split("\n")).toEqual(["Monday", `${first} More`, second, third, sentence, "run()"]);
  });

  it("pictures keep their captions, and advertisements, films and lines that only lead elsewhere stay out", () => {
    const {
      html: markup,
      text,
      pictures,
    } = read(
      next(
        article([
          { type: "paragraph", text: line(1) },
          { type: "image", url: "https://example.com/tram.jpg", alt: "A tram", caption: "A tram in the rain." },
          { type: "advertisement", text: sentence },
          { type: "video", title: "Trams", text: sentence },
          { type: "paragraph", text: '<a href="/other"><strong>SUN OVER PORTO</strong></a>' },
          { type: "newsletter-signup", text: sentence },
          { type: "paragraph", text: line(2) },
          { type: "paragraph", text: line(3) },
        ]),
      ),
    );
    expect(text.split("\n")).toEqual(lines(3));
    expect(pictures.map((one) => one.address)).toEqual(["https://example.com/tram.jpg"]);
    expect(markup).toContain("A tram in the rain.");
  });

  it("a title at the head of the data is not printed twice", () => {
    const blocks = [{ type: "H3", text: title }, ...lines(4).map((text) => ({ type: "P", text }))];
    const heading = [{ type: "heading", level: 1, text: title }, ...blocks.slice(1)];
    expect(read(next(article(heading))).text.split("\n")).toEqual(lines(4));
  });
});

describe("what is no article in the data of a page is not taken for one:", () => {
  const shown = "<main><p>Closed today, open again tomorrow.</p></main>";
  const nothing = (scripts: string) => expect(read(scripts, shown).text).toBe("Closed today, open again tomorrow.");

  it("comments of readers", () => {
    const comments = lines(9).map((body, id) => ({ id, author: { name: "Ana" }, body, createdAt: "2026-03-01" }));
    nothing(next({ article: { id: 7, title, comments } }));
    nothing(next({ article: { id: 7, title, body: comments } }));
  });

  it("related articles, whether they lie beside the article or within it", () => {
    const other = (number: number) => ({
      id: number,
      title: `Sun over Porto ${number}`,
      url: `/porto-${number}`,
      body: html(9, 20),
    });
    nothing(next({ ...article(""), items: [other(1), other(2)] }));
    nothing(next({ article: { id: 7, title, relatedArticles: [{ body: html(9) }] } }));
    nothing(
      next({
        article: { id: 7, title, body: [other(1), other(2), other(3)].map((one) => ({ ...one, text: sentence })) },
      }),
    );
  });

  it("what asks for cookies, terms and other words of the page", () => {
    nothing(next({ cookieBanner: { text: html(9) }, privacy: { body: html(9) }, footer: { content: html(4) } }));
  });

  it("translations of the interface", () => {
    const words = Object.fromEntries(lines(60).map((text, at) => [`page.line${at}`, text]));
    nothing(
      next({ _nextI18Next: { initialI18nStore: { en: { common: words } } }, messages: { ...words, body: html(9) } }),
    );
    nothing(`<script type="application/json" id="translations">${inScript(words)}</script>`);
  });

  it("several texts on a page without a name, of which nobody knows the one that is meant", () => {
    const posts = [5, 4].map((many) => ({ id: many, title: `Post ${many} of the list`, body: html(many, 10 * many) }));
    expect(extractPage(page(next({ posts }), "<div></div>", "example.com"), "https://example.com/").text).toBe("");
  });

  it("its own summary and its author's life", () => {
    nothing(
      next({ article: { id: 7, title, description: lines(9).join("\n"), author: { bio: html(9), body: html(9) } } }),
    );
  });

  it("data that is longer than a page's, where the page shows its text", () => {
    const { text } = read(next(article(html(30))), `<article>${html(16, 50)}</article>`);
    expect(numbersOf(text)[0]).toBe(50);
  });
});

describe("whatever a page carries for its scripts", () => {
  it("reading it never fails, and what is written is strict XHTML", () => {
    const value = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(line(1), html(3), "$1", "$L2", "<p", "<!--", "]]>", "&", "__proto__"),
        fc.integer({ min: -2, max: 9 }),
        fc.constant(null),
        fc.array(tie("json"), { maxLength: 5 }),
        fc.dictionary(
          fc.constantFrom("body", "type", "children", "content", "title", "id", "__ref", "text", "__proto__"),
          tie("json"),
          { maxKeys: 5 },
        ),
      ),
    })).json;
    fc.assert(
      fc.property(value, (state) => {
        const row = `1:${JSON.stringify(state)}\n2:${JSON.stringify(["$", "p", null, { children: "$1" }])}\n`;
        const all = `${next(article(state))}<script>self.__next_f.push([1,${inScript(row)}])</script>
          <script type="application/json">${inScript([{ a: 1 }, state])}</script>`;
        expect(() => parseXml(read(all).html)).not.toThrow();
      }),
    );
  });

  it("things that hold each other in circles, or a great many times, end", () => {
    const rows = Array.from({ length: 30 }, (_, at) => {
      const entries = Array.from({ length: 200 }, () => `"$${(at + 1).toString(16)}"`).join(",");
      return `${at.toString(16)}:{"id":1,"title":"${title}","body":[{"type":"paragraph","children":[${entries}]}]}\n`;
    });
    const circle = `1e:{"body":["$0","$1e"],"text":"${sentence}"}\n`;
    const flat = [{ a: 1 }, [1, 1, 2], ["Reactive", 2]];
    const scripts = `<script>self.__next_f.push([1,${inScript(rows.join("") + circle)}])</script>
      <script type="application/json">${inScript(flat)}</script>`;
    const before = process.cpuUsage().user;
    read(scripts);
    expect((process.cpuUsage().user - before) / 1_000_000).toBeLessThan(5);
  });

  it("what is cut off, nested too deep, or no JSON at all says nothing", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    for (const script of [
      'window.a = {"body":"',
      "window.a = {b: 1}",
      `window.a = ${deep}`,
      "window.a = JSON.parse('{}')",
      'window.a = "',
    ])
      expect(read(`<script>${script}</script>`).text).toBe("");
    expect(findState(scriptsOf(parse(`<script>window.a = {b: {"c": 1}}; window.d = {"e": 2}</script>`)))).toEqual([
      { e: 2 },
    ]);
  });
});
