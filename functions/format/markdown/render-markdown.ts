import createMarkdown, { type Token } from "markdown-it";
import { gatherFootnotes } from "./gather-footnotes.ts";

/** Lists and quotes within each other beyond this are read as text. */
const nestingMax = 60;

/**
 * HTML of a Markdown text: CommonMark with tables, strikethrough, footnotes and task lists, and the HTML that stands in it as it
 * is. Headings carry the ids that links in such texts count on.
 */
export function renderMarkdown(text: string): { html: string; firstHeading: string | undefined } {
  const parser = createMarkdown({ html: true, linkify: true, maxNesting: nestingMax });
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  gatherFootnotes(parser);
  // Addresses are judged where every format's are: here a refused one would stay behind as text.
  parser.validateLink = (address) => !/^\s*(?:javascript|vbscript|file):/iu.test(address);
  const environment = {};
  const tokens = parser.parse(text, environment);
  setHeadingIds(tokens);
  drawTaskLists(tokens);
  // A text may begin with a smaller heading and have no larger one: that is its title as well.
  const h1 = tokens.findIndex(({ type, tag }) => type === "heading_open" && tag === "h1");
  const first = h1 === -1 && tokens[0]?.type === "heading_open" ? 0 : h1;
  const firstHeading = first === -1 ? undefined : plainText(tokens[first + 1]);
  return { html: parser.renderer.render(tokens, parser.options, environment), firstHeading };
}

/** `{#id .class}` behind a heading, as pandoc and kramdown have it. */
const headingAttributes = /\s*\{\s*(?:#([^\s{}]+))?[^{}]*\}\s*$/u;

function setHeadingIds(tokens: readonly Token[]): void {
  const taken = new Map<string, number>();
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "heading_open") continue;
    const inline = tokens[index + 1];
    const own = takeOwnId(inline);
    const slug = own ?? slugOf(plainText(inline));
    const count = taken.get(slug) ?? 0;
    taken.set(slug, count + 1);
    if (slug !== "") token.attrSet("id", count === 0 ? slug : `${slug}-${count}`);
  }
}

function takeOwnId(inline: Token | undefined): string | undefined {
  const last = inline?.children?.at(-1);
  if (last?.type !== "text") return undefined;
  const match = /[#.]/u.test(last.content) ? headingAttributes.exec(last.content) : null;
  if (match === null || !/\{\s*[#.][\w-]/u.test(match[0])) return undefined;
  last.content = last.content.slice(0, match.index);
  return match[1];
}

/** As GitHub makes them, since that is what people link to. */
function slugOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\s-]/gu, "")
    .replace(/\s/gu, "-");
}

/** What an inline token says, without marks and markup. */
function plainText(inline: Token | undefined): string {
  const parts = (inline?.children ?? []).map((child) => {
    if (child.type === "text" || child.type === "code_inline") return child.content;
    if (child.type === "image") return plainText(child);
    return child.type === "softbreak" || child.type === "hardbreak" ? " " : "";
  });
  return parts.join("").replace(/\s+/gu, " ").trim();
}

/** `- [ ]` and `- [x]`: no form on paper, but a box that is seen. */
function drawTaskLists(tokens: readonly Token[]): void {
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "inline" || tokens[index - 2]?.type !== "list_item_open") continue;
    const first = token.children?.[0];
    const match = first?.type === "text" ? /^\[([ xX])\]\s/u.exec(first.content) : null;
    if (first && match) first.content = `${match[1] === " " ? "☐" : "☑"} ${first.content.slice(match[0].length)}`;
  }
}
