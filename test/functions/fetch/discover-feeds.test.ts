import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { discoverFeeds } from "../../../functions/fetch/discover-feeds.ts";
import { corporaDir, corpusFiles } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";
import { proofFiles } from "../../proof-sizes.ts";

const page = "https://site.example/blog/";
const found = (html: string, url = page) => discoverFeeds(html, url).map(({ url: feed, kind }) => `${kind} ${feed}`);
const named = (attributes: string) => `<head><link rel="alternate" ${attributes}></head>`;

describe("a page", () => {
  it.each([
    ["RSS", named('type="application/rss+xml" href="/rss.xml"'), ["rss https://site.example/rss.xml"]],
    ["Atom", named('type="Application/Atom+XML; charset=utf-8" href="atom"'), ["atom https://site.example/blog/atom"]],
    ["RDF", named('type="application/rdf+xml" href="/x"'), ["rss https://site.example/x"]],
    ["JSON", named('type="application/feed+json" href="//other.example/x"'), ["json https://other.example/x"]],
    ["XML of some kind", named('type="text/xml" href="/x"'), ["unknown https://site.example/x"]],
    ["rel=feed", '<link rel="FEED nofollow" href="/x">', ["unknown https://site.example/x"]],
    ["feed:", named('type="application/rss+xml" href="feed://a.example/x"'), ["rss http://a.example/x"]],
    ["feed:https:", named('type="application/rss+xml" href="feed:https://a.example/x"'), ["rss https://a.example/x"]],
    [
      "base",
      `<base href="/deep/">${named('type="application/rss+xml" href="x"')}`,
      ["rss https://site.example/deep/x"],
    ],
    [
      "a reference in an address",
      named('type="application/rss+xml" href="/?a=1&amp;b=2"'),
      ["rss https://site.example/?a=1&b=2"],
    ],
    ["the body", `<body><p>text${named('type="application/rss+xml" href="/x"')}`, ["rss https://site.example/x"]],
    ["a comment", "<!-- <link rel=alternate type=application/rss+xml href=/x> -->", []],
    ["a template", "<template><link rel=alternate type=application/rss+xml href=/x></template>", []],
    [
      "what scripts would hide",
      `<head><noscript>${named('type="application/rss+xml" href="/x"')}</noscript></head>`,
      ["rss https://site.example/x"],
    ],
    ["a title alone", '<link rel="alternate" title="RSS" href="/x">', ["unknown https://site.example/x"]],
    ["a title of a page", '<link rel="alternate" title="Feedback" href="/x">', []],
    ["a link that calls itself so", '<a href="/syndicate">RSS feed</a>', ["unknown https://site.example/syndicate"]],
    ["a picture of it", '<a href="/x"><img src="/i.png" alt="RSS"></a>', ["unknown https://site.example/x"]],
    ["a link with its type", '<a href="/x" type="application/rss+xml">here</a>', ["unknown https://site.example/x"]],
    [
      "addresses before words",
      '<a href="/about-rss">RSS</a><a href="/rss.xml">here</a>',
      ["rss https://site.example/rss.xml", "rss https://site.example/about-rss"],
    ],
    ["a text about it", '<a href="/x">What RSS has become</a><a href="#rss">RSS</a>', []],
    ["another language", '<link rel="alternate" hreflang="de" href="/de/">', []],
    ["a style", '<link rel="stylesheet" type="text/css" href="/rss.css">', []],
    ["oEmbed", named('type="application/json" href="/wp-json/oembed/1.0/embed?url=x"'), []],
    ["a script", named('type="application/rss+xml" href="javascript:alert(1)"'), []],
    ["nothing", "", []],
  ])("names its feeds: %s", (_how, html, feeds) => {
    expect(found(html)).toEqual(feeds);
  });

  it("has its feeds in its own order, once each, comments last, and none that are guessed beside those that are named", () => {
    const html = `<head>
      <link rel="alternate" type="application/rss+xml" title="Blog » Comments Feed" href="/comments/feed/">
      <link rel="alternate" type="application/rss+xml" title="  The
        blog" href="/feed/">
      <link rel="alternate" type="application/atom+xml" title="Atom" href="/atom/">
      <link rel="alternate" type="application/rss+xml" title="Again" href="/feed/"></head><a href="/other.rss">RSS</a>`;
    expect(discoverFeeds(html, page)).toEqual([
      { url: "https://site.example/feed/", title: "The blog", kind: "rss", found: "named" },
      { url: "https://site.example/atom/", title: "Atom", kind: "atom", found: "named" },
      { url: "https://site.example/comments/feed/", title: "Blog » Comments Feed", kind: "rss", found: "named" },
    ]);
  });

  it.each([
    ["/feed", true],
    ["/blog/feed/", true],
    ["/index.xml", true],
    ["/rss.xml?x=y", true],
    ["/news.rdf#top", true],
    ["/?feed=rss2", true],
    ["/x?format=atom", true],
    ["/feed.json", true],
    ["/feeding-cats", false],
    ["/atomic", false],
    ["/sitemap.xml", false],
    ["/feed/article-1", false],
    ["mailto:rss@site.example", false],
  ])("that names none may have links that look like one: %s", (href, looksLikeIt) => {
    expect(
      discoverFeeds(`<p><a href="${href}">Follow us</a>`, page).map(({ title, found: how }) => [title, how]),
    ).toEqual(looksLikeIt ? [["Follow us", "guessed"]] : []);
  });

  it("names at most fifty, however many there are, in a time that its length explains", () => {
    const many = named('type="application/rss+xml" href="/1"').repeat(20_000);
    expect(discoverFeeds(many, page)).toHaveLength(1);
    const different = Array.from({ length: 10_000 }, (_, at) => `<link rel=feed href=/${at}>`).join("");
    expect(discoverFeeds(different, page)).toHaveLength(50);
    expect(
      discoverFeeds("<div>".repeat(100_000) + named('type="application/rss+xml" href="/1"'), page).length,
    ).toBeLessThan(2);
    expect(discoverFeeds(`<a href="${"/feed".repeat(100_000)}">`, page).length).toBeLessThan(2);
  });

  it("answers addresses of the web alone, and never breaks, whatever it is", () => {
    const bits = fc.constantFrom(
      "<link ",
      "rel=alternate ",
      "rel=feed ",
      "type=application/rss+xml ",
      "href=",
      "href='",
      "'",
      '"',
      ">",
      "<a ",
      "</a>",
      "<base href=//b>",
      "/feed",
      "feed:",
      "http:",
      "//",
      "[",
      "x.rss",
      "&#0;",
      "<svg>",
      "<!--",
      " title=a",
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 30 }), (parts) => {
        for (const { url } of discoverFeeds(parts.join(""), page)) expect(url).toMatch(/^https?:\/\/[^/]/);
      }),
      { numRuns: 500 },
    );
  });
});

