import type { Check } from "./check.ts";

/** Every property that the stylesheet may use: of CSS 2.1, and known to Kindles. */
const properties = new Set(
  (
    "margin margin-left margin-right margin-top margin-bottom padding text-indent text-align font-weight font-style font-size " +
    "font-family font-variant page-break-before page-break-after page-break-inside border border-top border-collapse width " +
    "max-width vertical-align list-style-type text-transform white-space " +
    // Nothing older says that lines run from top to bottom, and Amazon wants it said for Japanese and Chinese.
    "writing-mode -epub-writing-mode -webkit-writing-mode"
  ).split(" "),
);

const headings = ["h1", "h2", "h3", "h4", "h5", "h6"];

export const styleChecks: readonly Check[] = [
  {
    rule: "K34",
    sentence: "Headings are aligned explicitly, and none is larger than one above it.",
    repair: "The stylesheet says so for each level.",
    find: ({ styles }) => {
      const rules = styles.flatMap(rulesIn);
      const of = (heading: string, property: string) =>
        rules
          .findLast(({ selectors, declarations }) => selectors.includes(heading) && declarations.has(property))
          ?.declarations.get(property);
      const sizes = headings.map((heading) => Number.parseFloat(of(heading, "font-size") ?? ""));
      return [
        ...headings.filter((heading) => of(heading, "text-align") === undefined),
        ...headings.filter((_, index) => !((sizes[index] ?? 0) <= (sizes[index - 1] ?? Number.POSITIVE_INFINITY))),
      ];
    },
  },
  {
    rule: "K37",
    sentence: "Body text keeps the reader's own settings; lengths are in em and per cent, none is negative.",
    repair: "The publisher's styles are left out; what they mean is kept in our own.",
    find: ({ styles }) =>
      styles.flatMap((style) => [
        ...(style.match(/[\d.]+(px|pt|cm|mm|in|pc|vw|vh|rem)\b|:[^;]*\s-[\d.]/g) ?? []).filter(
          (found) => found !== "1px",
        ),
        ...(style.match(/(?:^|})\s*(?:body|html)[^{]*{[^}]*}/g) ?? []),
        ...(style.match(/(?:^|[;{\s])(?:color|background[\w-]*|line-height|position|height)\s*:/g) ?? []),
      ]),
  },
  {
    rule: "K38",
    sentence: "Styles use nothing newer than CSS 2.1.",
    repair: "The only stylesheet is our own.",
    find: ({ styles }) => [
      ...styles.flatMap((style) =>
        [...style.matchAll(/[{;]\s*([\w-]+)\s*:/g)]
          .map(([, property = ""]) => property)
          .filter((property) => !properties.has(property)),
      ),
      ...styles.flatMap((style) => style.match(/var\(|calc\(|@supports|@media|--[\w]/g) ?? []),
    ],
  },
  {
    rule: "K39",
    sentence: "Styles bring in nothing, and every page names them with their type.",
    repair: "The only stylesheet is our own, and every page is written with its link.",
    find: ({ styles }) => styles.flatMap((style) => style.match(/@import|url\(/g) ?? []),
    onPage: ({ text }) =>
      text.includes('<link rel="stylesheet" type="text/css" href="style.css"/>') ? [] : ["no stylesheet"],
  },
  {
    rule: "K40",
    sentence: "There are no embedded fonts.",
    repair: "Fonts are left out.",
    find: ({ styles, items }) => [
      ...styles.flatMap((style) => style.match(/@font-face/g) ?? []),
      ...items.filter(({ mediaType }) => /font/.test(mediaType)).map(({ href }) => href),
    ],
  },
];

interface StyleRule {
  readonly selectors: readonly string[];
  readonly declarations: ReadonlyMap<string, string>;
}

/** The rules of a stylesheet as ours is: no blocks within blocks. */
function rulesIn(style: string): readonly StyleRule[] {
  return [...style.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selectors = "", declarations = ""]) => ({
    selectors: selectors.split(",").map((selector) => selector.trim()),
    declarations: new Map(
      declarations
        .split(";")
        .map((declaration) => declaration.split(":").map((side) => side.trim()))
        .map(([property = "", value = ""]) => [property, value] as const),
    ),
  }));
}
