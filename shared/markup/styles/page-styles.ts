import type { DefaultTreeAdapterTypes } from "parse5";
import { declaredStyle } from "./declared-style.ts";
import type { SourceStyle } from "./kept-style.ts";
import { openMatcher } from "./matches.ts";
import { parseSelectors, type Selector } from "./parse-selector.ts";
import type { StyleRule } from "./parse-stylesheet.ts";

type Element = DefaultTreeAdapterTypes.Element;

/** What the stylesheets of a page say of its elements. */
export interface PageStyles {
  readonly of: (element: Element) => SourceStyle;
}

/** Rules of one page, over all of its stylesheets. */
const rulesMax = 10_000;

/** One selector with what it says; of several that are about an element the later one counts more. */
interface Entry {
  readonly selector: Selector;
  readonly style: SourceStyle;
  readonly important: SourceStyle;
  readonly order: number;
}

/** The rules of stylesheets that say something which we keep, ready to be asked: made once for all pages that share them. */
export interface StyleIndex {
  readonly byKey: ReadonlyMap<string, readonly Entry[]>;
}

const nothing: SourceStyle = {};
/** Elements whose text every reader shows bold. */
const boldElements = new Set(["h1", "h2", "h3", "h4", "h5", "h6", "th", "dt", "caption"]);

/** @param rules of all stylesheets, in their order */
export function indexStyles(rules: readonly StyleRule[]): StyleIndex {
  const byKey = new Map<string, Entry[]>();
  let order = 0;
  for (const { selectors, declarations } of rules.slice(0, rulesMax)) {
    const { normal: style, important } = declaredStyle(declarations);
    if (style === undefined && important === undefined) continue;
    for (const selector of parseSelectors(selectors)) {
      order += 1;
      const key = keyOf(selector);
      const entries = byKey.get(key) ?? [];
      entries.push({ selector, style: style ?? nothing, important: important ?? nothing, order });
      byKey.set(key, entries);
    }
  }
  return { byKey };
}

/** What an element must have at least for the selector to be about it. */
function keyOf({ subject: { id, classes, name } }: Selector): string {
  if (id !== undefined) return `#${id}`;
  if (classes[0] !== undefined) return `.${classes[0]}`;
  return name ?? "*";
}

/** @returns `undefined` where no rule says anything that we keep */
export function pageStyles({ byKey }: StyleIndex): PageStyles | undefined {
  if (byKey.size === 0) return undefined;
  const { look, matches } = openMatcher();
  const known = new WeakMap<Element, SourceStyle>();

  const find = (element: Element): SourceStyle => {
    const { name, id, classes } = look(element);
    const keys = [...(id === undefined ? [] : [`#${id}`]), ...[...classes].map((one) => `.${one}`), name, "*"];
    const found = keys
      .flatMap((key) => byKey.get(key) ?? [])
      .filter(({ selector }) => matches(selector, element))
      .toSorted((one, other) => one.selector.specificity - other.selector.specificity || one.order - other.order);
    if (found.length === 0) return nothing;
    const style: SourceStyle = Object.assign(
      {},
      ...found.map((entry) => entry.style),
      ...found.map(({ important }) => important),
    );
    const { bold, ...rest } = style;
    // A heading is bold without being told.
    return bold === undefined || (bold && boldElements.has(name)) ? rest : style;
  };

  return {
    of: (element) => {
      const before = known.get(element);
      if (before !== undefined) return before;
      const style = find(element);
      known.set(element, style);
      return style;
    },
  };
}
