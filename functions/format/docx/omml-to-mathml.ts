import { childOf, childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { mathElement, mathRow } from "../math/math-element.ts";
import { accentOf, notationOf } from "./omml-marks.ts";
import { isOn, propertyOf } from "./omml-property.ts";
import { tokensOfRun } from "./omml-run.ts";

/**
 * A formula of Office (`m:oMath`) as presentation MathML, by the elements of ECMA-376 part 1, section 22.1. What is not
 * known there is a row of what it holds: words are never lost. The root of what is answered is `math`.
 */
export function ommlToMathml(formula: XmlElement): XmlElement {
  return mathElement("math", rowOf(formula));
}

function rowOf(parent: XmlElement | undefined): readonly XmlElement[] {
  return childrenOf(parent).flatMap(partsOf);
}

/** What lies in a child, as one element; an empty row where there is none. */
const one = (parent: XmlElement, name: string) => mathRow(rowOf(childOf(parent, name)));
const allOf = (parent: XmlElement, name = "e") => childrenOf(parent, name).map((part) => mathRow(rowOf(part)));
const sign = (text: string, attributes: Readonly<Record<string, string>> = {}) => mathElement("mo", [text], attributes);
const stretched = { stretchy: "true" };

/** What each object is made of. One that holds anything else, or a part twice, is a row of what it holds. */
const partNames = new Map(
  Object.entries({
    f: ["num", "den"],
    sSub: ["e", "sub"],
    sSup: ["e", "sup"],
    sSubSup: ["e", "sub", "sup"],
    sPre: ["sub", "sup", "e"],
    rad: ["deg", "e"],
    nary: ["sub", "sup", "e"],
    func: ["fName", "e"],
    acc: ["e"],
    bar: ["e"],
    groupChr: ["e"],
    limLow: ["e", "lim"],
    limUpp: ["e", "lim"],
    borderBox: ["e"],
    phant: ["e"],
  }),
);
/** Those that hold any number of one part. */
const partsName = new Map(Object.entries({ d: "e", eqArr: "e", m: "mr" }));

function isWhole(part: XmlElement): boolean {
  const once = partNames.get(part.name);
  const found = childrenOf(part)
    .map(({ name }) => name)
    .filter((name) => !name.endsWith("Pr"));
  if (once !== undefined) return new Set(found).size === found.length && found.every((name) => once.includes(name));
  const many = partsName.get(part.name);
  return many === undefined || found.every((name) => name === many);
}

function partsOf(part: XmlElement): readonly XmlElement[] {
  return isWhole(part) ? objectOf(part) : [mathRow(rowOf(part))];
}

function objectOf(part: XmlElement): readonly XmlElement[] {
  switch (part.name) {
    case "r":
      return tokensOfRun(part);
    case "f":
      return [fractionOf(part)];
    case "sSub":
      return [mathElement("msub", [one(part, "e"), one(part, "sub")])];
    case "sSup":
      return [mathElement("msup", [one(part, "e"), one(part, "sup")])];
    case "sSubSup":
      return [mathElement("msubsup", [one(part, "e"), one(part, "sub"), one(part, "sup")])];
    // Scripts before their base hang on nothing, which every reader draws; `mmultiscripts` few of them do.
    case "sPre":
      return [mathElement("msubsup", [mathElement("mrow"), one(part, "sub"), one(part, "sup")]), one(part, "e")];
    case "rad": {
      const degree = rowOf(childOf(part, "deg"));
      return degree.length === 0
        ? [mathElement("msqrt", rowOf(childOf(part, "e")))]
        : [mathElement("mroot", [one(part, "e"), mathRow(degree)])];
    }
    case "nary":
      return [mathElement("mrow", [operatorOf(part), one(part, "e")])];
    case "d":
      return [delimitedOf(part)];
    case "func":
      return [
        mathElement("mrow", [one(part, "fName"), mathElement("mspace", [], { width: "0.17em" }), one(part, "e")]),
      ];
    case "m":
      return [matrixOf(part)];
    case "eqArr":
      return [mathElement("mtable", childrenOf(part, "e").map(equationOf))];
    case "acc":
      return [mathElement("mover", [one(part, "e"), accentOf(part)], { accent: "true" })];
    case "bar":
      return [
        propertyOf(part, "pos") === "top"
          ? mathElement("mover", [one(part, "e"), sign("¯", stretched)], { accent: "true" })
          : mathElement("munder", [one(part, "e"), sign("_", stretched)]),
      ];
    case "groupChr": {
      const bracket = sign(propertyOf(part, "chr") || "⏟", stretched);
      return [mathElement(propertyOf(part, "pos") === "top" ? "mover" : "munder", [one(part, "e"), bracket])];
    }
    case "limLow":
      return [mathElement("munder", [one(part, "e"), one(part, "lim")])];
    case "limUpp":
      return [mathElement("mover", [one(part, "e"), one(part, "lim")])];
    case "borderBox": {
      const [inside, notation] = [rowOf(childOf(part, "e")), notationOf(part)];
      return [notation === "" ? mathRow(inside) : mathElement("menclose", inside, { notation })];
    }
    // Shown unless it says otherwise: then it only takes its place.
    case "phant": {
      const show = childOf(childOf(part, "phantPr"), "show");
      return [mathElement(show === undefined || isOn(show) ? "mrow" : "mphantom", rowOf(childOf(part, "e")))];
    }
    // Deleted and moved away by somebody who tracked it.
    case "del":
    case "moveFrom":
      return [];
    default: {
      if (part.name.endsWith("Pr")) return [];
      const inside = rowOf(part);
      if (inside.length > 0) return [mathRow(inside)];
      const text = part.children.filter((child) => typeof child === "string").join("");
      return text.trim() === "" ? [] : [mathElement("mtext", [text.trim()])];
    }
  }
}

function fractionOf(part: XmlElement): XmlElement {
  const [above, below] = [one(part, "num"), one(part, "den")];
  switch (propertyOf(part, "type")) {
    case "lin":
    case "skw":
      return mathElement("mrow", [above, sign("/"), below]);
    case "noBar":
      return mathElement("mfrac", [above, below], { linethickness: "0" });
    default:
      return mathElement("mfrac", [above, below]);
  }
}

/** The large sign of a sum or an integral with its limits: beside it, or below and above. */
function operatorOf(part: XmlElement): XmlElement {
  const text = propertyOf(part, "chr") ?? "∫";
  const [below, above] = [rowOf(childOf(part, "sub")), rowOf(childOf(part, "sup"))];
  const isBeside = (propertyOf(part, "limLoc") ?? (/[∫-∳]/u.test(text) ? "subSup" : "undOvr")) === "subSup";
  const [sub, sup, both] = isBeside ? ["msub", "msup", "msubsup"] : ["munder", "mover", "munderover"];
  const large = text === "" ? mathElement("mrow") : sign(text);
  if (below.length > 0 && above.length > 0) return mathElement(both ?? "", [large, mathRow(below), mathRow(above)]);
  if (below.length > 0) return mathElement(sub ?? "", [large, mathRow(below)]);
  return above.length > 0 ? mathElement(sup ?? "", [large, mathRow(above)]) : large;
}

const fence = (text: string, form: "prefix" | "postfix") =>
  text === "" ? [] : [sign(text, { fence: "true", form, ...stretched })];

function delimitedOf(part: XmlElement): XmlElement {
  const between = propertyOf(part, "sepChr") ?? "|";
  const inner = allOf(part).flatMap((one, at) =>
    at === 0 || between === "" ? [one] : [sign(between, { separator: "true", ...stretched }), one],
  );
  return mathElement("mrow", [
    ...fence(propertyOf(part, "begChr") ?? "(", "prefix"),
    ...inner,
    ...fence(propertyOf(part, "endChr") ?? ")", "postfix"),
  ]);
}

function matrixOf(part: XmlElement): XmlElement {
  const rows = childrenOf(part, "mr").map((row) => {
    const cells = childrenOf(row).every(({ name }) => name === "e") ? allOf(row) : [mathRow(rowOf(row))];
    return mathElement(
      "mtr",
      cells.map((cell) => mathElement("mtd", [cell])),
    );
  });
  return mathElement("mtable", rows);
}

/** One of several equations below each other. They line up where `&` stands: each part is a cell. */
function equationOf(equation: XmlElement): XmlElement {
  const cells: XmlElement[][] = [[]];
  for (const token of rowOf(equation)) {
    if (token.name === "mo" && token.children[0] === "&") cells.push([]);
    else cells.at(-1)?.push(token);
  }
  return mathElement(
    "mtr",
    cells.map((cell) => mathElement("mtd", cell)),
  );
}
