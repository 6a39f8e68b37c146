import { descendantsOf, textOf, type XmlElement } from "../../xml/xml-element.ts";

/**
 * What an element may be drawn with, by property: everything that attributes, `style` and stylesheets say of it. Which of them
 * wins is not asked, so that nothing is missed; whoever adds up costs takes the dearest.
 */
export type DrawingStyle = ReadonlyMap<string, readonly string[]>;

export interface DrawingStyles {
  /** Undefined where a style is written in a way that hides what it says. */
  readonly styleOf: (element: XmlElement) => DrawingStyle | undefined;
  /** How often a selector is compared with an element, or a declaration looked at for one, where each is with each. */
  readonly comparisons: (elements: number) => number;
}

/** What decides about the cost of drawing, by the names that attributes and stylesheets have for it. */
const properties = new Set(
  (
    "clip-path cx cy fill filter font font-size height isolation marker marker-end marker-mid marker-start mask mix-blend-mode opacity r rx ry " +
    "stroke stroke-dasharray stroke-width transform width x x1 x2 y y1 y2"
  ).split(" "),
);
/** Of all stylesheets of a drawing, in characters: more of it costs seconds to apply. */
const stylesheetsLengthMax = 500_000;

/** The texts of the stylesheets in a drawing. */
export function stylesheetsOf(root: XmlElement): readonly string[] {
  return [...descendantsOf(root, "style")].map(textOf);
}

/** `undefined` where the stylesheets are written in a way that hides what they say, or are too long. */
export function readDrawingStyles(stylesheets: readonly string[]): DrawingStyles | undefined {
  const rules = new Map<string, Map<string, Set<string>>>();
  let [length, selectors, followers, declarations] = [0, 0, 0, 0];
  for (const stylesheet of stylesheets) {
    const plain = plainStyle(stylesheet);
    length += stylesheet.length;
    if (plain === undefined || length > stylesheetsLengthMax || /@import[^;]*data:/iu.test(plain)) return undefined;
    const pieces = plain.split(/[{}]/u);
    for (const [index, piece] of pieces.entries()) {
      // What a piece says is about what its predecessor selects. Braces where none should be make that unknown: then it holds for all.
      const keys = (pieces[index - 1] ?? "*").split(",").map(keyOf);
      selectors += keys.length;
      declarations += piece.split(";").length;
      followers += (piece.match(/[~+(]/gu) ?? []).length;
      for (const key of keys) addDeclared(rules, key, declarationsIn(piece));
    }
  }
  const own = new WeakMap<XmlElement, { readonly style: DrawingStyle | undefined }>();
  return {
    styleOf(element) {
      const known = own.get(element);
      if (known !== undefined) return known.style;
      const read = readStyle(element, rules);
      const style = read !== undefined && [...read.values()].flat().some(isElsewhere) ? undefined : read;
      own.set(element, { style });
      return style;
    },
    comparisons: (elements) => elements * (selectors + declarations + followers * elements),
  };
}

function addDeclared(rules: Map<string, Map<string, Set<string>>>, key: string, declared: DrawingStyle): void {
  if (declared.size === 0) return;
  const known = rules.get(key) ?? new Map<string, Set<string>>();
  rules.set(key, known);
  for (const [name, values] of declared) {
    const before = known.get(name) ?? new Set();
    known.set(name, before);
    for (const value of values) before.add(value);
  }
}

function readStyle(
  element: XmlElement,
  rules: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>,
): DrawingStyle | undefined {
  const style = new Map<string, readonly string[]>();
  const add = (name: string, values: readonly string[]) => style.set(name, [...(style.get(name) ?? []), ...values]);
  for (const [name, value] of element.attributes) {
    if (!properties.has(name)) continue;
    const plain = plainStyle(value);
    if (plain === undefined) return undefined;
    add(name, [plain]);
  }
  const written = plainStyle(element.attributes.get("style") ?? "");
  if (written === undefined) return undefined;
  for (const [name, values] of declarationsIn(written)) add(name, values);
  if (rules.size === 0) return style;
  const classes = (element.attributes.get("class") ?? "").split(/\s+/u).map((one) => `.${one}`);
  for (const key of new Set(["*", element.name, `#${element.attributes.get("id") ?? ""}`, ...classes])) {
    for (const [name, values] of rules.get(key.toLowerCase()) ?? []) add(name, [...values]);
  }
  return style;
}

/** Whether a value asks for something in a file of its own that comes along in an address. */
function isElsewhere(value: string): boolean {
  return /url\([^)#]*data:/iu.test(value.replaceAll(/[^!-~]|["']/gu, ""));
}

const stringOrComment = /"([^"\\\n]*)"|'([^'\\\n]*)'|\/\*[^]*?\*\//gu;

/**
 * Without comments and strings but those that name a part of the drawing. `undefined` where there are escapes, quotes or
 * comments that do not end: nobody writes them in drawings, and they hide what stands behind them.
 */
function plainStyle(written: string): string | undefined {
  if (!/["'\\]|\/\*|<!--|-->/u.test(written)) return written;
  let isOdd = false;
  const plain = written
    .replaceAll(stringOrComment, (_, double: string | undefined, single: string | undefined) => {
      const text = (double ?? single ?? "").trim();
      if (!/^#|data:/iu.test(text)) return " ";
      isOdd ||= text.startsWith("#") && !/^#[^\s;:{}()]*$/u.test(text);
      return text.replaceAll(/[{}]/gu, "");
    })
    .replaceAll(/<!--|-->/gu, " ");
  return isOdd || /["'\\]|\/\*/u.test(plain) ? undefined : plain;
}

function declarationsIn(text: string): DrawingStyle {
  const declared = new Map<string, readonly string[]>();
  for (const declaration of text.split(";")) {
    const colon = declaration.indexOf(":");
    const name = declaration.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (properties.has(name)) declared.set(name, [...(declared.get(name) ?? []), declaration.slice(colon + 1).trim()]);
  }
  return declared;
}

const lastCompound = /(?:^|[\s>+~])(?:[a-z][\w-]*|\*)?(?<mark>[.#][\w-]+)?$|(?:^|[\s>+~])(?<name>[a-z][\w-]*)$/iu;

/** A mark that every element has which a selector is about: a class, an id or a name, else that of any element. */
function keyOf(selector: string): string {
  const { mark, name } = lastCompound.exec(selector.trim())?.groups ?? {};
  if (mark !== undefined) return mark.toLowerCase();
  const tag = name ?? /(?:^|[\s>+~])([a-z][\w-]*)$/iu.exec(selector.trim())?.[1];
  return tag?.toLowerCase() ?? "*";
}
