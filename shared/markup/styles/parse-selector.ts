/** Which elements a rule is about, read from right to left: what the element is, then what it lies in or follows. */
export interface Selector {
  /** Of the element itself. */
  readonly subject: Compound;
  /** What has to be around it, the nearest first. */
  readonly around: readonly { readonly combinator: Combinator; readonly compound: Compound }[];
  /** As CSS counts: ids, then classes and the like, then names. */
  readonly specificity: number;
}

export type Combinator = "within" | "child" | "next" | "after";

/** What one element has to be. */
export interface Compound {
  /** Lower case; absent for any. */
  readonly name?: string;
  readonly id?: string;
  readonly classes: readonly string[];
  readonly attributes: readonly AttributeTest[];
  readonly place: readonly ("first" | "last" | "only")[];
}

export interface AttributeTest {
  readonly name: string;
  readonly operator: "" | "=" | "~=" | "^=" | "$=" | "*=" | "|=";
  readonly value: string;
}

const selectorsMax = 60;
const selectorLengthMax = 400;
const compoundsMax = 10;

const name = String.raw`-?(?:[a-z_]|[^\0-\x7f]|\\.)(?:[\w-]|[^\0-\x7f]|\\.)*`;
const part = new RegExp(
  String.raw`(?:(?<any>\*)|(?<tag>${name})|#(?<id>(?:[\w-]|[^\0-\x7f]|\\.)+)|\.(?<class>${name})|:(?<place>(?:first|last|only)-child)` +
    String.raw`|\[\s*(?<attribute>(?:(?:${name}|\*)?\|)?${name})\s*(?:(?<operator>[~^$*|]?=)\s*(?<value>"[^"]*"|'[^']*'|[^\]\s"']+)\s*[is]?\s*)?\])`,
  "iuy",
);
const combinator = /\s*([>+~])\s*|\s+/uy;
const combinators: Readonly<Record<string, Combinator>> = { ">": "child", "+": "next", "~": "after" };

/** The selectors of a rule that can be told on a page that nobody touches; those that cannot are left out. */
export function parseSelectors(source: string): readonly Selector[] {
  return source
    .split(",", selectorsMax)
    .map((one) => one.trim())
    .filter((one) => one !== "" && one.length <= selectorLengthMax)
    .map(parseSelector)
    .filter((selector) => selector !== undefined);
}

function parseSelector(source: string): Selector | undefined {
  const compounds: Compound[] = [];
  const between: Combinator[] = [];
  let at = 0;
  for (;;) {
    const { compound, end } = readCompound(source, at);
    if (compound === undefined || compounds.length >= compoundsMax) return undefined;
    compounds.push(compound);
    if (end === source.length) break;
    combinator.lastIndex = end;
    const found = combinator.exec(source);
    if (found === null) return undefined;
    between.push(combinators[found[1] ?? ""] ?? "within");
    at = combinator.lastIndex;
  }
  const [subject, ...others] = compounds.toReversed();
  if (subject === undefined) return undefined;
  const reversed = between.toReversed();
  return {
    subject,
    around: others.map((compound, index) => ({ compound, combinator: reversed[index] ?? "within" })),
    specificity: compounds.reduce((sum, compound) => sum + weightOf(compound), 0),
  };
}

function readCompound(source: string, from: number): { compound: Compound | undefined; end: number } {
  const classes: string[] = [];
  const attributes: AttributeTest[] = [];
  const place: Compound["place"][number][] = [];
  const own: { name?: string; id?: string } = {};
  let at = from;
  for (;;) {
    part.lastIndex = at;
    const groups = part.exec(source)?.groups;
    if (groups === undefined) break;
    const { tag, id, class: className, place: where, attribute, operator, value } = groups;
    // A name stands at the beginning of what one element has to be, and nowhere else.
    if ((tag !== undefined || groups["any"] !== undefined) && at !== from) break;
    if (tag !== undefined) own.name = unescaped(tag).toLowerCase();
    if (id !== undefined) own.id = unescaped(id);
    if (className !== undefined) classes.push(unescaped(className));
    if (where !== undefined) place.push(where.slice(0, where.indexOf("-")).toLowerCase() as "first" | "last" | "only");
    if (attribute !== undefined) {
      attributes.push({
        // The prefix is that of the stylesheet; pages of EPUBs call it the same.
        name: unescaped(attribute)
          .toLowerCase()
          .replace(/^\*?\|/, "")
          .replace("|", ":"),
        operator: (operator ?? "") as AttributeTest["operator"],
        value: unescaped(value ?? "").replaceAll(/^["']|["']$/g, ""),
      });
    }
    at = part.lastIndex;
  }
  return { compound: at === from ? undefined : { ...own, classes, attributes, place }, end: at };
}

function weightOf({ name: tag, id, classes, attributes, place }: Compound): number {
  const likeClasses = classes.length + attributes.length + place.length;
  return (id === undefined ? 0 : 10_000) + likeClasses * 100 + (tag === undefined ? 0 : 1);
}

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(
    /\\(?:([\da-f]{1,6})\s?|(.))/gi,
    (_, code: string | undefined, character: string | undefined) => {
      if (code === undefined) return character ?? "";
      const point = Number.parseInt(code, 16);
      return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : "";
    },
  );
}
