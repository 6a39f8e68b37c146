/** Pages that were made to be slow, by what they are made of. */
export const floods: Readonly<Record<string, string>> = {
  "a hundred thousand elements in each other": "<div>".repeat(100_000),
  "a hundred thousand inline elements in each other": "<span>a".repeat(100_000),
  "formatting that is adopted again and again": "<a><b><p>x".repeat(20_000),
  "tables in tables": "<table><tr><td>".repeat(20_000),
  "text that is moved out of tables": "<table><div>x".repeat(20_000),
  "quotations in quotations": "<blockquote>Hello there.".repeat(40_000),
  "boxes in boxes": '<div class="sidebar">Words of wisdom here. '.repeat(40_000),
  "captions in captions": '<div class="caption"><img src=a.jpg>Words of wisdom here. '.repeat(20_000),
  "captions below one picture": `<div><img src=a.jpg>${'<p class="caption">Words of wisdom.</p>'.repeat(40_000)}`,
  "pictures for readers without scripts": "<noscript><img src=a.jpg></noscript>".repeat(40_000),
  headings: "<h1>Words of wisdom.</h1>".repeat(40_000),
  "a class of a million characters": `<div class="${"-a".repeat(500_000)}">Hello there.`,
  "a srcset of a million characters": `<img srcset="${"a,".repeat(500_000)}">`,
  "a title of separators": `<title>${" - ".repeat(100_000)}</title><p>Hello there.`,
  "data in data": `<script type="application/ld+json">${'{"@graph":['.repeat(50_000)}{}${"]}".repeat(50_000)}</script>`,
  "marks of notes": `<p>x${"[1]".repeat(300_000)} x</p>`,
  "parts that come late": numbered(20_000, (number) => `<template id="B:${number}"></template><i>x</i>`).concat(
    numbered(20_000, (number) => `<div hidden id="S:${number}">y</div>`),
  ),
  "parts that hold each other's places": numbered(
    2000,
    (number, next) => `<div hidden id="S:${number}"><template id="B:${next}"></template>`,
  ),
  "shadows in shadows": "<b><template shadowrootmode=open>".repeat(20_000),
  "formulas that are hidden": '<span style="display:none"><math><mi>x</mi></math></span><img src=a>'.repeat(20_000),
  films: '<iframe src="https://www.youtube.com/embed/abcdefghi_1"></iframe>'.repeat(20_000),
  "offers to reply": "<li>Words of wisdom. <div>Reply</div></li>".repeat(20_000),
  "lists in lists": "<ul><li>Words of wisdom here, and more of them than are a name. ".repeat(20_000),
  "bylines in bylines": '<div class="byline">Words of wisdom here, and more of them than are a name. '.repeat(20_000),
  "texts for readers without scripts, in each other": `<p hidden>x</p>${`<noscript>${"y".repeat(40)}`.repeat(20_000)}`,
  "pictures for readers without scripts, around a page":
    "Hello there. ".repeat(50) + "<noscript><img src=a.jpg>".repeat(500) + "<i>x</i>".repeat(80_000),
  "sources of one picture": `<p>${"Hello there. ".repeat(50)}</p><picture>${"<source srcset='a.jpg 9w'>".repeat(20_000)}${"<img src=b.jpg>".repeat(20_000)}`,
  "formatting that each paragraph takes up": `<p>${numbered(1000, (number) => `<font color=${number}>`)}</p>${"<p>x</p>".repeat(20_000)}`,
  "hidden paragraphs": "<p hidden>Words of wisdom here, and more of them.</p>".repeat(30_000),
  "a million boxes": "<div>".repeat(800_000),
  "a million words in bold": "<b>word ".repeat(500_000),
  "a million paragraphs": "<p>word".repeat(500_000),
  "closing quotes": `<p>${'".”'.repeat(300_000)} x</p>`,
};

function numbered(many: number, write: (number: string, next: string) => string): string {
  return Array.from({ length: many }, (_, at) => write(at.toString(16), ((at + 1) % many).toString(16))).join("");
}
