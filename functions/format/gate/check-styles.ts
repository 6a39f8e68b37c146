import type { Check } from "./check.ts";

/** Every property that the stylesheet may use: of CSS 2.1, and known to Kindles. */
const properties = new Set(
  (
    "margin margin-left margin-right margin-top margin-bottom padding text-indent text-align font-weight font-style font-size " +
    "font-family font-variant page-break-before page-break-after page-break-inside border border-top border-collapse width " +
    "max-width vertical-align list-style-type white-space"
  ).split(" "),
);

export const styleChecks: readonly Check[] = [
  {
    rule: "K37",
    sentence: "Body text keeps the reader's own settings; lengths are in em and per cent, none is negative.",
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
    find: ({ styles, pages }) => [
      ...styles.flatMap((style) => style.match(/@import|url\(/g) ?? []),
      ...pages
        .filter(({ text }) => !text.includes('<link rel="stylesheet" type="text/css" href="style.css"/>'))
        .map(({ item }) => item.href),
    ],
  },
  {
    rule: "K40",
    sentence: "There are no embedded fonts.",
    find: ({ styles, items }) => [
      ...styles.flatMap((style) => style.match(/@font-face/g) ?? []),
      ...items.filter(({ mediaType }) => /font/.test(mediaType)).map(({ href }) => href),
    ],
  },
];
