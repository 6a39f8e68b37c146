import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { parseXml, parseXmlLeniently, xmlLimits } from "../../../shared/xml/parse-xml.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  descendantsOf,
  plainTextOf,
  textOf,
} from "../../../shared/xml/xml-element.ts";
import { encodedAs } from "../../encoded-as.ts";
import { verdictOf } from "../../verdict.ts";

const deep = (levels: number) => "<a>".repeat(levels) + "</a>".repeat(levels);
const wide = (count: number) => `<a ${Array.from({ length: count }, (_, n) => `a${n}="1"`).join(" ")}/>`;
const declaring = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>né Ж</a>`;

describe("parseXml", () => {
  it("keeps the order of elements and text, and every white space", () => {
    const root = parseXml("<a> one <b>two</b>\n<c/>three</a>");
    expect(root.children.map((child) => (typeof child === "string" ? child : child.name))).toEqual([
      " one ",
      "b",
      "\n",
      "c",
      "three",
    ]);
    expect(textOf(root)).toBe(" one two\nthree");
    expect(plainTextOf(root)).toBe("one two three");
  });

  it("leaves values as they are written", () => {
    const root = parseXml('<a id="007" n="1e5"><b>0x1F</b><b> 01.0 </b><b>true</b></a>');
    expect([...root.attributes]).toEqual([
      ["id", "007"],
      ["n", "1e5"],
    ]);
    expect(childrenOf(root, "b").map(textOf)).toEqual(["0x1F", " 01.0 ", "true"]);
  });

  it("resolves prefixes to the namespaces that are bound where they stand", () => {
    const root = parseXml(
      '<o:a xmlns:o="urn:1" xmlns="urn:2"><b o:x="1" x="2"/><o:c xmlns:o="urn:3"/><d xmlns=""/></o:a>',
    );
    expect([root.namespace, root.name]).toEqual(["urn:1", "a"]);
    const [b, c, d] = childrenOf(root);
    expect([b?.namespace, c?.namespace, d?.namespace]).toEqual(["urn:2", "urn:3", ""]);
    expect([...(b?.attributes ?? [])]).toEqual([
      ["{urn:1}x", "1"],
      ["x", "2"],
    ]);
    expect(attributeOf(b, "x")).toBe("2");
  });

  it("decodes character references and the five entities of XML once, and nothing in CDATA", () => {
    const root = parseXml('<a t="&lt;&#8217;&#x1F600;">&amp;lt; &quot;<![CDATA[&amp; <b>]]></a>');
    expect(attributeOf(root, "t")).toBe("<’😀");
    expect(textOf(root)).toBe('&lt; "&amp; <b>');
  });

  it("passes over comments, processing instructions and a DOCTYPE that declares nothing", () => {
    const doctypes = [
      '<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">',
      "<!DOCTYPE html>",
      "<!doctype html SYSTEM 'about:legacy-compat'>",
    ];
    for (const doctype of doctypes) {
      const root = parseXml(
        `<?xml version="1.0"?><!-- a --><?x y?>\n${doctype}\n<a>1<!-- b -->2<?x y?></a>\n<!-- c -->`,
      );
      expect(textOf(root)).toBe("12");
    }
  });

  it("reads UTF-8, UTF-16 and what a declaration names", () => {
    expect(textOf(parseXml(Buffer.from(`\uFEFF${declaring("utf-8")}`)))).toBe("né Ж");
    expect(textOf(parseXml(Buffer.from(`\uFEFF${declaring("utf-16")}`, "utf16le")))).toBe("né Ж");
    expect(textOf(parseXml(Buffer.from(declaring("utf-16"), "utf16le").swap16()))).toBe("né Ж");
    expect(textOf(parseXml(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>né</a>', "latin1")))).toBe("né");
    expect(textOf(parseXml(Buffer.from(declaring("utf-16"))))).toBe("né Ж");
  });

  it.each([
    ["an internal subset", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ["an empty subset", "<!DOCTYPE a []><a/>"],
    ["a file of its own", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ["a subset behind a long comment", `<!--${"x".repeat(1_000_000)}--><!DOCTYPE a [<!ENTITY x "y">]><a/>`],
    ["a declaration in the document", '<a><!ENTITY x "y"></a>'],
    ["a second DOCTYPE", '<!DOCTYPE a><!DOCTYPE a [<!ENTITY x "y">]><a/>'],
  ])("refuses %s", async (_, text) => {
    expect(await verdictOf(() => parseXml(text))).toBe("xml/declarations");
    expect(await verdictOf(() => parseXmlLeniently(text))).toBe("xml/declarations");
    expect(await verdictOf(() => parseXml(Buffer.from(`\uFEFF${text}`, "utf16le")))).toBe("xml/declarations");
  });

  it.each([
    ["cp-1251", "windows-1251", "Жук"],
    ["windows1251", "windows-1251", "Жук"],
    ["Win_1251", "windows-1251", "Жук"],
    ["1251", "windows-1251", "Жук"],
    ["KOI8R", "koi8-r", "Жук"],
    ["iso.8859.5", "iso-8859-5", "Жук"],
    ["UTF16", "utf-8", "Жук"],
    ["utf--8", "utf-8", "Жук"],
    ["cyrillic-of-my-own", "utf-8", "Жук"],
    ["ibm850", "ibm850", "né"],
  ])(
    "reads text whose encoding goes by the name of %s as what it is, leniently alone",
    async (label, encoding, word) => {
      const bytes = encodedAs(encoding, `<?xml version="1.0" encoding="${label}"?><a>${word.repeat(20)}</a>`);
      const { root, mended } = parseXmlLeniently(bytes);
      expect([textOf(root), mended]).toEqual([
        word.repeat(20),
        [`a name for its encoding that nobody knows (${label})`],
      ]);
      expect(await verdictOf(() => parseXml(bytes))).toBe("xml/unsupported-encoding");
    },
  );

  it("refuses encodings that hide markup", async () => {
    for (const label of ["utf7", "x-ebcdic", "IBM037", "cp1047", "hz", "iso-2022-cn"]) {
      const bytes = Buffer.from(`<?xml version="1.0" encoding="${label}"?><a>x</a>`);
      expect([label, await verdictOf(() => parseXmlLeniently(bytes))]).toEqual([label, "xml/unsupported-encoding"]);
    }
    expect(await verdictOf(() => parseXml(Buffer.from('<?xml version="1.0" encoding="UTF-7"?><a/>')))).toBe(
      "xml/unsupported-encoding",
    );
    const utf32 = Buffer.from([0, 0, 0, 0x3c, 0, 0, 0, 0x61]);
    expect(await verdictOf(() => parseXml(utf32))).toBe("xml/unsupported-encoding");
  });

  it.each([
    ["an unclosed tag", "<a><b></a>"],
    ["no element", "only text"],
    ["a bare &", "<a>fish & chips</a>"],
    ["two roots", "<a/><b/>"],
    ["an attribute twice", '<a x="1" x="2"/>'],
    ["an entity of HTML", "<a>&nbsp;</a>"],
    ["a prefix that nothing binds", "<dc:a/>"],
    ["a control character", "<a>\u0001</a>"],
    ["bytes that are not UTF-8", Buffer.from([0x3c, 0x61, 0x3e, 0xe9, 0x3c, 0x2f, 0x61, 0x3e])],
    ["an unclosed comment", "<a><!-- </a>"],
    ["an unclosed CDATA", "<a><![CDATA[ </a>"],
    ["an element called __proto__", "<__proto__/>"],
  ])("refuses %s as malformed", async (_, text) => {
    expect(await verdictOf(() => parseXml(text))).toBe("xml/malformed");
  });

  it("refuses what is too deep, too wide or too large", async () => {
    expect(await verdictOf(() => parseXml(deep(xmlLimits.depthMax)))).toBe("accepted");
    expect(await verdictOf(() => parseXml(deep(xmlLimits.depthMax + 1)))).toBe("xml/too-complex");
    expect(await verdictOf(() => parseXml(wide(xmlLimits.attributesMax)))).toBe("accepted");
    expect(await verdictOf(() => parseXml(wide(xmlLimits.attributesMax + 1)))).toBe("xml/too-complex");
    expect(await verdictOf(() => parseXml("<a/>", { ...xmlLimits, bytesMax: 3 }))).toBe("xml/too-large");
  });

  it("pollutes nothing, whatever attributes and elements are called", async () => {
    for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__"]) {
      const text = `<a ${name}="polluted"><${name}>polluted</${name}></a>`;
      expect(await verdictOf(() => parseXmlLeniently(text))).toMatch(/^accepted$|^xml\/malformed$/u);
      expect(["polluted", "constructor"].filter((key) => Object.hasOwn(Object.prototype, key))).toEqual([
        "constructor",
      ]);
    }
    expect(attributeOf(parseXml('<a tostring="1"/>'), "toString")).toBeUndefined();
  });

  it("answers or refuses, whatever it is given", async () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      "</",
      "/>",
      "a",
      "b:c",
      "&",
      "&amp;",
      ";",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "<?",
      "?>",
      '"',
      "=",
      " ",
      "<!DOCTYPE",
      "[",
      "]",
      "xmlns",
      ":",
      "\0",
      "é",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        for (const text of [pieces.join(""), `<a>${pieces.join("")}</a>`]) {
          for (const parse of [parseXml, parseXmlLeniently]) {
            expect(await verdictOf(() => parse(text))).toMatch(/^accepted$|^xml\//u);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("parseXmlLeniently", () => {
  it.each([
    ["a bare &", "<a t='R&D'>fish & chips &amp; more</a>", "fish & chips & more"],
    ["an entity that XML does not have", "<a>&nbsp;&eacute;&amp;nbsp;&unknown;</a>", "\u00a0é&nbsp;&unknown;"],
    ["control characters", "<a>o\u0001ne\0</a>\0", "one"],
    ["a prefix that nothing binds (dc)", "<dc:a>x</dc:a>", "x"],
    ["bytes that are not UTF-8", Buffer.from("<a>né</a>", "latin1"), "né"],
    [
      "bytes in UTF-8 that it declares to be windows-1251",
      Buffer.from('<?xml version="1.0" encoding="windows-1251"?><a>Жук</a>'),
      "Жук",
    ],
  ])("mends %s, and says so", (what, text, expected) => {
    const { root, mended } = parseXmlLeniently(text);
    expect(textOf(root)).toBe(expected);
    expect(mended).toEqual([what]);
  });

  it("keeps a long text whole around one byte that is wrong", () => {
    const text = Buffer.concat([
      Buffer.from(`<a>${"Все счастливые семьи. ".repeat(20)}`),
      Buffer.from([0xff]),
      Buffer.from("</a>"),
    ]);
    expect(textOf(parseXmlLeniently(text).root)).toBe(`${"Все счастливые семьи. ".repeat(20)}\ufffd`);
  });

  it("leaves CDATA as it is", () => {
    const { root, mended } = parseXmlLeniently("<a><![CDATA[a & b &nbsp;]]></a>");
    expect([textOf(root), mended]).toEqual(["a & b &nbsp;", []]);
  });

  it("means by an unbound prefix what books mean by it", () => {
    const { root } = parseXmlLeniently('<a opf:role="aut"><dc:title>T</dc:title></a>');
    expect(childOf(root, "title")?.namespace).toBe("http://purl.org/dc/elements/1.1/");
    expect(attributeOf(root, "role")).toBe("aut");
  });

  it("reads a declaration that does not come first", () => {
    expect(parseXmlLeniently('\n <?xml version="1.0"?><a>1</a>').root.name).toBe("a");
  });

  it("says nothing of what was right", () => {
    expect(parseXmlLeniently('<a xmlns:x="u"><x:b>&lt;&#38;</x:b></a>').mended).toEqual([]);
  });
});

describe("descendantsOf", () => {
  it("finds elements at any depth, in the order of the document", () => {
    const root = parseXml("<a><b>1<b>2</b></b><c><b>3</b></c></a>");
    expect([...descendantsOf(root, "b")].map(textOf)).toEqual(["12", "2", "3"]);
  });
});
