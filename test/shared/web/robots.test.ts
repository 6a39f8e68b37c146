import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { crawlDelayMsMax, parseRobots, robotsRulesMax } from "../../../shared/web/robots.ts";

const allows = (text: string, path: string) => parseRobots(text, "KindleContentServer").allows(path);
const star = (...rules: readonly string[]) => `User-agent: *\n${rules.join("\n")}\n`;

describe("robots.txt", () => {
  // RFC 9309, 2.2.1 and 5.1.
  it.each([
    ["for everybody", star("Disallow: /x"), "/x/y", false],
    ["for everybody, elsewhere", star("Disallow: /x"), "/y", true],
    ["by name, in any case", "user-AGENT: kindlecontentSERVER\nDISALLOW: /x", "/x", false],
    ["by name and version", "User-agent: KindleContentServer/9.1\nDisallow: /", "/x", false],
    [
      "by name instead of for everybody",
      `${star("Disallow: /")}\nUser-agent: KindleContentServer\nAllow: /`,
      "/x",
      true,
    ],
    ["by name, nothing forbidden", `${star("Disallow: /")}\nUser-agent: KindleContentServer\nDisallow:`, "/x", true],
    [
      "by name, in two groups",
      "User-agent: KindleContentServer\nDisallow: /x\n\nUser-agent: a\nDisallow: /\n\nUser-agent: KindleContentServer\nDisallow: /y",
      "/y",
      false,
    ],
    [
      "by one of several names",
      "User-agent: a\nUser-agent: KindleContentServer\nUser-agent: b\nDisallow: /x",
      "/x",
      false,
    ],
    ["by part of the name", "User-agent: Kindle\nDisallow: /", "/x", true],
    ["by more than the name", "User-agent: KindleContentServerTwo\nDisallow: /", "/x", true],
    [
      "with other records in between",
      "User-agent: a\nSitemap: https://a.example/\nUser-agent: KindleContentServer\nDisallow: /x",
      "/x",
      false,
    ],
    [
      "with other records behind the name",
      "User-agent: KindleContentServer\nCrawl-delay: 3\nUser-agent: b\nDisallow: /x",
      "/x",
      false,
    ],
    ["before any group", "Disallow: /\nUser-agent: *\nDisallow: /x", "/y", true],
    ["in a page of HTML", "<!doctype html><p>User-agent: *</p>\nDisallow: /", "/x", true],
    ["in an empty file", "", "/x", true],
    [
      "with a mark, blanks, comments and old line ends",
      "\ufeff  User-agent :  * # all\r Disallow :  /x # no\r",
      "/x",
      false,
    ],
    ["without colons", "User-agent *\nDisallow /x", "/x", true],
  ])("is followed %s", (_how, text, path, isAllowed) => {
    expect(allows(text, path)).toBe(isAllowed);
  });

  // RFC 9309, 2.2.2 and 2.2.3.
  it.each([
    ["the longest rule", star("Disallow: /", "Allow: /page"), "/page/1", true],
    ["the longest rule, whatever the order", star("Allow: /page", "Disallow: /page/secret"), "/page/secret", false],
    ["Allow among equals", star("Disallow: /page", "Allow: /page"), "/page", true],
    ["capitals of the path", star("Disallow: /Page"), "/page", true],
    ["the query", star("Disallow: /x?a="), "/x?a=1", false],
    ["a star", star("Disallow: /*/a*b"), "/x/aZZb?c", false],
    ["a star that matches nothing", star("Disallow: /a*b"), "/ab", false],
    ["stars that repeat", star("Disallow: /a***b"), "/a-b", false],
    ["the end", star("Disallow: /*.gif$"), "/a.gif", false],
    ["the end, and no further", star("Disallow: /*.gif$"), "/a.gif?x", true],
    ["the end of the second of two", star("Disallow: /*a$"), "/aba", false],
    ["the end without a star", star("Disallow: /x$"), "/x", false],
    ["pieces that may not overlap", star("Disallow: /*ab*ba$"), "/aba", true],
    ["a dollar that is no end", star("Disallow: /a$b"), "/a$b", false],
    ["a star that is meant", star("Disallow: /a%2A$"), "/a*", false],
    ["a star that is meant, and nothing else", star("Disallow: /a%2a$"), "/ab", true],
    ["percent-encoding in any case", star("Disallow: /a%3cd.html"), "/a%3Cd.html", false],
    ["percent-encoding of what needs none, in the rule", star("Disallow: /%62ook"), "/book", false],
    ["percent-encoding of what needs none, in the path", star("Disallow: /book"), "/%62ook", false],
    ["letters of all alphabets", star("Disallow: /ツ"), "/%E3%83%84", false],
    ["an encoded slash, which is another thing", star("Disallow: /a/b"), "/a%2Fb", true],
    ["a rule without its slash", star("Disallow: private"), "/private", false],
    ["names that objects have", star("Disallow: /constructor"), "/constructor", false],
  ])("goes by %s", (_what, text, path, isAllowed) => {
    expect(allows(text, path)).toBe(isAllowed);
  });

  it.each([
    ["in seconds", star("Crawl-delay: 3"), 3000],
    ["with a fraction", star("Disallow: /x", "CRAWL-DELAY : 0.5 # please"), 500],
    [
      "by name instead of for everybody",
      `${star("Crawl-delay: 9")}User-agent: KindleContentServer\nCrawl-delay: 2`,
      2000,
    ],
    [
      "for everybody, and not for us",
      `${star("Crawl-delay: 9")}User-agent: KindleContentServer\nDisallow: /x`,
      undefined,
    ],
    ["for another one", "User-agent: a\nCrawl-delay: 9\n", undefined],
    ["in a group of two", "User-agent: a\nUser-agent: *\nCrawl-delay: 4\nDisallow: /x", 4000],
    ["twice, the longer one", star("Crawl-delay: 2", "Crawl-delay: 5", "Crawl-delay: 1"), 5000],
    ["longer than anybody waits", star("Crawl-delay: 86400"), crawlDelayMsMax],
    ["as none", star("Crawl-delay: 0"), undefined],
    ["before any group", "Crawl-delay: 3\nUser-agent: *\nDisallow: /x", undefined],
    ["as no number", star("Crawl-delay: -3", "Crawl-delay: 1e3", "Crawl-delay: a while", "Crawl-delay:"), undefined],
  ])("tells how long to wait between two pages, %s", (_what, text, delayMs) => {
    expect(parseRobots(text, "KindleContentServer").crawlDelayMs).toBe(delayMs);
  });

  it("never forbids itself", () => {
    expect(allows(star("Disallow: /"), "/robots.txt")).toBe(true);
  });

  it("matches as a regular expression would that says the same, whatever it is", () => {
    const path = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 12 }).map((text) => `/${text}`);
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "/", "*"), maxLength: 8 }).map((text) => `/${text}`);
    fc.assert(
      fc.property(path, pattern, fc.constantFrom("", "$"), (one, rule, end) => {
        const same = new RegExp(`^${rule.replaceAll("*", ".*")}${end}`);
        expect(allows(star(`Disallow: ${rule}${end}`), one)).toBe(!same.test(one));
      }),
      { numRuns: 2000 },
    );
  });

  it("never breaks, and takes no more time than its length explains, whatever it is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.webPath(), (bytes, path) => {
        const text = Buffer.from(bytes).toString("latin1");
        expect(typeof allows(`User-agent: *\nDisallow: ${text}\n${text}`, path)).toBe("boolean");
      }),
    );
    const costly = [
      `${" ".repeat(500_000)}x`,
      star(`Disallow: /${"a*".repeat(100_000)}b`),
      star(...Array.from({ length: robotsRulesMax + 10 }, () => "Disallow: /*a*a*a*b")),
      "User-agent: *\n".repeat(40_000),
    ];
    for (const text of costly) expect(allows(text, `/${"a".repeat(1000)}`)).toBe(true);
  });
});
