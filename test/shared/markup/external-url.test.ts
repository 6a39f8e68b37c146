import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { externalUrl } from "../../../shared/markup/external-url.ts";

it.each([
  ["https://example.com", "https://example.com/"],
  ["HTTP://EXAMPLE.com:80/a b?q=[1]|2#x y", "http://example.com/a%20b?q=%5B1%5D%7C2#x%20y"],
  ["https://example.com/ü/%zz", "https://example.com/%C3%BC/%25zz"],
  ["https://me:secret@example.com/", "https://example.com/"],
  ["https://[::1]:8080/", "https://[::1]:8080/"],
  ["mailto:a@example.com?subject=a b", "mailto:a@example.com?subject=a%20b"],
])("writes %s as %s", (written, url) => expect(externalUrl(written)).toBe(url));

it.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "file:///etc/passwd",
  "ftp://example.com/",
  "http://",
  "https://a_b.example/",
  "mailto:nobody",
  "x",
  "//example.com",
  `https://example.com/${"x".repeat(3000)}`,
])("leads nowhere with %s", (written) => expect(externalUrl(written)).toBeUndefined());

it("has only characters that RFC 3986 knows, whatever was written", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (path, query) => {
      const url = externalUrl(`https://example.com/${path}?${query}#${path}`);
      if (url !== undefined)
        expect(url).toMatch(/^https:\/\/[a-z0-9.-]+(:\d+)?\/([\w\-.~:/?@!$&'()*+,;=#]|%[0-9A-Fa-f]{2})*$/);
    }),
  );
});

it("leads straight to where those lead that count who follows them", () => {
  const target = "https://example.org/page?x=1&y=2#z";
  const written = encodeURIComponent(target);
  for (const by of [
    `https://www.google.com/url?q=${written}&sa=D&source=editors&ust=1620&usg=AOvVaw0`,
    `https://www.google.de/url?sa=t&url=${written}`,
    `https://l.facebook.com/l.php?u=${written}&h=AT0`,
    `https://eur01.safelinks.protection.outlook.com/?url=${written}&data=05`,
  ])
    expect(externalUrl(by)).toBe(target);
  for (const other of [
    "https://www.google.com/search?q=https%3A%2F%2Fexample.org",
    "https://www.google.com/url?q=javascript%3Aalert(1)",
    "https://google.com.evil.example/url?q=https%3A%2F%2Fexample.org",
  ])
    expect(new URL(externalUrl(other) ?? "").host).toBe(new URL(other).host);
});
