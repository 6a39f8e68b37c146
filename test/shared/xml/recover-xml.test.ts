import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import { parseXml } from "../../../shared/xml/parse-xml.ts";
import { recoverXml } from "../../../shared/xml/recover-xml.ts";
import { recoveredDepthMax } from "../../../shared/xml/xml-damages.ts";
import type { XmlElement } from "../../../shared/xml/xml-element.ts";

/** Elements as `name(children)`, text in quotes; what is recovered, and what was wrong. */
function read(text: string, neverWithinItself: readonly string[] = []) {
  const { roots, damage } = recoverXml(text, { neverWithinItself: new Set(neverWithinItself) });
  return { tree: roots.map(shown).join(" "), damage: [...damage] };
}

function shown({ name, children }: RecoveredElement): string {
  return `${name}(${children.map((child) => (typeof child === "string" ? JSON.stringify(child) : shown(child))).join(" ")})`;
}

const wordOptions = { neverWithinItself: new Set(["w:p"]), beginsAnew: new Set(["box"]) };
const treeOf = (text: string) => recoverXml(text, wordOptions).roots.map(shown).join(" ");

describe("elements that never stand within themselves", () => {
  it("end one another however deep, but not where something begins anew", () => {
    expect(treeOf("<w:b><w:p><w:r>one<w:p>two</w:p></w:b>")).toBe('b(p(r("one")) p("two"))');
    expect(treeOf("<w:b><w:p><w:box><w:p>in<w:p>it</w:p></w:box></w:p><w:p>out</w:p></w:b>")).toBe(
      'b(p(box(p("in") p("it"))) p("out"))',
    );
  });

  it("are looked for in time that is linear in the text", () => {
    const deep = "<w:p><w:box>" + "<x>".repeat(200_000) + "<w:p><w:box>".repeat(200_000);
    // In quadratic time this would take minutes.
    const { damage } = recoverXml(deep, wordOptions);
    expect(damage).toContain("more than 256 levels");
  });
});

describe("XML that is well-formed", () => {
  it("is read with nothing to complain of", () => {
    const text = `<?xml version="1.0"?><!-- a > b --><!DOCTYPE a [<!ENTITY x "]>"><!-- ]> -->]>
      <a x='1>"'><?pi a>b?><b/><![CDATA[<&]]>&amp;&#8217;&eacute;</a>`;
    expect(read(text)).toEqual({ tree: `a(b() "<&" "&’é")`, damage: [] });
  });

  it("has its prefixes resolved by what is bound, the nearest first", () => {
    const { roots } = recoverXml(
      `<p:a xmlns:p="one" xmlns="two" p:x="1" y="2"><b/><c xmlns:p="three"><p:d/></c><p:e/></p:a>`,
    );
    const names = (element: RecoveredElement): readonly string[] => [
      `${element.namespace} ${element.name}`,
      ...element.children.flatMap((child) => (typeof child === "string" ? [] : names(child))),
    ];
    expect(roots.flatMap(names)).toEqual(["one a", "two b", "two c", "three d", "one e"]);
    expect([...(roots[0]?.attributes ?? [])]).toEqual([
      ["{one}x", "1"],
      ["y", "2"],
    ]);
  });

  it("reads as by the strict reader, whatever it is", () => {
    const name = fc.constantFrom("a", "b", "x:c", "D", "valueOf1", "é");
    const text = fc.string({
      unit: fc.constantFrom("a", " ", "\n", "&amp;", "&lt;", "&#233;", ">", "'", '"', "🙂"),
      maxLength: 8,
    });
    const attribute = fc.tuple(
      fc.constantFrom("p", "q", "x:r"),
      fc.string({ unit: fc.constantFrom("a", "&lt;", ">", "'", " "), maxLength: 5 }),
    );
    const attributes = fc.uniqueArray(attribute, { selector: ([key]) => key, maxLength: 3 });
    const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
      element: fc.tuple(name, attributes, fc.array(tie("content"), { maxLength: 4 })).map(([tag, list, content]) => {
        const written = list.map(([key, value]) => ` ${key}="${value}"`).join("");
        return `<${tag}${written}>${content.join("")}</${tag}>`;
      }),
      content: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.constantFrom("<e/>", "<![CDATA[<&>]]>", "<!-- - -->", "<?p i?>"),
        tie("element"),
      ),
    }));
    fc.assert(
      fc.property(element, (inner) => {
        const document = `<root xmlns:x="urn:x">${inner}</root>`;
        const { roots, damage } = recoverXml(document);
        expect([...damage]).toEqual([]);
        expect(roots.map(plain)).toEqual([plain(parseXml(document))]);
      }),
    );
  });
});

