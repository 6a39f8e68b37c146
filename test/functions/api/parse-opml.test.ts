import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { Rejected } from "../../../events/rejected.ts";
import { parseOpml, type Subscription } from "../../../functions/api/feeds/parse-opml.ts";
import { writeOpml } from "../../../functions/api/feeds/write-opml.ts";
import { parseXml } from "../../../shared/xml/parse-xml.ts";
import { corporaDir } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";

const read = (text: string) => parseOpml(Buffer.from(text));
const say = (line: string) => process.stderr.write(`ran: ${line}\n`);
const createdAt = new Date("2026-03-01T08:00:00Z");

const byUrl = (list: readonly Subscription[]) => list.toSorted((a, b) => (a.url < b.url ? -1 : 1));

describe("an OPML list", () => {
  it("is read whatever its capitals, its version and its damage", () => {
    const { title, subscriptions, refused } = read(`<OPML version="1.1"><HEAD><TITLE> My
      feeds </TITLE></HEAD><BODY><outline TITLE="A & B"><outline XMLURL="http://a.example/?x=1&y=2" HTMLURL="javascript:x">
      <outline text="Inner" type="rss" url="feed://b.example/"/></outline>
      <outline text=c xmlUrl=https://c.example/><outline text="A" xmlUrl="http://a.example/?x=1&amp;y=2"/>`);
    expect(title).toBe("My feeds");
    expect(subscriptions).toEqual([
      { url: "http://a.example/?x=1&y=2", title: "http://a.example/?x=1&y=2", siteUrl: undefined, folders: ["A & B"] },
      { url: "http://b.example/", title: "Inner", siteUrl: undefined, folders: ["A & B"] },
      { url: "https://c.example/", title: "c", siteUrl: undefined, folders: ["A & B"] },
    ]);
    expect(refused).toEqual([]);
  });

  it("takes what has children and no address for a folder, and a category for folders where nothing is nested", () => {
    const { subscriptions, refused } = read(`<opml><body><outline type="rss" text="Science" xmlUrl="">
      <outline text="Stars" xmlUrl="https://a.example/" category="/Elsewhere"/></outline>
      <outline text="Boats" xmlUrl="https://b.example/" category="/News/Harbour,/Daily"/>
      <outline text="Nothing" type="rss" xmlUrl=""/></body></opml>`);
    expect(subscriptions.map(({ title, folders }) => [title, folders])).toEqual([
      ["Stars", ["Science"]],
      ["Boats", ["News", "Harbour"]],
    ]);
    expect(refused.map(({ title }) => title)).toEqual(["Nothing"]);
  });

  it("takes an address without its scheme for one on the web", () => {
    const { subscriptions, refused } = read(`<opml><body><outline xmlUrl="a.example/feed?x=1"/>
      <outline xmlUrl="feed"/><outline xmlUrl="/a.b/c"/><outline xmlUrl="file:a.example"/></body></opml>`);
    expect(subscriptions.map(({ url }) => url)).toEqual(["http://a.example/feed?x=1"]);
    expect(refused).toHaveLength(3);
  });

  it("comes back as it was written, and is XML, whatever it holds", () => {
    const words = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
      .map((text) => text.replaceAll(/[\s\p{C}]+/gu, " ").trim())
      .filter((text) => text !== "");
    const subscription: fc.Arbitrary<Subscription> = fc.record({
      url: fc.webUrl({ withQueryParameters: true }).map((url) => new URL(url).href),
      title: words,
      siteUrl: fc.option(
        fc.webUrl().map((url) => new URL(url).href),
        { nil: undefined },
      ),
      folders: fc.array(words, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(subscription, { selector: ({ url }) => url, maxLength: 20 }),
        words,
        (subscriptions, title) => {
          const written = writeOpml({ title, createdAt, subscriptions });
          expect(parseXml(written).name).toBe("opml");
          const back = read(written);
          expect([back.title, back.refused]).toEqual([title, []]);
          expect(byUrl(back.subscriptions)).toEqual(byUrl(subscriptions));
          expect(writeOpml({ title, createdAt, subscriptions: back.subscriptions })).toBe(written);
        },
      ),
    );
  });
});

interface ListCase {
  readonly test: string;
  readonly input: string;
  readonly mustError: boolean;
  readonly titles: readonly string[];
  readonly feedUrls: readonly string[];
  readonly siteUrls: readonly string[];
  readonly categories: readonly string[];
}

describe("lists of other people", () => {
  const cases = join(corporaDir, "feeds/miniflux/inline/opml.jsonl");

  itWhere(
    existsSync(cases),
    "miniflux's lists",
    "no corpora",
  )("hold what miniflux expects of its own", () => {
    const lists = readFileSync(cases, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as ListCase);
    for (const { test, input, mustError, titles, feedUrls, siteUrls, categories } of lists) {
      if (mustError) {
        expect(() => read(input)).toThrow(Rejected);
        continue;
      }
      const { subscriptions } = read(input);
      expect([test, subscriptions.slice(0, feedUrls.length).map(({ url }) => url)]).toEqual([
        test,
        feedUrls.map((url) => new URL(url).href),
      ]);
      for (const [index, { title, siteUrl, folders, url }] of subscriptions.entries()) {
        // Miniflux shows the feed's address as that of a site that has none; ours has none then.
        if (index < siteUrls.length)
          expect([test, siteUrl ?? url]).toEqual([test, new URL(siteUrls[index] ?? "").href]);
        if (index < titles.length && titles[index] !== siteUrls[index])
          expect([test, title]).toEqual([test, titles[index]]);
        // It has one level of folders, the innermost.
        if (index < categories.length && test !== "TestParseOpmlWithInvalidCharacterEntity")
          expect([test, folders.at(-1) ?? ""]).toEqual([test, categories[index]]);
      }
    }
    say(`OPML: ${lists.length} lists of miniflux`);
    expect(lists.length).toBeGreaterThan(5);
  });

  const blogs = join(corporaDir, "feeds/opml/hn-personal-blogs/list.opml");
  itWhere(
    existsSync(blogs),
    "a list of blogs",
    "no corpora",
  )("have every outline that names a feed read, once", () => {
    const text = readFileSync(blogs, "utf8");
    const { title, subscriptions, refused } = read(text);
    const written = [...text.matchAll(/xmlUrl="([^"]*)"/g)].map(([, url = ""]) => url.replaceAll("&amp;", "&"));
    const distinct = new Set(written.flatMap((url) => URL.parse(url)?.href ?? []));
    say(`OPML: ${written.length} outlines, ${subscriptions.length} feeds, ${refused.length} refused`);
    expect([title, subscriptions.length]).toEqual(["Hacker News Personal Blogs", distinct.size]);
    expect(subscriptions.length).toBeGreaterThan(500);
    for (const { folders } of subscriptions) expect(folders).toEqual(["HN Personal Blogs"]);
  });

  const small = join(corporaDir, "feeds/opml/kagi-smallweb/smallweb.txt");
  itWhere(
    existsSync(small),
    "36,515 feeds",
    "no corpora",
  )("may be as long as all of the small web, there and back", () => {
    const urls = readFileSync(small, "utf8").trim().split("\n");
    const subscriptions = urls.map((url) => ({ url: new URL(url).href, title: url, siteUrl: undefined, folders: [] }));
    const back = read(writeOpml({ title: "All", createdAt, subscriptions }));
    const distinct = new Set(subscriptions.map(({ url }) => url));
    say(`OPML: ${urls.length} feeds, ${distinct.size} of them different`);
    expect([urls.length, back.refused, back.subscriptions.map(({ url }) => url)]).toEqual([36_515, [], [...distinct]]);
  });
});
