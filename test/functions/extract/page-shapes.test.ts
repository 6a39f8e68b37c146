import { describe, expect, it } from "@jest/globals";
import { extractFragment, extractPage } from "../../../functions/extract/extract-article.ts";

const address = "https://example.com/news/story.html";
const sentence = "The trams of Lisbon stood still, since the rain had filled the streets with water. ";
const paragraphs = (many: number, from = 1) =>
  Array.from({ length: many }, (_, at) => `<p>Paragraph ${at + from}. ${sentence.repeat(2)}</p>`).join("");
const page = (body: string) =>
  `<!DOCTYPE html><html><head><title>Rain over Lisbon | The Paper</title></head><body>${body}</body></html>`;
const shadow = (inside: string) => `<template shadowrootmode="open">${inside}</template>`;
const comment = (name: string) =>
  `<li><b>${name}</b><p>What ${name} thinks. ${sentence}</p><a href="#reply">Reply</a></li>`;
const read = (body: string) => extractPage(page(body), address);
const numbersOf = (text: string) => [...text.matchAll(/^Paragraph (\d+)\./gm)].map(([, number]) => Number(number));

describe("the text of a page is found", () => {
  it("where it is kept for readers without scripts", () => {
    const { text } = read(`<div id="app">Loading</div><noscript><article>${paragraphs(4)}</article></noscript>
      <footer><p>All rights reserved, by everybody.</p></footer>`);
    expect(text.split("\n")).toHaveLength(4);
    expect(read("<div></div><noscript>You need to enable JavaScript to run this app.</noscript>").text).toBe("");
  });

  it("where it lies in a declared shadow tree, or in one within another", () => {
    const { text } = read(
      `<the-story>${shadow(`${paragraphs(2)}<the-rest>${shadow(paragraphs(2, 3))}</the-rest>`)}</the-story>`,
    );
    expect(numbersOf(text)).toEqual([1, 2, 3, 4]);
  });

  it("where React sends it late and hidden, in its place and without what stood in for it", () => {
    const { text } =
      read(`<main><article>${paragraphs(1)}<!--$?--><template id="B:0"></template><p>Loading, please wait for
      the rest of this article.</p><!--/$-->${paragraphs(1, 4)}</article></main>
      <div hidden id="S:0">${paragraphs(1, 2)}<template id="P:1"></template></div><div hidden id="S:1">${paragraphs(1, 3)}</div>
      <script>$RC("B:0","S:0");$RS("S:1","P:1")</script>`);
    expect(numbersOf(text)).toEqual([1, 2, 3, 4]);
    expect(text).not.toContain("Loading");
  });

  it("where a part that is sent late claims to hold its own place", () => {
    const { text } = read(`${paragraphs(3)}<div hidden id="S:0"><template id="B:0"></template>${sentence}</div>`);
    expect(numbersOf(text)).toEqual([1, 2, 3]);
  });

  it("in all of its chapters, though one of them is called as the whole is", () => {
    const { text } = read(`<div class="top"><h1>Rain over Lisbon</h1></div><div class="text">${paragraphs(5)}
      <h2>Rain over Lisbon</h2>${paragraphs(4, 6)}</div>`);
    expect(numbersOf(text)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe("what is no part of the text stays out:", () => {
  it("what asks for cookies, on a page with next to no text", () => {
    const asked = `<div id="cookie-banner"><p>We use cookies to improve your experience. By continuing to browse you agree to our
      use of cookies and of whatever else there may be, now and later on.</p></div>`;
    expect(read(`${asked}<main><p>Closed today, open again tomorrow.</p></main>`).text).toBe(
      "Closed today, open again tomorrow.",
    );
    expect(read(asked).text).toBe("");
  });

  it("lines that say advertisement, and that the text goes on", () => {
    const lines = ["Advertisement", "— ANZEIGE —", "Story continues below advertisement", "广告"];
    const { text } = read(
      `<article>${lines.map((line, at) => `${paragraphs(1, at + 1)}<p>${line}</p>`).join("")}${paragraphs(1, 5)}</article>`,
    );
    expect(text.split("\n")).toHaveLength(5);
    expect(
      read(`<article>${paragraphs(3)}<p>Advertisement was his trade, and he loved it.</p></article>`).text,
    ).toContain("Advertisement was his trade");
  });

  it("lines that count comments, and those that want one to have a newsletter", () => {
    const lines = [
      "6 comments",
      "SIGN UP FOR OUR NEWSLETTER",
      "Leave a reply",
      "comments",
      "Subscribe to our weekly newsletter today",
    ];
    const { text } = read(
      `<article>${lines.map((line, at) => `${paragraphs(1, at + 1)}<p>${line}</p>`).join("")}</article>`,
    );
    expect(numbersOf(text)).toEqual([1, 2, 3, 4, 5]);
    expect(text.split("\n")).toHaveLength(5);
    const said = "<p>6 comments reached us, all of them kind.</p><p>Comments were few.</p>";
    expect(read(`<article>${paragraphs(3)}${said}</article>`).text).toContain("6 comments reached us");
  });

  it("lines that tell how long it takes to read, and whom to share it with", () => {
    const lines = [
      "4 min read",
      "Reading time: 4 minutes",
      "Tempo de leitura: 2 minutos",
      "Like this story? Share it with a friend!",
    ];
    const { text } = read(
      `<article>${lines.map((line, at) => `${paragraphs(1, at + 1)}<p>${line}</p>`).join("")}${paragraphs(1, 5)}</article>`,
    );
    expect(text.split("\n")).toHaveLength(5);
    expect(read(`<article>${paragraphs(3)}<p>A 4 min read can be long.</p></article>`).text).toContain("can be long");
  });

  it("what readers wrote, where only the links to answer it tell so", () => {
    const { text } = read(`<div class="c1"><div class="c2">${paragraphs(4)}</div><div class="c3"><h3>3 voices</h3>
      <ol>${["Ana", "Rui", "Zé"].map(comment).join("")}</ol></div></div>`);
    expect(numbersOf(text)).toEqual([1, 2, 3, 4]);
    expect(text).not.toContain("thinks");
  });

  it("what lies in elements of the page's own making whose names say so", () => {
    const { text } = read(`<the-post>${paragraphs(3)}</the-post><post-comments>${paragraphs(2, 7)}</post-comments>`);
    expect(numbersOf(text)).toEqual([1, 2, 3]);
  });
});

describe("code is kept", () => {
  it("with the comments in it, whatever a highlighter calls them", () => {
    const { text } =
      read(`<article>${paragraphs(2)}<div class="code-toolbar"><pre><code><span class="token comment"># comments
      stay</span>\n<span class="hljs-comment"># as well</span>\n<div class="line">run()</div></code></pre><div class="toolbar">
      <button>Copy</button></div></div>${paragraphs(1, 3)}</article>`);
    expect(text).toContain("stay");
    expect(text).toContain("# as well");
    expect(text).toContain("run()");
    expect(text).not.toContain("Copy");
  });

  it("without the numbers of its lines", () => {
    const { html } = extractFragment(
      '<pre><code><span class="lineno">1</span>one = <span class="n">1</span>\n<span class="ln">2</span>two</code></pre>',
      address,
    );
    expect(html).toContain("<pre><code>one = 1\ntwo</code></pre>");
  });
});

describe("formulas are kept", () => {
  it("on lines of their own", () => {
    const { html } =
      read(`<article>${paragraphs(2)}<div class="formula"><math><mi>a</mi><mo>=</mo><mi>b</mi></math></div>
      ${paragraphs(1, 3)}</article>`);
    expect(html).toContain("<math ");
  });

  it("where they are hidden behind a picture of themselves, which goes", () => {
    const { html, pictures } =
      read(`<article>${paragraphs(2)}<p>With <span><span style="display: none;"><math><mi>x</mi></math></span>
      <img src="/render/x" class="math-fallback-image-inline" aria-hidden="true" alt="x"></span> it holds. ${sentence}</p></article>`);
    expect(html).toContain("<mi>x</mi>");
    expect(pictures).toEqual([]);
  });

  it("as TeX, where a script would draw them and has not", () => {
    const html = `<p>With <script type="math/tex">E=mc^2</script> it holds.</p><script type="math/tex; mode=display">a<b</script>`;
    expect(extractFragment(html, address).text).toBe("With E=mc^2 it holds.\na<b");
    const drawn = `<p>With <span class="MathJax">E</span><script type="math/tex">E=mc^2</script> it holds.</p>`;
    expect(extractFragment(drawn, address).text).toBe("With E it holds.");
  });
});

describe("pictures are kept", () => {
  it("that are drawings, where they stand in a figure or say that they are large", () => {
    const { pictures } =
      read(`<article>${paragraphs(2)}<figure><img src="/plan.svg"></figure><img src="/map.svg" width="600" height="400">
      <img src="/icon.svg"><figure><img src="/mark.svg" width="24" height="24"></figure>${paragraphs(1, 3)}</article>`);
    expect(pictures.map((picture) => picture.address)).toEqual([
      "https://example.com/plan.svg",
      "https://example.com/map.svg",
    ]);
  });

  it("whose caption is a link, as names of agencies are", () => {
    const { html, pictures } =
      read(`<article>${paragraphs(2)}<figure><img src="/boat.jpg"><figcaption><a href="/agency">The
      picture agency of the harbour</a></figcaption></figure>${paragraphs(1, 3)}</article>`);
    expect(pictures).toHaveLength(1);
    expect(html).toContain("The picture agency of the harbour");
  });

  it("that stand for films of YouTube, with a link to the film, whatever is around its player", () => {
    const film = "https://www.youtube.com/watch?v=abcdefghi_1";
    const still = "https://i.ytimg.com/vi/abcdefghi_1/hqdefault.jpg";
    const players = [
      '<div class="video-embed"><div class="embed-responsive"><iframe data-src="//www.youtube-nocookie.com/embed/abcdefghi_1?rel=0"></iframe></div></div>',
      '<p><iframe src="https://www.youtube.com/embed/abcdefghi_1"></iframe></p>',
      '<lite-youtube videoid="abcdefghi_1"></lite-youtube>',
    ];
    for (const player of players) {
      const found = [
        read(`<article>${paragraphs(2)}${player}${paragraphs(1, 3)}</article>`),
        extractFragment(player, address),
      ];
      for (const { html, pictures } of found) {
        expect([player, pictures.map((picture) => picture.address)]).toEqual([player, [still]]);
        expect(html).toContain(`<a href="${film}">`);
      }
    }
    const others =
      '<iframe src="https://evil.example/www.youtube.com/embed/abcdefghi_1"></iframe><amp-youtube videoid="x&quot;y"></amp-youtube>';
    expect(extractFragment(others, address).pictures).toEqual([]);
  });

  it("that are called by one letter", () => {
    expect(extractFragment('<p>One.</p><img src="/b.png">', address).pictures).toHaveLength(1);
    expect(extractFragment('<p>One.</p><img src="/b.gif">', address).pictures).toHaveLength(0);
  });
});
