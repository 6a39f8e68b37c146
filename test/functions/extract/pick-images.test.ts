import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import * as z from "zod";
import { extractFragment } from "../../../functions/extract/extract-article.ts";
import { choosePicture } from "../../../functions/extract/pick-images.ts";
import { parseSrcset } from "../../../functions/extract/srcset.ts";
import { corpusFiles } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";

const address = "https://example.com/news/story.html";
const picturesOf = (html: string) =>
  extractFragment(`<p>Text.</p>${html}`, address).pictures.map((picture) => picture.address);

const miniflux = corpusFiles("feeds/miniflux").filter((path) => basename(path) === "srcset.jsonl");
const Case = z.object({ name: z.string(), input: z.string(), expectedString: z.string().optional() });

const choice = (srcset: string) => choosePicture(parseSrcset(srcset))?.address;

describe("a srcset", () => {
  itWhere(
    miniflux.length > 0,
    "miniflux's srcset cases",
    "no corpora",
  )("is read as the HTML standard says", () => {
    const cases = miniflux
      .flatMap((path) => readFileSync(path, "utf8").trim().split("\n"))
      .map((line) => Case.parse(JSON.parse(line)));
    process.stderr.write(`feeds/miniflux: ${cases.length} srcset cases\n`);
    const read = cases.map(({ name, input }) => [name, parseSrcset(input).map(written).join(", ")]);
    expect(read).toEqual(cases.map(({ name, expectedString = "" }) => [name, expectedString]));
  });

  it("gives the narrowest picture that fills a page, else the widest", () => {
    expect(choice("a 320w, b 1500w, c 4000w")).toBe("b");
    expect(choice("a 320w, b 640w")).toBe("b");
    expect(choice("a, b 2x, c 4x")).toBe("b");
    expect(choice("")).toBeUndefined();
  });

  it("comes to an end, whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", ",", " ", "(", ")", "1", "w", "x", ".", "h"), maxLength: 200 }),
        (text) => {
          for (const { address: one } of parseSrcset(text)) expect(one).not.toMatch(/\s|^$/);
        },
      ),
    );
  });
});

describe("a picture", () => {
  it.each([
    ["plain", '<img src="a.jpg">', "https://example.com/news/a.jpg"],
    [
      "lazy, beside a placeholder",
      '<img src="data:image/gif;base64,R0" data-src="/a.jpg">',
      "https://example.com/a.jpg",
    ],
    ["lazy, beside a blank picture", '<img src="/i/blank.gif" data-original="/a.jpg">', "https://example.com/a.jpg"],
    ["in a set", '<img src="s.jpg" srcset="s.jpg 300w, l.jpg 1600w">', "https://example.com/news/l.jpg"],
    ["in a lazy set", '<img class="lazy" data-srcset="s.jpg 300w, l.jpg 1600w">', "https://example.com/news/l.jpg"],
    [
      "in a picture element",
      '<picture><source type="image/avif" srcset="a.avif 1600w"><source srcset="b.webp 1600w"><img src="c.jpg"></picture>',
      "https://example.com/news/b.webp",
    ],
    [
      "behind a noscript",
      '<div><img src="/i/lazy.gif"><noscript><img src="/real.jpg"></noscript></div>',
      "https://example.com/real.jpg",
    ],
    [
      "in a noscript alone",
      '<figure><noscript><img src="/real.jpg"></noscript></figure>',
      "https://example.com/real.jpg",
    ],
    ["of AMP", '<amp-img src="/a.jpg" width="800" height="600"></amp-img>', "https://example.com/a.jpg"],
    ["with an attribute that nobody knows", '<img data-mysrc="/a.png?x=1">', "https://example.com/a.png?x=1"],
  ])("is found: %s", (_, html, expected) => {
    expect(picturesOf(html)).toEqual([expected]);
  });

  it.each([
    ["a pixel", '<img src="https://example.com/x.gif" width="1" height="1">'],
    ["a pixel by its style", '<img src="https://example.com/x.gif" style="width:1px; height:1px">'],
    ["what is not shown", '<img src="https://example.com/x.gif" style="display:none">'],
    ["the counter of a blog", '<img src="https://pixel.wp.com/b.gif?x=1">'],
    ["the counter of a network", '<img src="https://www.facebook.com/tr?id=1&amp;ev=PageView">'],
    ["an icon", '<img src="/icon.png" width="16" height="16">'],
    ["a drawing", '<img src="/logo.svg">'],
    ["a placeholder alone", '<img src="data:image/png;base64,AAAA">'],
    ["an address of another kind", '<img src="file:///etc/passwd">'],
  ])("is none: %s", (_, html) => {
    expect(picturesOf(html)).toEqual([]);
  });

  it("is shown once, however often a page has it", () => {
    expect(picturesOf('<img src="a.jpg"><p>Text.</p><img src="a.jpg">')).toHaveLength(1);
  });

  it("keeps what it is called, and how large it says it is", () => {
    const { pictures } = extractFragment(
      '<p>Text.</p><img src="a.jpg" alt=" A  dog " width="800" height="600px">',
      address,
    );
    expect(pictures).toEqual([{ address: "https://example.com/news/a.jpg", alt: "A dog", width: 800, height: 600 }]);
  });

  it("of a smiley is the smiley", () => {
    const { text, pictures } = extractFragment(
      '<p>Well <img class="emoji" alt="🙂" src="https://s.w.org/1f642.png"> done</p>',
      address,
    );
    expect(text).toBe("Well 🙂 done");
    expect(pictures).toEqual([]);
  });

  it("takes its caption along, and the caption goes where the picture goes", () => {
    const withPicture = extractFragment(
      '<p>Text.</p><figure><img src="a.jpg"><figcaption>A dog</figcaption></figure>',
      address,
    );
    expect(withPicture.html).toMatch(/<figure><img [^>]*\/><figcaption>A dog<\/figcaption><\/figure>/);
    expect(withPicture.text).toBe("Text.");
  });
});

function written({ address: one, width, density }: { address: string; width?: number; density?: number }): string {
  if (width !== undefined) return `${one} ${width}w`;
  return density === undefined ? one : `${one} ${density}x`;
}
