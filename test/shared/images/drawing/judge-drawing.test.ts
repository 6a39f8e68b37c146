import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { judgeDrawing } from "../../../../shared/images/drawing/judge-drawing.ts";
import { readDrawing, writeDrawing } from "../../../../shared/images/drawing/read-drawing.ts";
import { bookImageLimits, prepareImage } from "../../../../shared/images/prepare-image.ts";
import { corpusFiles, corpusName } from "../../../corpora.ts";
import { itWhere } from "../../../it-where.ts";

const size = { widthMax: 1264, heightMax: 1680, density: 2 };
const repeat = (times: number, part: (index: number) => string) =>
  Array.from({ length: times }, (_, at) => part(at)).join("");
const svg = (inner: string, attributes = 'width="632" height="840"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inner}</svg>`;
const verdict = (markup: string) => {
  const drawing = readDrawing(Buffer.from(markup));
  return drawing === undefined ? "unreadable" : judgeDrawing(drawing, size);
};

const page = (attributes: string) => `<rect width="632" height="840" ${attributes}/>`;
const filtered = (effects: string, region = "") =>
  `<filter id="f" ${region}>${effects}</filter>${page('filter="url(#f)"')}`;
const lines = (count: number) => `M0 0${repeat(count, (at) => `L${(at * 7919) % 632} ${(at * 104_729) % 840}`)}`;
const nested = (tag: string, property: string, count: number, wide = 1) =>
  repeat(count, (at) => {
    const inner = repeat(wide, () => page(at === 0 ? 'fill="#fff"' : `${property}="url(#n${at - 1})"`));
    return `<${tag} id="n${at}" width="900" height="900" patternUnits="userSpaceOnUse">${inner}</${tag}>`;
  }) + page(`${property}="url(#n${count - 1})"`);
const address = (type: string, content: string | Buffer) =>
  `data:${type};base64,${Buffer.from(content).toString("base64")}`;
const shown = (href: string) => `<image width="632" height="840" xlink:href="${href}"/>`;
const uses = (levels: number) =>
  `<defs><rect id="u0" width="9" height="9"/>${repeat(levels, (at) => `<g id="u${at + 1}">${`<use xlink:href="#u${at}"/>`.repeat(10)}</g>`)}</defs><use xlink:href="#u${levels}"/>`;
/** As much of a PNG as says how large it is. */
const png = (width: number, height: number) => {
  const bytes = Buffer.alloc(64);
  bytes.write("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", "latin1");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.set([8, 2], 24);
  return bytes;
};
const around = (count: number, x: number, y: number, radius: number) =>
  `M${Array.from({ length: count }, (_, at) => {
    const turn = (at / count) * 2 * Math.PI;
    const reach = radius * (0.8 + ((at * 7919) % 100) / 500);
    return `${(x + reach * Math.cos(turn)).toFixed(2)},${(y + reach * Math.sin(turn)).toFixed(2)}`;
  }).join("L")}Z`;
const across = (at: number) => (at * 7919) % 632;
const down = (at: number) => (at * 104_729) % 840;
const tooLong = "drawing it takes too long";

describe("a drawing that would keep its renderer busy", () => {
  it.each([
    ["repeats its parts by uses of uses", uses(6)],
    ["blurs two hundred times", filtered('<feGaussianBlur stdDeviation="20"/>'.repeat(200))],
    [
      "blurs by a list of filters",
      `<filter id="f"><feGaussianBlur stdDeviation="9"/></filter>${page(`filter="${"url(#f) ".repeat(100)}"`)}`,
    ],
    ["blurs by functions of CSS", page(`style="filter:${"blur(20px) ".repeat(100)}"`)],
    ["grows what it shows by a wide radius", filtered('<feMorphology radius="500"/>')],
    [
      "makes noise of many octaves",
      filtered('<feTurbulence numOctaves="100"/>', 'filterUnits="userSpaceOnUse" width="2e6" height="2e6"'),
    ],
    ["folds with a large kernel", filtered('<feConvolveMatrix order="40"/>')],
    ["merges a thousand times", filtered(`<feMerge>${'<feMergeNode in="SourceGraphic"/>'.repeat(1000)}</feMerge>`)],
    [
      "filters a thousand small parts",
      `<filter id="f"><feOffset/></filter>${'<rect width="9" height="9" filter="url(#f)"/>'.repeat(1000)}`,
    ],
    ["dashes a long way", '<path stroke="#000" stroke-dasharray="1" d="M0 0L1e9 1e9"/>'],
    [
      "dashes with round and wide ends",
      '<circle r="300" stroke="#000" stroke-width="600" stroke-linecap="round" stroke-dasharray="0.01"/>',
    ],
    ["has a line that crosses itself all over", `<path d="${lines(10_000)}"/>`],
    ["has a wide line that does", `<path fill="none" stroke="#000" stroke-width="90" d="${lines(5000)}"/>`],
    [
      "has curves that do",
      `<path d="M0 0${repeat(5000, (at) => `C${(at * 7) % 632} 840 ${(at * 11) % 632} 0 ${(at * 13) % 632} ${(at * 17) % 840}`)}"/>`,
    ],
    ["has a shape of half a million corners", `<polygon points="${"1,2 3,1 ".repeat(250_000)}"/>`],
    [
      "has thousands of paths that lie over each other",
      '<path stroke="#000" d="M0 0l400 300h50l100 90"/>'.repeat(10_000),
    ],
    [
      "has a line that is wound up at two places",
      `<path d="M9 9${repeat(50_000, (index) => `l${(index % 7) - 3} ${(index % 5) - 2}`)}M600 800${repeat(50_000, (index) => `l${(index % 7) - 3} ${(index % 5) - 2}`)}"/>`,
    ],
    ["has lines that lead far beyond it", `<path d="M0 0${repeat(2000, (index) => `L1e6 ${index}L-1e6 ${index}`)}"/>`],
    [
      "outlines letters with tiny dashes",
      `<text font-size="200" stroke="#000" stroke-dasharray="0.2">${"letters ".repeat(100)}</text>`,
    ],
    ["declares again and again", `<style>g{${"fill:red;".repeat(9000)}}</style>${"<g/>".repeat(9000)}`],
    ["lights what is finer than pixels", filtered('<feDiffuseLighting kernelUnitLength="0.01"/>')],
    ["paints the whole page a thousand times", page("").repeat(2000)],
    [
      "lays gradients over each other",
      `<radialGradient id="g"><stop/></radialGradient>${page('fill="url(#g)"').repeat(200)}`,
    ],
    [
      "has gradients of many stops",
      `<linearGradient id="g">${"<stop/>".repeat(10_000)}</linearGradient>${'<rect width="9" height="9" fill="url(#g)"/>'.repeat(100)}`,
    ],
    [
      "inherits such a gradient",
      `<linearGradient id="g">${"<stop/>".repeat(10_000)}</linearGradient><linearGradient id="h" xlink:href="#g"/><g fill="url(#h)">${'<rect width="9" height="9"/>'.repeat(100)}</g>`,
    ],
    ["has patterns in patterns", nested("pattern", "fill", 6, 10)],
    [
      "has a pattern of tiny tiles",
      `<pattern id="p" width="0.01" height="0.01" patternUnits="userSpaceOnUse">${page("")}</pattern>${page('fill="url(#p)"').repeat(3)}`,
    ],
    ["has masks in masks", nested("mask", "mask", 4, 10)],
    ["clips by clips", nested("clipPath", "clip-path", 6, 10)],
    ["mixes a thousand layers", '<rect width="9" height="9" style="mix-blend-mode:multiply"/>'.repeat(1000)],
    [
      "has a marker at each of many corners",
      `<marker id="m">${page("opacity='0.5'")}</marker><path marker-mid="url(#m)" d="${"L1 1".replace("L", "M")}${"L1 2".repeat(2000)}"/>`,
    ],
    ["is one long line of text", `<text>${"letters ".repeat(5000)}</text>`],
    [
      "repeats a text by reference",
      `<text id="t">${"x".repeat(9000)}</text><text>${'<tref xlink:href="#t"/>'.repeat(1000)}</text>`,
    ],
    [
      "compares many rules with many elements",
      `<style>${repeat(4000, (at) => `.a${at} b{fill:red}`)}</style>${"<g/>".repeat(4000)}`,
    ],
    [
      "filters by a class",
      `<style>rect.x, .y{filter:url("#f")}</style><filter id="f"><feMorphology radius="50"/></filter>${page('class="y"')}`,
    ],
    [
      "filters by a rule that is hard to read",
      `<style>a[{] , rect {filter:url(#f)}</style><filter id="f"><feMorphology radius="50"/></filter>${page("")}`,
    ],
    ["filters by an entity", filtered('<feMorphology radius="&r;"/>')],
    ["holds another drawing that does", shown(address("image/svg+xml", svg(filtered('<feMorphology radius="50"/>'))))],
    [
      "shows a large picture again and again",
      `<defs><image id="i" width="9" height="9" xlink:href="${address("image/png", png(3000, 3000))}"/></defs>${'<use xlink:href="#i"/>'.repeat(100)}`,
    ],
    [
      "has numbers that overflow",
      '<g transform="scale(1e200)"><g transform="scale(1e200)"><path d="M0 0L1e300 -1e300"/></g></g>',
    ],
  ])("is left out where it %s", (_, inner) => {
    expect(verdict(`<!DOCTYPE svg [<!ENTITY r "5000">]>${svg(inner)}`)).toBe(tooLong);
  });

  it("is left out where all of it is filtered", () => {
    const effect = '<filter id="f"><feMorphology radius="50"/></filter><rect width="632" height="840"/>';
    expect(verdict(svg(effect, 'width="632" height="840" filter="url(#f)"'))).toBe(tooLong);
    expect(verdict(svg(effect, 'width="1" height="1" style="width:632px;height:840px;filter:url(#f)"'))).toBe(tooLong);
  });

  it("is left out where it would need much memory for layers or masks in each other", () => {
    const tooMuch = "drawing it takes too much memory";
    expect(verdict(svg('<path d="M0 0L9 9"/>'.repeat(60_000)))).toBe(tooMuch);
    expect(verdict(svg(nested("mask", "mask", 30)))).toBe(tooMuch);
    expect(verdict(svg('<g opacity="0.9">'.repeat(30) + page("") + "</g>".repeat(30)))).toBe(tooMuch);
    expect(verdict(svg(filtered(repeat(40, (at) => `<feFlood result="r${at}"/>`))))).toBe(tooMuch);
  });

  it("is left out where the pictures in it are too large to be held", () => {
    const why = "the pictures in it are too large";
    expect(verdict(svg(shown(address("image/png", png(30_000, 30_000)))))).toBe(why);
    const some = [1, 2, 3, 4, 5].map((at) => shown(address("image/png", png(4000, 3000 + at))));
    expect(verdict(svg(some.join("")))).toBe(why);
    expect(verdict(svg(shown(address("image/svg+xml", svg(some.join(""))))))).toBe(why);
  });

  it("is left out where its parts lie too deep in each other", () => {
    const chain = repeat(300, (at) => `<g id="c${at}"><use xlink:href="#c${at + 1}"/></g>`);
    expect(verdict(svg(`<defs>${chain}</defs><use xlink:href="#c0"/>`))).toBe("its parts lie too deep in each other");
    expect(verdict(svg("<g>".repeat(1000) + page("") + "</g>".repeat(1000)))).toBe("unreadable");
  });

  it.each([
    ["an escape", '<style>rect{f\\69lter:url(#f)}</style><rect width="9" height="9"/>'],
    ["a comment that does not end", '<style>a{} /* rect{filter:url(#f)}</style><rect width="9" height="9"/>'],
    ["a stylesheet within it", '<style>@import "data:text/css,rect{}";</style><rect width="9" height="9"/>'],
  ])("is left out where its styles are hidden by %s", (_, inner) => {
    expect(verdict(svg(inner))).toBe("its styles are written in a way that hides what they say");
  });

  it("is left out before its renderer sees it, in words for whoever misses it", async () => {
    expect(await prepareImage(Buffer.from(svg(uses(8))), bookImageLimits)).toEqual({ kind: "unusable", why: tooLong });
  });

  it("is known by what it is, though it begins as a picture of another kind does", async () => {
    const disguised = Buffer.from(`<!--ftypavif-->${svg(uses(8))}`);
    expect(await prepareImage(disguised, bookImageLimits)).toEqual({ kind: "unusable", why: tooLong });
  });
});

/** Places that are all over a length. */
const at = (index: number, length: number) => (index * 7919) % length;

describe("an ordinary drawing", () => {
  it.each([
    [
      "a chart with many points",
      repeat(2000, (index) => `<circle cx="${at(index, 600)}" cy="${at(index, 800)}" r="3" fill-opacity=".5"/>`),
    ],
    [
      "points one can see through",
      repeat(500, (index) => `<circle cx="${at(index, 600)}" cy="${at(index, 800)}" r="3" opacity=".5"/>`),
    ],
    [
      "a map",
      repeat(
        300,
        (index) => `<path stroke="#000" d="M${at(index, 600)} ${at(index, 800)}${"l2 1-1 2-2-1".repeat(100)}z"/>`,
      ),
    ],
    [
      "a line of noise",
      `<path fill="none" stroke="#000" d="${repeat(1000, (index) => `${index === 0 ? "M" : "L"}${index / 2} ${at(index, 300)}`)}"/>`,
    ],
    [
      "shadows",
      `<filter id="f"><feGaussianBlur in="SourceAlpha" stdDeviation="3"/><feOffset dx="2"/></filter>${repeat(20, (index) => `<g filter="url(#f)"><rect x="${index * 20}" width="99" height="60"/></g>`)}`,
    ],
    [
      "hatched bars",
      `<pattern id="p" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line y2="8" stroke="#000"/></pattern>${repeat(8, (index) => `<rect x="${index * 70}" width="50" height="300" fill="url(#p)"/>`)}`,
    ],
    [
      "a dashed grid",
      repeat(
        60,
        (index) =>
          `<line x1="${index * 10}" x2="${index * 10}" y2="800" stroke="#ccc" stroke-dasharray="2 2"/><line y1="${index * 10}" y2="${index * 10}" x2="600" stroke="#ccc" stroke-dasharray="1,3"/>`,
      ),
    ],
    [
      "labels",
      repeat(
        400,
        (index) => `<text x="${at(index, 600)}" y="${at(index, 800)}" font-size="9">Label number ${index}</text>`,
      ),
    ],
    [
      "a formula",
      `<defs>${repeat(40, (index) => `<path id="g${index}" d="M0 0${"q3 9 20-8t7 7".repeat(12)}z"/>`)}</defs>${repeat(400, (index) => `<use xlink:href="#g${index % 40}" x="${index}"/>`)}`,
    ],
    ["a photo", shown(address("image/png", png(4000, 3000)))],
    ["what refers to itself", '<g id="a"><use xlink:href="#b"/></g><g id="b"><use xlink:href="#a"/></g>'],
  ])("is drawn: %s", (_, inner) => {
    expect(verdict(svg(inner))).toBeUndefined();
  });

  const files = corpusFiles("books").filter((path) => path.endsWith(".svg"));
  itWhere(
    files.length > 0,
    "drawings of books",
    "no corpora",
  )("is drawn wherever somebody wrote one for a book", () => {
    for (const path of files)
      expect([corpusName(path), verdict(readFileSync(path, "utf8"))]).toEqual([corpusName(path), undefined]);
  });
});

const written = (markup: string) => {
  const drawing = readDrawing(Buffer.from(markup));
  return drawing === undefined ? "" : writeDrawing(drawing);
};

describe("a drawing of much that somebody made for readers", () => {
  it.each([
    [
      "a map of 250 countries whose borders have 1,000 corners each",
      repeat(
        250,
        (at) => `<path fill="#ccc" stroke="#333" stroke-width=".5" d="${around(1000, across(at), down(at), 40)}"/>`,
      ),
    ],
    [
      "a map of 20,000 houses",
      repeat(20_000, (at) => `<path fill="none" stroke="#999" d="${around(8, across(at), down(at), 8)}"/>`),
    ],
    [
      "a plot of 20,000 marks",
      `<defs><circle id="m" r="3"/></defs>${repeat(20_000, (at) => `<use xlink:href="#m" x="${across(at)}" y="${down(at)}" style="fill:#1f77b4;stroke:#1f77b4"/>`)}`,
    ],
    [
      "a map of heat of 10,000 fields",
      repeat(
        10_000,
        (at) => `<rect x="${(at % 100) * 6}" y="${Math.floor(at / 100) * 8}" width="6" height="8" fill="#abc"/>`,
      ),
    ],
    [
      "a hundred cards with shadows",
      `<filter id="f" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur in="SourceAlpha" stdDeviation="3"/><feOffset dx="2" dy="2"/><feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge></filter>${repeat(100, (at) => `<rect filter="url(#f)" x="${(at % 10) * 60}" y="${Math.floor(at / 10) * 80}" width="50" height="60" rx="6"/>`)}`,
    ],
  ])("is drawn: %s", (_, markup) => {
    expect(verdict(svg(markup))).toBeUndefined();
  });
});

describe("what is drawn", () => {
  it("asks for nothing that lies elsewhere, and declares nothing", () => {
    const markup = written(
      `<?xml version="1.0"?><?xml-stylesheet href="file:///x.css"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///x"><!ATTLIST rect filter CDATA "url(#f)">]>` +
        svg(
          '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///x"/><image href="file:///x.png" width="9"/>' +
            '<image xlink:href="http://example.com/x.png"/><use xlink:href="x.svg#a"/><rect/><text>&x;</text>',
        ),
    );
    expect(markup).toBe(svg('<image width="9"/><image/><use/><rect/><text>&amp;x;</text>').replace(">", ">"));
  });

  it("is what stands there, with the short texts that its DOCTYPE has names for", () => {
    const own = 'xmlns:x="&x;" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" x:note="1" xml:space="preserve"';
    expect(
      written(
        `<!DOCTYPE svg [<!ENTITY x "http://example.com/x">]><s:svg ${own} xmlns:s="http://www.w3.org/2000/svg"><x:y/><!-- z --><style><![CDATA[a > b{}]]></style><g/> a &lt; b</s:svg>`,
      ),
    ).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" xml:space="preserve"><style>a &gt; b{}</style><g/> a &lt; b</svg>',
    );
  });

  it("holds other drawings as they were read, and none within those of those", () => {
    const bomb = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///x">]>';
    const inner = (content: string) => shown(address("image/svg+xml", `${bomb}${svg(content)}`));
    const [, outer = ""] = /base64,([^"]*)/u.exec(written(svg(inner(inner(inner("<rect/>")))))) ?? [];
    const [, middle = ""] = /base64,([^"]*)/u.exec(Buffer.from(outer, "base64").toString()) ?? [];
    const innermost = Buffer.from(middle, "base64").toString();
    expect(innermost).toContain("<image");
    expect(innermost).not.toContain("base64");
    expect(Buffer.from(outer, "base64").toString()).not.toContain("DOCTYPE");
  });
});

const names = [
  "svg",
  "g",
  "rect",
  "path",
  "use",
  "pattern",
  "mask",
  "filter",
  "feMorphology",
  "image",
  "text",
  "marker",
  "style",
  "clipPath",
];
const values = fc.oneof(
  fc.constantFrom(
    "url(#a)",
    "#a",
    "#b",
    "1e308",
    "-1",
    "NaN",
    "M0 0L9 9",
    "A1 1 0 011 1",
    "matrix(1,2)",
    "rotate(",
    "0 0 0 0",
    "50%",
    "none",
    "data:,",
    "1,,2",
  ),
  fc.string({ maxLength: 12 }),
);
const attributes = fc.dictionary(
  fc.constantFrom(
    "id",
    "d",
    "x",
    "width",
    "height",
    "viewBox",
    "transform",
    "fill",
    "stroke",
    "filter",
    "mask",
    "style",
    "class",
    "href",
    "radius",
    "stroke-dasharray",
    "stroke-width",
    "marker",
    "opacity",
    "clip-path",
  ),
  values,
);
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      fc.constantFrom(...names),
      attributes,
      fc.array(fc.oneof({ maxDepth: 4 }, values.map(escaped), tie("element")), { maxLength: 4 }),
    )
    .map(([name, own, inner]) => {
      const list = Object.entries(own).map(([key, value]) => ` ${key}="${escaped(value)}"`);
      return `<${name}${list.join("")}>${inner.join("")}</${name}>`;
    }),
}));

it("is judged whatever the drawing, without throwing, and written as it is read", () => {
  fc.assert(
    fc.property(element, attributes, (inner, own) => {
      const list = Object.entries(own).map(([key, value]) => `${key}="${escaped(value)}"`);
      const drawing = readDrawing(Buffer.from(svg(inner, list.join(" "))));
      if (drawing === undefined) return;
      expect(["undefined", "string"]).toContain(typeof judgeDrawing(drawing, size));
      const again = readDrawing(Buffer.from(writeDrawing(drawing)));
      expect(again && writeDrawing(again)).toBe(writeDrawing(drawing));
    }),
    { numRuns: 500 },
  );
});
