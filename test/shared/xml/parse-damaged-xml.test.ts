import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { parseDamagedXml } from "../../../shared/xml/parse-damaged-xml.ts";
import { parseXmlLeniently, xmlLimits } from "../../../shared/xml/parse-xml.ts";
import { attributeOf, childOf, childrenOf, textOf } from "../../../shared/xml/xml-element.ts";
import { verdictOf } from "../../verdict.ts";

const holdNoElements = new Set(["b"]);
const passing = (text: string) => parseDamagedXml(text, xmlLimits, { ownDoctype: "passed over" });
const read = (text: Uint8Array | string) => parseDamagedXml(text, xmlLimits, { holdNoElements });

describe("parseDamagedXml", () => {
  it.each([
    ["an element that is not closed", "<a><c>one</a>", "one"],
    ["an end of what was not begun", "<a>one</c></a>", "one"],
    ["a bare <", "<a>1 < 2</a>", "1 < 2"],
    ["an attribute without its quotes", "<a x=1>one</a>", "one"],
    ["text outside of its outermost element", "<a>one</a>two", "one"],
    ["more than one outermost element", "<a>one</a><a>two</a>", "onetwo"],
  ])("reads a document that has %s, and says so", (what, text, expected) => {
    const { root, mended, isCut } = read(text);
    expect([textOf(root), mended, isCut]).toEqual([expected, [what], false]);
  });

  it("keeps the text behind an element that ended too early, in its place", () => {
    const { root } = read("<a><c>one <b>two</b></a> three</c><c>four</c></a>");
    expect(root.children.map((child) => (typeof child === "string" ? child : textOf(child)))).toEqual([
      "one two",
      " three",
      "four",
    ]);
  });

  it("knows a document that is cut off, and leaves out the tag that is cut in two", () => {
    for (const end of ["", "<", "</", "</c", "<d x", '<d x="y', "<!", "<!-", "<![CDATA", "<?x"]) {
      const { root, isCut } = read(`<a><c>one${end}`);
      expect([textOf(root), isCut]).toEqual(["one", true]);
    }
  });

  it("reads what stands in a CDATA section that does not end as if its mark were not there", () => {
    const damage = "a CDATA section that does not end";
    const whole = read("<a><c><![CDATA[one <b>two</b></c><c>three</c></a>");
    expect([textOf(whole.root), childrenOf(whole.root, "c").length, whole.mended]).toEqual([
      "one twothree",
      2,
      [damage],
    ]);
    const before = read("<a><c><![CDATA[one</c><c><![CDATA[two]]></c></d></a>");
    expect([textOf(before.root), childrenOf(before.root).length, before.mended]).toEqual([
      "onetwo",
      2,
      [damage, "an end of what was not begun"],
    ]);
    const cut = read("<a><c>one <![CDATA[two & three");
    expect([textOf(cut.root), cut.isCut]).toEqual(["one two & three", true]);
  });

  it("ends elements that hold none at the next one", () => {
    const { root } = read("<a><b x='1'><b x='2'>one<c>two</c></a>");
    expect(childrenOf(root).map(({ name }) => name)).toEqual(["b", "b", "c"]);
  });

  it("means by a prefix that nothing binds what books mean by it", () => {
    const { root } = read("<a><dc:title opf:role='aut'>T</a>");
    expect(childOf(root, "title")?.namespace).toBe("http://purl.org/dc/elements/1.1/");
    expect(attributeOf(childOf(root, "title"), "role")).toBe("aut");
  });

  it("refuses what it may not read, whatever else is wrong with it", async () => {
    const declaring = '<!ENTITY x SYSTEM "file:///etc/passwd">';
    for (const text of [
      `<!DOCTYPE a [${declaring}]><a><b>&x;</a>`,
      `<a><b>${declaring}</a>`,
      `<a><b><!-- ${declaring}</a>`,
      `<a><b><![CDATA[ ${declaring}</a>`,
      `<a><b></a><!DOCTYPE a [${declaring}]><a>&x;</a>`,
    ]) {
      expect([text, await verdictOf(() => read(text))]).toEqual([text, "xml/declarations"]);
    }
    expect(await verdictOf(() => read("<c>".repeat(300)))).toBe("xml/too-complex");
    expect(await verdictOf(() => read(`<a${Array.from({ length: 300 }, (_, at) => ` x${at}=1`).join("")}>`))).toBe(
      "xml/too-complex",
    );
    expect(await verdictOf(() => parseDamagedXml("<a><b>", { ...xmlLimits, bytesMax: 3 }))).toBe("xml/too-large");
    for (const text of ["", "words", "<<<<", "<a", "<!-- <a><b></a>"]) {
      expect([text, await verdictOf(() => read(text))]).toEqual([text, "xml/malformed"]);
    }
  });

  describe("where a DOCTYPE is to be passed over", () => {
    const passed = "a DOCTYPE of its own, which is not looked at";

    it.each([
      ["of a file", '<!DOCTYPE a SYSTEM "book.dtd"><a>one</a>', "one"],
      [
        "with short texts",
        `<?xml version="1.0"?><!-- b --><!DOCTYPE a [<!ENTITY me "Jane"><!ENTITY l '&#8216;'>]><a>&me; &l;</a>`,
        "Jane ‘",
      ],
      ["with a comment in it", '<!DOCTYPE a [<!-- ]> " --><!ELEMENT a ANY>]><a>one</a>', "one"],
      [
        "with quotes in it",
        `<!DOCTYPE a [<!ENTITY me "O'Neill"><!ENTITY u '"'>]><a b="&u;&me;">&me;&u;</a>`,
        `O'Neill"`,
      ],
      ["in front of damage", '<!DOCTYPE a [<!ENTITY me "Jane">]><a><c>&me;</a>', "Jane"],
    ])("reads a document with one %s", (_what, text, expected) => {
      const { root, mended } = passing(text);
      expect([textOf(root), mended[0]]).toEqual([expected, passed]);
    });

    it("expands nothing that refers to anything, and asks for no file", () => {
      const laughs =
        '<!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;"><!ENTITY x SYSTEM "file:///etc/passwd">]>';
      expect(textOf(passing(`${laughs}<a>&lol2;&x;&lol;</a>`).root)).toBe("&lol2;&x;lol");
    });

    it("adds no more than a book is long", () => {
      const entity = `<!DOCTYPE a [<!ENTITY x "${"y".repeat(200)}">]>`;
      const { root } = passing(`${entity}<a>${"&x;".repeat(100_000)}</a>`);
      expect(textOf(root).length).toBeLessThan(1_400_000);
    });

    it("refuses what declares anything elsewhere, or does not end", async () => {
      for (const text of [
        '<!DOCTYPE a><!DOCTYPE a [<!ENTITY x "y">]><a/>',
        '<!DOCTYPE a [<!ENTITY x "y">]><!DOCTYPE a [<!ENTITY x "y">]><a/>',
        '<a><!ENTITY x "y"></a>',
        '<!DOCTYPE a [<!ENTITY x "y"><a>&x;</a>',
      ]) {
        expect([text, await verdictOf(() => passing(text))]).toEqual([text, "xml/declarations"]);
      }
    });
  });

  it("reads what is well-formed as it is read otherwise", () => {
    const text = '<a xmlns:x="u"><b>one<x:c y="1"/></b><![CDATA[<]]>&amp;&nbsp;</a>';
    expect(read(text)).toEqual({ ...parseXmlLeniently(text), isGuessed: false, isCut: false });
  });

  it("keeps the words before the damage, and never fails in another way, whatever the damage is", async () => {
    const mark = fc.constantFrom(
      "<",
      ">",
      "</",
      "/>",
      "<c",
      "<c>",
      "</c>",
      "</a>",
      "&",
      '"',
      "='",
      "\0",
      "é",
      "<?",
      "]]>",
      " ",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(mark, { maxLength: 20 }), async (marks) => {
        const text = `<a><c>one</c><c>two ${marks.join("")}`;
        const verdict = await verdictOf(() => expect(textOf(read(text).root)).toMatch(/^onetwo/u));
        expect(verdict).toBe("accepted");
      }),
      { numRuns: 300 },
    );
  });
});
