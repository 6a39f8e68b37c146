import { type DefaultTreeAdapterTypes, parse } from "parse5";
import type { Description } from "./describe.ts";

/** What the start of a page says about it: `title`, else its first heading; `meta` for the author; `lang`. */
export function describeHtml(text: string): Description {
  const elements = [...nodesIn(parse(text))].filter((node) => "tagName" in node);
  const named = (name: string) => elements.find((element) => element.tagName === name);
  const meta = (name: string) =>
    elements
      .filter((element) => element.tagName === "meta" && attribute(element, "name")?.toLowerCase() === name)
      .map((element) => attribute(element, "content")?.trim() ?? "")
      .filter((content) => content !== "");
  const root = named("html");
  return {
    title: textIn(named("title")) || textIn(named("h1")),
    authors: [...meta("author"), ...meta("dc.creator")].slice(0, 1),
    language: (root && (attribute(root, "lang") ?? attribute(root, "xml:lang"))) ?? undefined,
  };
}

/** Front matter, else the first heading. The whole of it is read by `format`; this is what the library shows till then. */
export function describeMarkdown(text: string): Description {
  const matter = /^---\n([^]*?)\n(?:---|\.\.\.)(?:\n|$)/u.exec(text)?.[1] ?? "";
  const field = (name: string) => {
    const value = new RegExp(`^${name}:[ \\t]*(.+)$`, "imu").exec(matter)?.[1]?.trim() ?? "";
    return value.replace(/^(["'])(.*)\1$/u, "$2").trim();
  };
  // What is fenced is code, in which a # begins a remark.
  const body = text.slice(matter.length).replace(/^(```|~~~)[^]*?^\1/gmu, "");
  const heading = /^(?:#{1,6} +(.+)|(\S.*)\n[=-]{3,}[ \t]*)$/mu.exec(body);
  const headingText = (heading?.[1] ?? heading?.[2] ?? "").replace(/[*_`]+/gu, "").trim();
  const author = field("author");
  return {
    title: field("title") || withoutClosingHashes(headingText),
    // A list of authors is for the reader of the whole file.
    authors: author === "" || /^[[{|>]/u.test(author) ? [] : [author],
    language: field("lang") || field("language"),
  };
}

/** Headings may end in as many hashes as they began with. */
function withoutClosingHashes(heading: string): string {
  let end = heading.length;
  while (end > 0 && " #".includes(heading.charAt(end - 1))) end -= 1;
  return heading.slice(0, end);
}

/** Project Gutenberg's header is the only one that plain texts share. */
export function describeText(text: string): Description {
  if (!/Project Gutenberg/u.test(text.slice(0, 2_000))) return {};
  const field = (name: string) => new RegExp(`^${name}:[ \\t]+(.+)$`, "mu").exec(text.slice(0, 5_000))?.[1]?.trim();
  const author = field("Author");
  return { title: field("Title"), authors: author === undefined ? [] : [author] };
}

/** Every node in document order. By a list of what waits, since pages nest as deep as they like. */
function* nodesIn(parent: DefaultTreeAdapterTypes.ParentNode): Generator<DefaultTreeAdapterTypes.ChildNode> {
  const waiting = parent.childNodes.toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    if ("childNodes" in next) waiting.push(...next.childNodes.toReversed());
  }
}

function textIn(element: DefaultTreeAdapterTypes.Element | undefined): string {
  if (element === undefined) return "";
  const texts = [...nodesIn(element)].map((node) => (node.nodeName === "#text" && "value" in node ? node.value : ""));
  return texts.join("").replace(/\s+/gu, " ").trim();
}

function attribute(element: DefaultTreeAdapterTypes.Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value;
}
