import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { mathElement } from "../math/math-element.ts";
import { isOn } from "./omml-property.ts";

/** A space between words: MathML takes none from the text of its tokens. */
const space = mathElement("mspace", [], { width: "0.3em" });

/** `m:scr` and `m:sty` together; upright and italic letters of the usual script need no variant. */
const variants: Readonly<Record<string, string>> = {
  "roman b": "bold",
  "roman bi": "bold-italic",
  "double-struck": "double-struck",
  fraktur: "fraktur",
  "fraktur b": "bold-fraktur",
  "fraktur bi": "bold-fraktur",
  script: "script",
  "script b": "bold-script",
  "script bi": "bold-script",
  "sans-serif": "sans-serif",
  "sans-serif b": "bold-sans-serif",
  "sans-serif bi": "sans-serif-bold-italic",
  monospace: "monospace",
};

/** A run of letters, numbers and signs (22.1.2.87), as tokens in their order. */
export function tokensOfRun(run: XmlElement): readonly XmlElement[] {
  const properties = childrenOf(run).find(({ name, namespace }) => name === "rPr" && namespace.endsWith("/math"));
  const text = childrenOf(run)
    .map((part) => (part.name === "t" ? textOf(part) : /^(?:br|cr|tab)$/u.test(part.name) ? " " : ""))
    .join("");
  if (isOn(childOf(properties, "nor")) || isOn(childOf(properties, "lit"))) return plainText(text);
  const style = attributeOf(childOf(properties, "sty"), "val") ?? "i";
  const script = attributeOf(childOf(properties, "scr"), "val") ?? "roman";
  const variant = variants[`${script} ${style}`] ?? variants[script];
  return mathTokens(text, { isUpright: style === "p" || style === "b", variant });
}

/** Words that are no mathematics. The spaces around them count. */
export function plainText(text: string): readonly XmlElement[] {
  const words = text.trim();
  if (words === "") return text === "" ? [] : [space];
  return [...(/^\s/u.test(text) ? [space] : []), mathElement("mtext", [words]), ...(/\s$/u.test(text) ? [space] : [])];
}

const token =
  /(?<number>\p{Nd}+(?:[.,]\p{Nd}+)*)|(?<letters>[\p{L}\p{M}]+)|(?<space>\s+)|(?<sign>\.{2,}|[^\s\p{L}\p{M}\p{Nd}])/gu;
/** Letters that stand for one thing each; those of other scripts make words, and join. */
const variable = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{M}]+$/u;

function mathTokens(
  text: string,
  { isUpright, variant }: { isUpright: boolean; variant: string | undefined },
): readonly XmlElement[] {
  const look: Record<string, string> = variant === undefined ? {} : { mathvariant: variant };
  const made: XmlElement[] = [];
  for (const { groups = {} } of text.matchAll(token)) {
    const { number, letters, sign } = groups;
    if (number !== undefined) made.push(mathElement("mn", [number], look));
    else if (sign !== undefined) made.push(mathElement("mo", [sign]));
    else if (letters === undefined) made.push(space);
    else if (isUpright || !variable.test(letters)) {
      // A single letter is slanted unless it says that it is not.
      const upright =
        isUpright && variant === undefined && [...letters].length === 1 ? { mathvariant: "normal" } : look;
      made.push(mathElement("mi", [letters], upright));
    } else for (const letter of letters.match(/.\p{M}*/gu) ?? []) made.push(mathElement("mi", [letter], look));
  }
  return made;
}
