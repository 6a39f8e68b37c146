import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import * as z from "zod";
import { addressKey, cleanUrl, webAddress } from "../../../functions/extract/clean-url.ts";
import { corpusFiles } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";

const miniflux = corpusFiles("feeds/miniflux").filter((path) => basename(path) === "urlcleaner.jsonl");
const Case = z.object({
  name: z.string(),
  input: z.string(),
  expected: z.string(),
  baseURL: z.string().optional(),
  feedURL: z.string().optional(),
});

describe("an address", () => {
  itWhere(
    miniflux.length > 0,
    "miniflux's URL cases",
    "no corpora",
  )("loses what miniflux takes away, and keeps what it keeps", () => {
    const cases = miniflux
      .flatMap((path) => readFileSync(path, "utf8").trim().split("\n"))
      .map((line) => Case.parse(JSON.parse(line)));
    process.stderr.write(`feeds/miniflux: ${cases.length} URL cases\n`);
    const cleaned = cases.map(({ name, input, baseURL, feedURL }) => [
      name,
      sameQuery(
        cleanUrl(
          input,
          [baseURL, feedURL].filter((one) => one !== undefined),
        ) ?? "",
      ),
    ]);
    expect(cleaned).toEqual(cases.map(({ name, expected }) => [name, sameQuery(expected)]));
  });

  it("keeps every letter where nothing tracks", () => {
    expect(cleanUrl("https://example.com/a?b=%7Ec&d&&e=+#f")).toBe("https://example.com/a?b=%7Ec&d&&e=+#f");
  });

  it("is cleaned once and for all, whatever it is", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const once = cleanUrl(url);
        expect(once).toBeDefined();
        expect(cleanUrl(once ?? "")).toBe(once);
      }),
    );
  });

  it.each([
    ["http://www.example.com/story/", "https://example.com/story"],
    ["https://example.com/story?utm_source=x", "https://example.com/story#top"],
    ["https://amp.example.com/story", "https://m.example.com/story"],
    ["https://example.com/story/amp/", "https://example.com/story"],
    ["https://example.com/index.html", "https://example.com"],
    ["https://example.com/?b=2&a=1", "https://example.com/?a=1&b=2"],
  ])("has one key however it is spelt: %s is %s", (one, other) => {
    expect(addressKey(one)).toBe(addressKey(other));
  });

  it.each([
    ["https://example.com/a", "https://example.com/b"],
    ["https://example.com/?id=1", "https://example.com/?id=2"],
    ["https://one.example.com/", "https://two.example.com/"],
    ["https://m.com/story", "https://www.com/story"],
    ["http://127.0.0.1:8080/a", "http://127.0.0.1:8081/a"],
    ["https://example.com/amplifiers", "https://example.com/lifiers"],
  ])("has a key of its own: %s is not %s", (one, other) => {
    expect(addressKey(one)).not.toBe(addressKey(other));
  });

  it("that is none, or of another kind, has no key", () => {
    expect(["", "//", "mailto:a@b.c", "javascript:alert(1)", "file:///etc/passwd"].map(addressKey)).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });

  it("leads to the web alone", () => {
    const base = "https://example.com/a/b.html";
    expect(webAddress(" ../c.jpg ", base)).toBe("https://example.com/c.jpg");
    expect(webAddress("//cdn.example.net/c.jpg", base)).toBe("https://cdn.example.net/c.jpg");
    for (const other of ["javascript:alert(1)", "data:text/html,x", "ftp://example.com/", "", "http://[", "\u0000"]) {
      expect(webAddress(other, base) ?? "https:").toMatch(/^https:/);
    }
    expect(webAddress("javascript:alert(1)", base)).toBeUndefined();
    expect(webAddress(`https://example.com/${"a".repeat(9000)}`, base)).toBeUndefined();
  });
});

/** `%20` and `+` are the same blank in a query. */
const sameQuery = (url: string) => url.replaceAll("%20", "+");
