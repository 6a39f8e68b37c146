import { describe, expect, it } from "@jest/globals";
import { extractPage } from "../../../functions/extract/extract-article.ts";

const names = [
  "How trams are repaired at night",
  "Why the rain came early this year",
  "A map of every staircase in Lisbon",
  "The last lighthouse keeper of Cabo da Roca",
  "What the river remembers",
  "On keeping bees above a bakery",
  "A short history of the paper napkin",
  "Ten years of one bookshop",
];
const elsewhere = (name: string, at: number) => `<a href="https://site${at}.example.org/x">${name}</a>`;
const here = (name: string, at: number) => `<a href="/issue/4/${at}">${name}</a>`;
const entries = (link: typeof here, from = 0, to = names.length) =>
  names.slice(from, to).map((name, at) => `<li>${link(name, at + from)}</li>`);
const title = "<h1>Links for 29 November</h1>";

const menu = `<header><a href="/">The Paper</a><nav><ul><li><a href="/world">World</a></li></ul></nav></header>
  <div class="c1"><ul>${[
    "World news today",
    "Politics at home",
    "Business and money",
    "Sports of the week",
    "Letters to us",
  ]
    .map((name, at) => `<li><a href="/section/${at}">${name}</a></li>`)
    .join("")}</ul></div>`;
const around = `<div class="c9"><h3>Elsewhere in the paper</h3><ul>${names
  .map((name, at) => `<li><a href="/s${at}">Older: ${name}</a></li>`)
  .join("")}</ul></div><footer><a href="/about">About us</a></footer>`;
const read = (main: string) =>
  extractPage(
    `<!DOCTYPE html><html><head><title>Links for 29 November | The Paper</title></head><body>${menu}<main>${main}</main>
     ${around}</body></html>`,
    "https://example.com/links",
  );
const linesOf = (main: string) => read(main).text.split("\n");

const nothingOf = (text: string) => {
  for (const name of names) expect(text).not.toContain(name);
};

describe("an article that is a list of links is read whole, without what is around it:", () => {
  it("a bare list, in an article or in boxes without a name", () => {
    expect(
      linesOf(`<article>${title}<div class="entry-content"><ul>${entries(elsewhere).join("")}</ul></div></article>`),
    ).toEqual(names);
    expect(
      linesOf(`<div class="c2">${title}</div><div class="c3"><ul>${entries(elsewhere).join("")}</ul></div>`),
    ).toEqual(names);
  });

  it("with its links", () => {
    const { html } = read(`${title}<ul>${entries(elsewhere).join("")}</ul>`);
    expect(html.match(/<li>/g)).toHaveLength(names.length);
    expect(html).toContain(`<a href="https://site3.example.org/x">${names[3]}</a>`);
  });

  it("a list with a sentence before it, or a note to each link", () => {
    const intro = "Here is what I read this week, in no order at all; enjoy it.";
    expect(linesOf(`<article>${title}<p>${intro}</p><ul>${entries(elsewhere).join("")}</ul></article>`)).toEqual([
      intro,
      ...names,
    ]);
    const noted = names.map((name, at) => `<dt>${elsewhere(name, at)}</dt><dd>A note on it, by Ana.</dd>`).join("");
    expect(linesOf(`<article>${title}<dl>${noted}</dl></article>`)).toEqual(
      names.flatMap((name) => [name, "A note on it, by Ana."]),
    );
  });

  it("a list in chapters, each with its heading", () => {
    const chapters = `<h2>Cities</h2><ul>${entries(elsewhere, 0, 4).join("")}</ul><h2>Nature</h2><ul>${entries(elsewhere, 4).join("")}</ul>`;
    expect(linesOf(`<article>${title}${chapters}</article>`)).toEqual([
      "Cities",
      ...names.slice(0, 4),
      "Nature",
      ...names.slice(4),
    ]);
  });

  it("a contents of the site's own pages, right below the title and a date", () => {
    expect(linesOf(`${title}<p>29 November</p><ol>${entries(here).join("")}</ol>`).slice(-names.length)).toEqual(names);
  });

  it("lines of links that are no list, up to what else there is to read", () => {
    const lines = names.map((name, at) => `<p>${at + 1}. ${elsewhere(name, at)}</p>`).join("");
    const more = `<h3>Related stories</h3><ul>${entries(here).join("")}</ul>`;
    expect(linesOf(`${title}<div>${lines}</div>${more}`)).toEqual(names.map((name, at) => `${at + 1}. ${name}`));
  });
});

describe("a list that leads elsewhere is no article:", () => {
  it("what else there is to read on a page without its text", () => {
    const teaser = "<p>This story is for subscribers only.</p>";
    const list = `<ul>${entries(here).join("")}</ul>`;
    nothingOf(read(`${title}${teaser}<h3>More stories</h3>${list}`).text);
    nothingOf(read(`${title}${teaser}<h3>From the archive</h3>${list}`).text);
    nothingOf(read(`${title}<h3>Related</h3><ul>${entries(elsewhere).join("")}</ul>`).text);
    nothingOf(read(`${title}${teaser}<div class="related-posts"><ul>${entries(elsewhere).join("")}</ul></div>`).text);
  });

  it("a list beside the article, where the article has no list", () => {
    nothingOf(
      read(
        `<article>${title}<p>Nothing today.</p></article><div class="c4"><ul>${entries(elsewhere).join("")}</ul></div>`,
      ).text,
    );
    nothingOf(read(`<article><header>${title}</header></article><ul>${entries(elsewhere).join("")}</ul>`).text);
  });

  it("a menu below the title, or buttons to share it", () => {
    const share = [
      "facebook.com/sharer",
      "x.com/intent/post",
      "linkedin.com/share",
      "reddit.com/submit",
      "wa.example.com/send",
    ]
      .map(
        (place) =>
          `<a href="https://${place}?url=https%3A%2F%2Fexample.com">Share this article on ${place.split(".")[0]} now</a>`,
      )
      .map((link) => `<li>${link}</li>`)
      .join("");
    expect(read(`${title}<ul>${share}</ul>`).text).not.toContain("Share this");
    const sections = ["World", "Politics", "Business", "Sport", "Culture", "Travel"];
    const menuBelow = sections.map((name) => `<li><a href="/${name}">${name}</a></li>`).join("");
    expect(read(`${title}<ul>${menuBelow}</ul>`).text).not.toContain("Politics");
  });

  it("a list of links below a text is left to the rules for texts", () => {
    const text = Array.from(
      { length: 8 },
      (_, at) => `<p>Paragraph ${at}. ${"The trams of Lisbon stood still, since the rain had come. ".repeat(3)}</p>`,
    );
    nothingOf(read(`<article>${title}${text.join("")}<h3>More</h3><ul>${entries(here).join("")}</ul></article>`).text);
  });
});