/** With neighbouring texts as one, and those without a letter left out. */
function plain({ name, namespace, attributes, children }: XmlElement): unknown {
  const joined: unknown[] = [];
  for (const child of children) {
    if (typeof child !== "string") joined.push(plain(child));
    else if (typeof joined.at(-1) === "string") joined.push(`${joined.pop() as string}${child}`);
    else joined.push(child);
  }
  return {
    name,
    namespace,
    attributes: [...attributes].toSorted((a, b) => (a < b ? -1 : 1)),
    children: joined.filter((child) => child !== ""),
  };
}

describe("XML that is damaged", () => {
  it.each([
    ["a bare <", "<a>1 < 2 <3 <b</a>", `a("1 < 2 <3 <b")`],
    ["a bare &", "<a>AT&T & x</a>", `a("AT&T & x")`],
    ["an entity that nobody knows", "<a>&bogus;</a>", `a("&bogus;")`],
    ["an element that is not closed", "<a><b>1<br>2</b><c/></a>", `a(b("1" br("2")) c())`],
    ["an end of what was not begun", "<a>1</b>2</a>", `a("1" "2")`],
    ["it ends in the middle", "<a><b>1</b><c>2", `a(b("1") c("2"))`],
    ["a CDATA section that does not end", "<a><b><![CDATA[1</b></a>", `a(b("1"))`],
    ["text around it", "junk <a/> junk", "a()"],
    ["elements around it", "<br/><a/>", "br() a()"],
    ["a DOCTYPE that does not end", "<!DOCTYPE a [ <a/>", "a()"],
  ])("is read in spite of %s", (damage, text, tree) => {
    const found = read(text);
    expect(found.tree).toBe(tree);
    expect(found.damage).toContain(damage);
  });

  it("has attributes without quotes, with one quote, twice, and with signs in them", () => {
    const { roots } = recoverXml(`<a x=1 y="2 z=3><b u='<i>' v="w" v="x" disabled>t</b></a>`);
    const [a] = roots;
    expect([...(a?.attributes ?? [])]).toEqual([
      ["x", "1"],
      ["y", "2"],
      ["z", "3"],
    ]);
    const b = a?.children[0];
    expect(typeof b === "object" ? [...b.attributes] : []).toEqual([
      ["u", "<i>"],
      ["v", "w"],
      ["disabled", ""],
    ]);
  });

  it("keeps what follows a CDATA section whose end is missing", () => {
    const text = "<r><i><t><![CDATA[one</t></i><i><t><![CDATA[two]]></t></i></r>";
    expect(read(text).tree).toBe(`r(i(t("one")) i(t("two")))`);
    const quoted = "<r><i><t><![CDATA[<![CDATA[ does not end at </t>]]></t></i></r>";
    expect(read(quoted).tree).toBe(`r(i(t("<![CDATA[ does not end at </t>")))`);
  });

  it("ends an element by its own beginning where it never lies in itself", () => {
    expect(read("<r><i>1<i>2</i></r>", ["i"]).tree).toBe(`r(i("1") i("2"))`);
    expect(read("<r><i><b><i/></b></i></r>", ["i"]).tree).toBe("r(i(b(i())))");
    expect(read("<r><i><b>1<i><b>2</i></r>", ["i"]).tree).toBe(`r(i(b("1")) i(b("2")))`);
    expect(read("<r><i><b>say <i> here</b></i></r>", ["i"]).tree).toBe(`r(i(b("say " i(" here"))))`);
  });

  it("tells text from what stood in CDATA, and finds its way out of both", () => {
    const [root] = recoverXml("<a>1<![CDATA[2]]><b/><![CDATA[]]>3<![CDATA[4]]></a>").roots;
    expect(root?.children.map((child, index) => [child, root.cdata.has(index)])).toMatchObject([
      ["1", false],
      ["2", true],
      [{ name: "b" }, false],
      ["3", false],
      ["4", true],
    ]);
  });

  it("tells what was cut off and what somebody else had to close", () => {
    const { roots } = recoverXml("<a><b><c></b><d><e>");
    const flags = ({ name, isCut, isUnclosed, children }: RecoveredElement): readonly string[] => [
      `${name}${isCut ? " cut" : ""}${isUnclosed ? " unclosed" : ""}`,
      ...children.flatMap((child) => (typeof child === "string" ? [] : flags(child))),
    ];
    expect(roots.flatMap(flags)).toEqual(["a cut unclosed", "b", "c unclosed", "d cut unclosed", "e cut unclosed"]);
  });

  it("gives names to prefixes that nothing binds which nothing else has", () => {
    const { roots, damage } = recoverXml("<Media:title/>");
    expect(roots[0]?.namespace).toBe("prefix:media");
    expect([...damage]).toEqual(["a prefix that nothing binds"]);
  });

  it("never breaks, whatever it is, and loses no text outside of markup", () => {
    const bits = fc.constantFrom(
      "<",
      ">",
      "/",
      "a",
      "=",
      '"',
      "'",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "<!DOCTYPE",
      "[",
      "]",
      "<?",
      "?>",
      "&",
      ";",
      " ",
      ":",
      "xmlns",
      "<a>",
      "</a>",
      "<b x='",
      "text",
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), (parts) => {
        const { roots } = recoverXml(parts.join(""));
        expect(JSON.stringify(roots).length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("XML made to cost much", () => {
  const many = 200_000;
  // Whatever takes more than one pass over these does not come back in time for the runner.
  it.each([
    ["open elements", "<a>".repeat(many)],
    ["open elements and foreign ends", "<a>".repeat(many) + "</b>".repeat(many)],
    ["open brackets", "<".repeat(many)],
    ["tags in attributes of tags", '<a x="<a" '.repeat(many)],
    ["quotes that never end", `<a b="<a b='`.repeat(many)],
    ["comments that never end", "<!--".repeat(many)],
    ["DOCTYPEs that never end", "<!DOCTYPE [".repeat(many)],
    ["CDATA sections that never end", "<a><![CDATA[".repeat(many)],
    ["CDATA sections with one end", `${"<a><![CDATA[".repeat(many)}]]>`],
    ["CDATA sections that end with their elements", `${"<a><![CDATA[1</a>".repeat(many)}]]>`],
    ["a name without an end", `</${"a".repeat(many * 10)}<`],
    ["a tag of slashes", `<a${"/".repeat(many * 10)}<`],
    ["attributes", `<a ${Array.from({ length: many }, (_, at) => `a${at}="b"`).join(" ")}/>`],
    ["bare ampersands", "&".repeat(many * 10)],
    ["namespaces", '<a xmlns:b="c">'.repeat(many)],
  ])("is read in one pass: %s", (_, text) => {
    expect(recoverXml(text).damage.size).toBeGreaterThan(0);
  });

  it("is never deeper than anybody can recurse", () => {
    let element: RecoveredElement | undefined = recoverXml("<a>".repeat(many)).roots[0];
    let depth = 0;
    for (; element !== undefined; depth += 1) {
      const child: RecoveredElement | string | undefined = element.children[0];
      element = typeof child === "object" ? child : undefined;
    }
    expect(depth).toBe(recoveredDepthMax);
  });

  it("says nothing about objects, whatever its elements are called", () => {
    const { roots } = recoverXml(`<__proto__ constructor="1" __proto__="2"><toString/></__proto__>`);
    expect([...(roots[0]?.attributes ?? [])]).toEqual([
      ["constructor", "1"],
      ["__proto__", "2"],
    ]);
    expect(Object.keys({})).toEqual([]);
  });
});