interface PageCase {
  readonly test: string;
  readonly input: string;
  readonly strings: readonly string[];
}

describe("pages of other people", () => {
  const cases = join(corporaDir, "feeds/miniflux/inline/discovery.jsonl");
  const itOverCases = itWhere(existsSync(cases), "miniflux's pages", "no corpora");

  itOverCases("name the feeds that miniflux expects of its own", () => {
    const pages = readFileSync(cases, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as PageCase)
      .filter(({ test }) => test.startsWith("TestParseWebPage"));
    for (const { test, input, strings } of pages) {
      const feeds = discoverFeeds(input, "http://example.org/");
      if (/Ignored|EmptyFeedURL|NoHref/.test(test)) expect([test, feeds]).toEqual([test, []]);
      else if (test.endsWith("MultipleFeeds"))
        expect(feeds).toMatchObject([
          { kind: "atom", title: "Atom Feed" },
          { kind: "json", title: "JSON Feed" },
        ]);
      else {
        // Of its page, miniflux expects a title, an address and a kind, in that order.
        const kind = strings.find((one) => /^(?:rss|atom|json)$/.test(one));
        const url = strings.find((one) => /^http:\/\/example\.org\/./.test(one));
        expect([test, feeds]).toMatchObject([test, [{ url, kind, found: "named" }]]);
        // Where there is no title, it shows the address; we leave that to whoever shows it.
        expect(test.endsWith("EmptyTitle") ? feeds[0]?.title === "" : strings.includes(feeds[0]?.title ?? "")).toBe(
          true,
        );
      }
    }
    process.stderr.write(`ran: discovery: ${pages.length} pages of miniflux\n`);
    expect(pages.length).toBeGreaterThan(10);
  });

  const articles = proofFiles(corpusFiles("articles/readability").filter((path) => path.endsWith("source.html.gz")));
  itWhere(
    articles.length > 0,
    "pages of articles",
    "no corpora",
  )("name their feeds without a throw, and many have one", () => {
    let withFeed = 0;
    for (const path of articles) {
      const feeds = discoverFeeds(gunzipSync(readFileSync(path)).toString(), page);
      for (const { url } of feeds) expect(url).toMatch(/^https?:\/\//);
      if (feeds.length > 0) withFeed += 1;
    }
    process.stderr.write(`ran: discovery: ${articles.length} pages of articles, ${withFeed} name a feed\n`);
    expect(withFeed).toBeGreaterThan(articles.length / 5);
  });
});
