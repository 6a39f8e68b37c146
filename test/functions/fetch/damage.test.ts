import { readFileSync } from "node:fs";
import { describe, expect } from "@jest/globals";
import { Rejected } from "../../../events/rejected.ts";
import type { ParsedFeed, ParsedItem } from "../../../functions/fetch/feed/parsed-feed.ts";
import { parseFeed } from "../../../functions/fetch/parse-feed.ts";
import { corpusFiles, corpusName } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";

const folders = ["feed-rs", "netnewswire", "rss-parser/input", "node-feedparser", "feedhq", "newsboat", "feedkit"];

interface Whole {
  readonly name: string;
  readonly text: string;
  readonly items: ParsedFeed["items"];
  /** Where each item's element begins and ends in the text. */
  readonly places: readonly (readonly [start: number, end: number])[];
}

const wholeFeeds = corpusFiles(...folders.map((folder) => `feeds/${folder}`))
  .filter((path) => /\.(?:xml|rss|atom|rdf)$/.test(path))
  .flatMap((path) => whole(corpusName(path), readFileSync(path, "utf8")));

function parse(text: string): ParsedFeed | undefined {
  try {
    return parseFeed(Buffer.from(text), { url: "https://feed.invalid/", fetchedAt: new Date("2100-01-01") });
  } catch (error) {
    if (error instanceof Rejected) return undefined;
    throw error;
  }
}

/** A feed with nothing wrong, whose items can be found in its text by looking for their tags. */
function whole(name: string, text: string): readonly Whole[] {
  const feed = parse(text);
  if (feed === undefined || feed.items.length < 2 || feed.damage.length > 0) return [];
  const visible = text.replaceAll(/<!\[CDATA\[[^]*?\]\]>|<!--[^]*?-->/g, (hidden) => "x".repeat(hidden.length));
  const places = [...visible.matchAll(/<((?:\w+:)?(?:item|entry))[\s>][^]*?<\/\1\s*>/g)].map(
    (match) => [match.index, match.index + match[0].length] as const,
  );
  return places.length === feed.items.length ? [{ name, text, items: feed.items, places }] : [];
}

/** Puts something behind the first start tag of that name in an item, or behind the item's own. */
function into(item: string, tag: "title" | "item", what: string): string {
  const pattern = tag === "item" ? /^<[^>]*>/ : /<(?:\w+:)?title(?:\s[^>]*)?>(?:<!\[CDATA\[[^]*?\]\]>)?/;
  const match = pattern.exec(item);
  return match === null
    ? item
    : item.slice(0, match.index) + match[0] + what + item.slice(match.index + match[0].length);
}

const defects: Readonly<Record<string, (item: string) => string>> = {
  "an unclosed <br> in the item": (item) => into(item, "item", "text<br>more"),
  "an unclosed <br> in the title": (item) => into(item, "title", "<br>"),
  "a bare < in the title": (item) => into(item, "title", "a < b, c<d and <3 "),
  "a bare & in the title": (item) => into(item, "title", "AT&T & co"),
  "an undefined entity in the title": (item) => into(item, "title", "&nbsp;&bogus;"),
  "a control character in the title": (item) => into(item, "title", "\u0001\u000b"),
  "an undeclared prefix": (item) => into(item, "item", "<zork:x>1</zork:x>"),
  "a title that is not closed": (item) => item.replace(/<\/(?:\w+:)?title>/, ""),
  "an item that is not closed": (item) => item.replace(/<\/[^>]*>$/, ""),
  "an end tag of nothing": (item) => into(item, "item", "</p></b>"),
  "a quote that does not end": (item) => into(item, "item", '<link href="http://x.invalid/ rel=self>'),
  "a CDATA section that does not end": (item) => item.replace("]]>", ""),
};

/** All that a reader would see of an item. */
const seen = ({ identity, title, url, contentHash }: ParsedItem) => JSON.stringify([identity, title, url, contentHash]);

const itOverFeeds = itWhere(wholeFeeds.length > 0, "damage done to real feeds", "no corpora");

describe("a feed with one damaged item", () => {
  for (const [defect, damage] of Object.entries(defects)) {
    itOverFeeds(`keeps all of the others, and that one's identity: ${defect}`, () => {
      const lost: string[] = [];
      let kept = 0;
      let feeds = 0;
      for (const { name, text, items, places } of wholeFeeds) {
        for (const at of new Set([Math.floor(items.length / 2), items.length - 1])) {
          const [start, end] = places[at] ?? [0, 0];
          const item = text.slice(start, end);
          const damaged = damage(item);
          if (damaged === item) continue;
          feeds += 1;
          const found = parse(text.slice(0, start) + damaged + text.slice(end));
          const foundItems = new Set(found?.items.map(seen));
          const identities = new Set(found?.items.map(({ identity }) => identity));
          for (const [index, one] of items.entries()) {
            if (
              index === at
                ? identities.has(one.identity) || one.identity.startsWith("text:")
                : foundItems.has(seen(one))
            )
              kept += 1;
            else lost.push(`${name}#${index}, damaged at ${at}`);
          }
        }
      }
      process.stderr.write(`ran: ${defect}: ${feeds} times, ${kept} items kept, ${lost.length} lost\n`);
      expect(feeds).toBeGreaterThan(10);
      expect(lost).toEqual([]);
    });
  }
});

describe("a feed", () => {
  itOverFeeds("keeps every item that was complete before it was cut off", () => {
    const lost: string[] = [];
    let kept = 0;
    for (const { name, text, items, places } of wholeFeeds) {
      for (const share of [0.1, 0.3, 0.6, 0.8, 0.95, 0.999]) {
        const cut = Math.floor(text.length * share);
        const complete = places.filter(([, end]) => end <= cut).length;
        const found = parse(text.slice(0, cut))?.items.map(seen) ?? [];
        for (const [index, one] of items.slice(0, complete).entries()) {
          if (found[index] === seen(one)) kept += 1;
          else lost.push(`${name}#${index}, cut at ${share}`);
        }
        // Of the one that was cut, nothing is made up: it has its own name, or it is left for the next time.
        expect(found.length).toBeLessThanOrEqual(complete + 1);
        for (const one of parse(text.slice(0, cut))?.items.slice(complete) ?? []) {
          expect(one.identity).toBe(items[complete]?.identity);
        }
      }
    }
    process.stderr.write(`ran: cut off: ${wholeFeeds.length} feeds, ${kept} items kept, ${lost.length} lost\n`);
    expect(lost).toEqual([]);
  });

  itOverFeeds.each([
    [
      "warnings before it",
      (text: string) => `<br />\n<b>Warning</b>: foo() in <b>/x.php</b> on line <b>3</b><br>\n${text}`,
    ],
    ["empty lines before it", (text: string) => `\n\n ${text}`],
    ["a page's end behind it", (text: string) => `${text}\n<!-- cached --></div><script>if (a < b && c) x()</script>`],
  ])("keeps every item with %s", (what, damage) => {
    let kept = 0;
    for (const { text, items } of wholeFeeds) {
      expect(parse(damage(text))?.items.map(seen)).toEqual(items.map(seen));
      kept += items.length;
    }
    process.stderr.write(`ran: ${what}: ${wholeFeeds.length} feeds, ${kept} items kept\n`);
  });
});
