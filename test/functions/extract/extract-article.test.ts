import { describe, expect, it } from "@jest/globals";
import { extractFragment, extractPage } from "../../../functions/extract/extract-article.ts";

const address = "https://example.com/news/story.html";
const sentence = "The trams of Lisbon stood still, since the rain had filled the streets with water. ";
const paragraphs = (many: number) =>
  Array.from({ length: many }, (_, at) => `<p>Paragraph ${at + 1}. ${sentence.repeat(2)}</p>`).join("");
const page = (body: string) =>
  `<!DOCTYPE html><html><head><title>Rain over Lisbon | The Paper</title></head><body>${body}</body></html>`;
const textOf = (body: string) => extractPage(page(body), address).text;

describe("of a page, extraction keeps", () => {
  it("the text, and nothing of what is around it", () => {
    const text =
      textOf(`<header class="site-header"><a href="/">The Paper</a></header><nav><ul><li><a href="/a">News</a></li></ul></nav>
      <main><h1>Rain over Lisbon</h1><div class="byline">By Ana Silva</div>${paragraphs(4)}<div class="share-buttons">Share this now.</div>
      <div class="related"><h3>More</h3><ul><li><a href="/b">Snow over Porto is expected by everybody</a></li></ul></div></main>
      <div id="comments"><p>What a great article this is, I agree with all of it. ${sentence.repeat(9)}</p></div><footer><p>All rights reserved, 2026.</p></footer>`);
    expect(text.split("\n")).toHaveLength(4);
    expect(text).toMatch(/^Paragraph 1\./);
  });

  it("subheadings, lists, quotations, code and tables in their order", () => {
    const { html } = extractPage(
      page(`<article>${paragraphs(2)}<h2>Why it rained</h2><p>For two reasons:</p><ul><li>The sea</li><li>The wind</li></ul>
        <blockquote><p>It will rain again.</p></blockquote><pre>rain(lisbon)</pre>
        <table><tr><th>Day</th><th>Rain</th></tr><tr><td>Monday</td><td><a href="/m">10 mm</a></td></tr></table>${paragraphs(1)}</article>`),
      address,
    );
    const order = [...html.matchAll(/<(h2|ul|li|blockquote|pre|table)\b/g)].map(([, name]) => name);
    expect(order).toEqual(["h2", "ul", "li", "li", "blockquote", "pre", "table"]);
    expect(html).toContain("10 mm");
  });

  it("links, made absolute and clean, and links within the text", () => {
    const { html } = extractPage(
      page(`<article>${paragraphs(2)}<p>See <a href="../sea?utm_source=x&amp;id=1">the sea</a>,<a href="#note">1</a> or
        <a href="javascript:alert(1)">nothing</a>. ${sentence}</p><p id="note">A note on the rain, which had begun on Monday.</p></article>`),
      address,
    );
    expect(html).toContain('<a href="https://example.com/sea?id=1">the sea</a>');
    expect(html).toMatch(/<a href="#place-1">1<\/a>[\s\S]*<p id="place-1">/);
    expect(html).toContain("or nothing.");
  });

  it("the picture that stands for it", () => {
    const body = `<article>${paragraphs(2)}<img src="icon.png" width="60" height="60"><img src="a.jpg"></article>`;
    expect(extractPage(page(body), address).leadPicture).toBe("https://example.com/news/a.jpg");
    expect(extractPage(`<meta property="og:image" content="/lead.jpg">${body}`, address).leadPicture).toBe(
      "https://example.com/lead.jpg",
    );
  });

  it("posts that the text quotes, whatever they are wrapped in", () => {
    expect(
      textOf(
        `<article>${paragraphs(3)}<div class="embed-widget video"><blockquote><p>It is raining! <a href="/t">pic</a></p>— Rui (@rui)</blockquote></div>${paragraphs(2)}</article>`,
      ),
    ).toContain("It is raining!");
  });

  it("a text that a page keeps in a form, hides until a script shows it, or tells machines alone", () => {
    expect(textOf(`<form action="/x">${paragraphs(4)}</form>`)).toContain("Paragraph 4.");
    expect(textOf(`<div style="display:none">${paragraphs(4)}</div><p>Loading the page.</p>`)).toContain(
      "Paragraph 4.",
    );
    const body = JSON.stringify({
      "@type": "NewsArticle",
      articleBody: `First. ${sentence.repeat(5)}\n\nSecond. ${sentence}`,
    });
    expect(textOf(`<div id="root"></div><script type="application/ld+json">${body}</script>`).split("\n")).toHaveLength(
      2,
    );
  });

  it("lines that br elements part, and text that lies in no paragraph at all", () => {
    const text = textOf(`<div>${sentence}<br><br>${sentence}</div>${sentence}`);
    expect(text.match(/trams of Lisbon/g)).toHaveLength(3);
  });

  it("what little there is, where there is little", () => {
    expect(textOf("<p>Closed today.</p>")).toBe("Closed today.");
    expect(textOf("")).toBe("");
    expect(extractPage("", address).html).toBe('<article xmlns="http://www.w3.org/1999/xhtml">\n</article>');
  });

  it("the direction of a text that runs from right to left", () => {
    const { html } = extractPage(
      `<html dir="rtl" lang="he"><body><p>${"שלום עולם, זה מאמר ארוך. ".repeat(10)}</p></body></html>`,
      address,
    );
    expect(html).toMatch(/^<article [^>]*dir="rtl"/);
  });

  it("the title out of the text, with everything before it", () => {
    const text = textOf(
      `<article><p>Our newsletter is the best newsletter of all, they say.</p><h1>Rain over Lisbon</h1>${paragraphs(3)}</article>`,
    );
    expect(text).toMatch(/^Paragraph 1\./);
  });
});

describe("of a feed's words, extraction keeps", () => {
  it("everything that is said", () => {
    const { text, words, html } = extractFragment(
      '<p>One <b>two</b>.</p><ul><li><a href="/x">three</a></li></ul>four',
      address,
    );
    expect(text).toBe("One two.\nthree\nfour");
    expect(words).toBe(4);
    expect(html).toContain('<a href="https://example.com/x">three</a>');
  });

  it("the same of the same, however often", () => {
    const html = page(`<article>${paragraphs(5)}<img src="a.jpg"></article>`);
    expect(extractPage(html, address)).toEqual(extractPage(html, address));
  });
});
