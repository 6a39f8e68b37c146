import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { parseXml } from "../../../shared/xml/parse-xml.ts";
import { childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { anyHtml } from "./any-html.ts";
import { cleanMarkup } from "./clean-markup.ts";

const runs = { numRuns: 600 };

it("makes well-formed XML of whatever HTML there is, nested as XHTML wants it", () => {
  fc.assert(
    fc.property(anyHtml, (html) => {
      const body = parseXml(`<body xmlns:epub="http://www.idpf.org/2007/ops">${cleanMarkup(html)}</body>`);
      expect(misplaced(body)).toEqual([]);
    }),
    runs,
  );
});

it("changes nothing that it has cleaned before, and loses no id, whatever it was", () => {
  fc.assert(
    fc.property(anyHtml, (html) => {
      const once = cleanMarkup(html);
      const twice = cleanMarkup(once);
      // An id may move to what begins at the same place.
      expect(withoutIds(twice)).toBe(withoutIds(once));
      expect(idsIn(twice)).toEqual(idsIn(once));
    }),
    runs,
  );
});

function withoutIds(markup: string): string {
  let without = markup.replaceAll(/ id="[^"]*"/g, "");
  // An inline element around nothing but a place is as good as the place.
  for (let before = ""; before !== without; ) {
    before = without;
    without = without.replaceAll(/<(span|sub|sup|b|i|em|strong|code|q|a)( [^<>]*)?><\/\1>/g, "");
  }
  return without;
}

function idsIn(markup: string): readonly string[] {
  const ids = [...markup.matchAll(/ id="([^"]*)"/g)].flatMap(([, list = ""]) => list.split(" "));
  return [...new Set(ids)].toSorted();
}

it("keeps every visible word, in its order, whatever lies around it", () => {
  const worded = fc.array(
    fc.tuple(
      fc.constantFrom("p", "b", "div", "li", "td", "h2", "blockquote", "a", "dd", "unknown-one", "center"),
      fc.boolean(),
    ),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(worded, (tags) => {
      const html = tags.map(([tag, closes], at) => `<${tag}>w${at} ${closes ? `</${tag}>` : ""}`).join("");
      const words = cleanMarkup(html)
        .replaceAll(/<[^>]+>/g, " ")
        .split(/\s+/)
        .filter((word) => word !== "");
      expect(words).toEqual(tags.map((_, at) => `w${at}`));
    }),
    runs,
  );
});

const flow = "p div h1 h2 h3 h4 h5 h6 ul ol dl table figure blockquote pre aside hr".split(" ");
const phrasing =
  "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark math q ruby s samp small span strong sub sup u var #text".split(
    " ",
  );
const content: Readonly<Record<string, readonly string[]>> = {
  body: flow,
  ...Object.fromEntries("blockquote aside".split(" ").map((name) => [name, flow])),
  ...Object.fromEntries("li dd td th".split(" ").map((name) => [name, [...flow, ...phrasing]])),
  figure: [...flow, ...phrasing, "figcaption"],
  ...Object.fromEntries("ul ol".split(" ").map((name) => [name, ["li"]])),
  dl: ["dt", "dd"],
  table: ["caption", "thead", "tbody"],
  thead: ["tr"],
  tbody: ["tr"],
  tr: ["td", "th"],
  ruby: [...phrasing.filter((name) => name !== "ruby"), "rt"],
};

function misplaced(element: XmlElement): readonly string[] {
  const allowed = content[element.name] ?? phrasing;
  const inside = element.children.map((child) =>
    typeof child === "string" ? (child.trim() === "" ? "" : "#text") : child.name,
  );
  const wrong = inside
    .filter((name) => name !== "" && !allowed.includes(name))
    .map((name) => `${name} in ${element.name}`);
  const below = childrenOf(element).filter(({ name }) => name !== "math");
  return [...wrong, ...below.flatMap(misplaced)];
}
