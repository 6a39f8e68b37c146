import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { serialize } from "parse5";
import { parsePage } from "../../../../functions/format/html/parse-page.ts";
import { isFromOffice, tidyOffice } from "../../../../functions/format/html/tidy-office.ts";

function tidied(markup: string): string {
  const { body } = parsePage(`<html><body>${markup}</body></html>`);
  if (body === undefined) throw new Error("there is a body");
  tidyOffice(body);
  return serialize(body)
    .replaceAll(/<!--.*?-->|\s*(?:style|class)="[^"]*"/gs, "")
    .replaceAll(/<\/?span>/g, "")
    .replaceAll(/>\s+</g, "><");
}

const item = (mark: string, text: string, level = 1) =>
  `<p class=MsoListParagraph style='margin-left:${36 * level}pt;text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>${text}</p>\n`;
const filtered = (mark: string, text: string, more = "") =>
  `<p class=MsoListParagraphCxSpMiddle style='${more}text-indent:-18.0pt'><span style='font-family:Symbol'>${mark}<span>&nbsp;&nbsp;&nbsp;&nbsp; </span></span>${text}</p>\n`;

const list = (level: number, text: string) => `<ul class="c1 lst-kix_x1-${level} start"><li>${text}</li></ul>`;
const words = (text: string) => text.match(/w\d+/g) ?? [];

describe("what Word and Google Docs leave behind", () => {
  it("is told by names that nothing else writes", () => {
    expect(isFromOffice('<p class="MsoNormal">')).toBe(true);
    expect(isFromOffice("<p style='mso-list:l0'>")).toBe(true);
    expect(isFromOffice('<ul class="lst-kix_a-0">')).toBe(true);
    expect(isFromOffice("<p>My masonry is also Mossy.</p>")).toBe(false);
  });

  it("are items that are paragraphs with a dot in front, in lists as deep as they say", () => {
    expect(tidied(item("·", "a") + item("o", "b", 2) + item("§", "c", 3) + item("·", "d"))).toBe(
      "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
    );
    expect(tidied(filtered("·", "a") + filtered("·", "b", "margin-left:72.0pt;"))).toBe(
      "<ul><li>a<ul><li>b</li></ul></li></ul>",
    );
  });

  it("are items that are counted, from whatever number, in figures and letters", () => {
    expect(tidied(item("3.", "a") + item("4.", "b"))).toBe('<ol start="3"><li>a</li><li>b</li></ol>');
    expect(tidied(item("a)", "a") + item("b)", "b"))).toBe('<ol type="a"><li>a</li><li>b</li></ol>');
    expect(tidied(item("II.", "a"))).toBe('<ol type="I" start="2"><li>a</li></ol>');
    expect(tidied(item("1.", "a") + item("·", "b"))).toBe("<ol><li>a</li></ol><ul><li>b</li></ul>");
  });

  it("leave a paragraph without a mark to the item before it, and text as it is", () => {
    expect(tidied(`${item("·", "a")}<p class=MsoListParagraph>more</p><p class=MsoNormal>after</p>`)).toBe(
      "<ul><li>a<p>more</p></li></ul><p>after</p>",
    );
    expect(tidied("<p class=MsoListParagraph>only set in</p>")).toBe("<p>only set in</p>");
    expect(tidied("<p class=MsoNormal>· not a list</p>")).toBe("<p>· not a list</p>");
  });

  it("are titles that are paragraphs, tabs that are spaces, and runs of hard spaces", () => {
    expect(tidied("<p class=MsoTitle>Title</p>")).toBe("<h1>Title</h1>");
    expect(tidied("<p class=MsoNormal>a<span style='mso-tab-count:2'>&nbsp;&nbsp;&nbsp; </span>b</p>")).toBe(
      "<p>a b</p>",
    );
    expect(tidied("<p class=MsoNormal>&nbsp;&nbsp; a&nbsp;&nbsp;&nbsp;b 10&nbsp;km</p>")).toBe(
      "<p> a b 10&nbsp;km</p>",
    );
    expect(tidied("<p>a<br>&nbsp;&nbsp;b</p>")).toBe("<p>a<br>&nbsp;&nbsp;b</p>");
  });

  it("are lists in lists that Google Docs writes beside each other", () => {
    expect(tidied(list(0, "a") + list(1, "b") + list(2, "c") + list(0, "d"))).toBe(
      "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
    );
    expect(tidied(`${list(0, "a")}<p>x</p>${list(1, "b")}`)).toBe("<ul><li>a</li></ul><p>x</p><ul><li>b</li></ul>");
  });

  it("keep every word in order, whatever stands beside whatever", () => {
    let number = 0;
    const word = () => `w${(number += 1)}`;
    const piece = fc.oneof(
      fc
        .tuple(fc.constantFrom("·", "1.", "b)", "iv.", "o"), fc.integer({ min: 1, max: 4 }))
        .map(([mark, level]) => item(mark, word(), level)),
      fc.constantFrom("·", "2.").map((mark) => filtered(mark, word())),
      fc.constant(0).map(() => `<p class=MsoListParagraph>${word()}</p>`),
      fc.constant(0).map(() => `<p class=MsoNormal>${word()}&nbsp;&nbsp;${word()}</p>`),
      fc
        .tuple(fc.constantFrom("ul", "ol"), fc.integer({ min: 0, max: 3 }))
        .map(([name, level]) => `<${name} class="lst-kix_x-${level}"><li>${word()}</li></${name}>`),
      fc.constant(0).map(() => `<div>${item("·", word())}${word()}</div>`),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (all) => {
        expect(words(tidied(all.join("")))).toEqual(words(all.join("")));
      }),
    );
  });
});
