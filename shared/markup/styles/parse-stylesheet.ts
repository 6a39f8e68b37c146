/** One rule of a stylesheet as it stands: what it is about, and what it says. */
export interface StyleRule {
  readonly selectors: string;
  readonly declarations: string;
}

/** A longer stylesheet is read up to here, in characters. */
export const stylesheetLengthMax = 512 * 1024;
export const rulesPerSheetMax = 5000;
const nestingMax = 10;

/**
 * Takes a stylesheet apart into its rules, in order, whatever is wrong with it. Of blocks that depend on the reader those
 * are looked into that a Kindle would; imports (see `importsOf`), fonts, pages and animations are passed over, and nothing
 * is ever fetched.
 */
export function parseStylesheet(source: string): readonly StyleRule[] {
  const text = withoutComments(source.slice(0, stylesheetLengthMax));
  const rules: StyleRule[] = [];
  readBlock(text, { from: 0, to: text.length }, rules, 0);
  return rules;
}

/** More imports in one stylesheet are no author's. */
const importsMax = 20;
const importRule =
  /^\s*@import\s+(?:url\(\s*(?:"([^"]*)"|'([^']*)'|([^"'()\s]*))\s*\)|"([^"]*)"|'([^']*)')\s*([^;]*);?/i;

/** The stylesheets that one brings in for readers, in their order: they stand before all of its rules. */
export function importsOf(source: string): readonly string[] {
  let rest = withoutComments(source.slice(0, stylesheetLengthMax)).replace(/^\s*@charset[^;]*;/i, "");
  const found: string[] = [];
  for (let match = importRule.exec(rest); match !== null && found.length < importsMax; match = importRule.exec(rest)) {
    const [whole, quoted, single, bare, text, other, media = ""] = match;
    const href = (quoted ?? single ?? bare ?? text ?? other ?? "").trim();
    if (href !== "" && (media.trim() === "" || isForReaders(`@media ${media.trim()}`))) found.push(href);
    rest = rest.slice(whole.length);
  }
  return found;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function readBlock(text: string, { from, to }: Span, rules: StyleRule[], depth: number): void {
  let at = from;
  while (at < to && rules.length < rulesPerSheetMax) {
    const stop = nextOf(text, at, to, "{;}");
    if (stop >= to) return;
    const prelude = text.slice(at, stop).trim();
    at = stop + 1;
    if (text[stop] !== "{") continue;
    const end = closingBrace(text, at, to);
    if (!prelude.startsWith("@")) {
      if (prelude !== "") rules.push({ selectors: prelude, declarations: text.slice(at, end) });
    } else if (isForReaders(prelude) && depth < nestingMax) readBlock(text, { from: at, to: end }, rules, depth + 1);
    at = end + 1;
  }
}

/** Blocks of rules that hold on a page that is read: on screens, and on what Amazon calls its newer format. */
function isForReaders(prelude: string): boolean {
  const media = /^@media\s+(.*)$/is.exec(prelude)?.[1]?.toLowerCase();
  if (media === undefined) return /^@layer\b/i.test(prelude);
  return media
    .split(",")
    .some(
      (query) => /^\s*(?:only\s+)?(?:all|screen|amzn-kf8)\s*$/.test(query) || /^\s*not\s+amzn-mobi\s*$/.test(query),
    );
}

function withoutComments(text: string): string {
  // One that never ends takes the rest with it, as in a browser.
  return text
    .replaceAll(/\/\*[\s\S]*?(?:\*\/|$)/g, " ")
    .replaceAll("<!--", " ")
    .replaceAll("-->", " ");
}

/** The place of the first of these characters that is in no string; `to` where there is none. */
function nextOf(text: string, from: number, to: number, characters: string): number {
  for (let at = from; at < to; at += 1) {
    const character = text[at] ?? "";
    if (character === "\\") at += 1;
    else if (character === '"' || character === "'") at = endOfString(text, at, to);
    else if (characters.includes(character)) return at;
  }
  return to;
}

/** A string ends at its line at the latest. */
function endOfString(text: string, from: number, to: number): number {
  const quote = text[from];
  for (let at = from + 1; at < to; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === quote || text[at] === "\n") return at;
  }
  return to;
}

function closingBrace(text: string, from: number, to: number): number {
  let open = 1;
  for (let at = from; ; at += 1) {
    at = nextOf(text, at, to, "{}");
    if (at >= to) return to;
    open += text[at] === "{" ? 1 : -1;
    if (open === 0) return at;
  }
}
