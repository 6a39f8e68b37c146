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
