import {
  isCode,
  isEntry,
  isForeign,
  isHeading,
  isInline,
  isLink,
  isList,
  isOrdered,
  isParagraph,
  isPicture,
  isQuote,
  kindOf,
} from "./block-kinds.ts";
import { isThing, type StateThing, wordsOf } from "./state-value.ts";

/** What a list of blocks reads as. */
export interface WrittenBlocks {
  readonly markup: string;
  /** How many of its entries were blocks of a text. */
  readonly blocks: number;
  /** How many were something else with words: teasers, comments, settings. */
  readonly others: number;
}

/** Follows a name that a store of normalised data uses for one of its things; anything else comes back as it is. */
export type Meant = (value: unknown) => unknown;

const depthMax = 12;
const entriesMax = 3000;
const markupCharactersMax = 2 * 1024 * 1024;

/** Where the words of a block are, the best place first. */
const textKeys =
  "html text content contents children value body data props model attrs attributes blocks items nodes content_elements paragraphs root fields".split(
    " ",
  );

/** What an entry has that is the text of somebody else, or the teaser of another page. */
const byOthers = ["author", "user", "username", "commenter", "avatar", "replies", "upvotes"];
const titleKeys = ["title", "headline", "heading"];
const bodyKeys = ["body", "content", "html", "excerpt", "summary"];
const addressKeys = ["url", "slug", "href", "path", "link", "permalink", "uri", "canonicalUrl"];

/** Another article, or what leads to it. */
function isArticle(thing: StateThing): boolean {
  return titleKeys.some((key) => isWord(thing[key])) && [...addressKeys, ...bodyKeys].some((key) => isWord(thing[key]));
}

const isWord = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

/** Writes the entries of a list one after the other, as markup: paragraphs, headings, quotations, lists, code, pictures. */
export function writeBlocks(list: readonly unknown[], meant: Meant): WrittenBlocks {
  const parts: string[] = [];
  let [blocks, others, length] = [0, 0, 0];
  let openList = "";
  const put = (markup: string) => {
    parts.push(markup);
    length += markup.length;
  };
  for (const entry of list.slice(0, entriesMax)) {
    const value = meant(entry);
    const block = length > markupCharactersMax ? undefined : writeBlock(value, meant, depthMax);
    if (block === undefined) {
      if (isThing(value)) others += 1;
      continue;
    }
    if (block.entryOf !== openList) {
      if (openList !== "") put(`</${openList}>`);
      if (block.entryOf !== "") put(`<${block.entryOf}>`);
      openList = block.entryOf;
    }
    if (block.markup !== "") blocks += 1;
    put(block.markup);
  }
  if (openList !== "") put(`</${openList}>`);
  return { markup: parts.join("\n"), blocks, others };
}

interface Block {
  readonly markup: string;
  /** Where it is an entry of a list that its neighbours are part of: which kind of list. */
  readonly entryOf: "" | "ul" | "ol";
}

const silent: Block = { markup: "", entryOf: "" };
const plain = (markup: string): Block => ({ markup, entryOf: "" });

/** `undefined` for what is no block of a text; no markup for what stands in a text and is not read. */
function writeBlock(value: unknown, meant: Meant, depth: number): Block | undefined {
  if (typeof value === "string") return isReadable(value) ? plain(paragraphsOf(value)) : undefined;
  if (!isThing(value)) return isReactElement(value) ? plain(lineOf(value, meant, depth)) : undefined;
  const kind = kindOf(value);
  if (byOthers.some((key) => value[key] !== undefined && value[key] !== null) || isArticle(value)) return undefined;
  if (isForeign(kind)) return silent;
  if (isPicture(kind)) return plain(pictureOf(value, meant));
  if (isList(kind) && !isEntry(kind)) {
    const name = isOrdered(`${kind}${said(value["listType"])}${said(value["list_type"])}${styleOf(value)}`)
      ? "ol"
      : "ul";
    const entries = entriesOf(value, meant).map((entry) => `<li>${lineOf(entry, meant, depth - 1)}</li>`);
    return plain(`<${name}>${entries.join("")}</${name}>`);
  }
  const line = lineOf(value, meant, depth);
  const listItem = value["listItem"];
  if (isEntry(kind) || isWord(listItem)) {
    const ordered = isOrdered(`${kind}${said(listItem)}`) || / (?:oli|ordered list item) /.test(kind);
    return { markup: `<li>${line}</li>`, entryOf: ordered ? "ol" : "ul" };
  }
  if (line === "") return kind.trim() === "" ? undefined : silent;
  if (isOnlyLink(line)) return silent;
  if (isHeading(kind)) return plain(`<${headingOf(value, kind)}>${line}</${headingOf(value, kind)}>`);
  if (isQuote(kind)) return plain(`<blockquote>${asParagraph(line)}</blockquote>`);
  if (isCode(kind)) return plain(`<pre>${line}</pre>`);
  if (isParagraph(kind) || textKeys.some((key) => value[key] !== undefined)) return plain(asParagraph(line));
  return undefined;
}

const linkLineLengthMax = 1000;

/** A line that is nothing but a link leads to another article, as it does between the paragraphs of a page. */
function isOnlyLink(line: string): boolean {
  if (!line.includes("<a") || line.length > linkLineLengthMax || line.includes("<img")) return false;
  const rest = line.replaceAll(/<a\b[^<>]*>(?:[^<]|<(?!\/a\b))*<\/a>/gi, "").replaceAll(/<[^<>]*>/g, "");
  return !/[\p{L}\p{N}]/u.test(rest);
}

const blockMarkup = /<(?:p|div|h[1-6]|ul|ol|blockquote|pre|table|figure|section|article)\b/i;
const asParagraph = (line: string) => (blockMarkup.test(line) ? line : `<p>${line}</p>`);

/** Words for reading: with a blank between some of them, and no address, colour or key. */
const isReadable = (text: string) =>
  /\S\s+\S|[\u3040-\u30ff\u3400-\u9fff]{4}/u.test(text) && !/^(?:https?:|data:|\{|\$)/.test(text);

/** A text as it stands in data: markup where it has any, else lines. */
export function paragraphsOf(text: string): string {
  if (/<\/?[a-z][^<>]*>/i.test(text)) return asParagraph(text);
  return text
    .split(/\n\s*\n|\r\n|\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => `<p>${wordsAsMarkup(line)}</p>`)
    .join("");
}

/** References to characters are left: many systems write them where they write no tags. */
const wordsAsMarkup = (text: string) => text.replaceAll(/&(?!#?\w{1,31};)/g, "&amp;").replaceAll("<", "&lt;");

/** What is within a block: its words, with links and emphasis. */
function lineOf(value: unknown, meant: Meant, depth: number): string {
  const told = meant(value);
  if (typeof told === "string") return /<\/?[a-z][^<>]*>/i.test(told) ? told : wordsAsMarkup(told);
  if (depth <= 0) return "";
  if (isReactElement(told)) return elementOf(told, meant, depth);
  if (Array.isArray(told))
    return told
      .slice(0, entriesMax)
      .map((one) => innerOf(one, meant, depth - 1))
      .join("");
  if (!isThing(told)) return "";
  for (const key of textKeys) {
    const inner = meant(told[key]);
    if (inner === undefined || inner === null || typeof inner === "number") continue;
    const line = lineOf(inner, meant, depth - 1);
    if (line !== "") return marked(line, told);
  }
  return "";
}

function innerOf(value: unknown, meant: Meant, depth: number): string {
  const told = meant(value);
  if (!isThing(told)) return lineOf(told, meant, depth);
  const kind = kindOf(told);
  if (/ (?:hard ?break|linebreak|line break|br) /.test(kind)) return "<br>";
  if (kind.trim() === "" || isInline(kind) || / (?:text|leaf) /.test(kind)) return lineOf(told, meant, depth);
  return writeBlock(told, meant, depth)?.markup ?? "";
}

const marks: Readonly<Record<string, string>> = {
  bold: "b",
  strong: "b",
  italic: "i",
  em: "i",
  emphasis: "i",
  code: "code",
};

/** Adds links and emphasis as rich-text editors keep them: beside the words. */
function marked(line: string, thing: StateThing): string {
  const address = addressOf(thing);
  if (address !== undefined) return `<a href="${attributeText(address)}">${line}</a>`;
  let markup = line;
  for (const mark of Array.isArray(thing["marks"]) ? thing["marks"].slice(0, 8) : []) {
    const name =
      typeof mark === "string" ? mark : isThing(mark) && typeof mark["type"] === "string" ? mark["type"] : "";
    const linked = isThing(mark) && name === "link" ? addressOf({ type: "link", ...mark }) : undefined;
    if (linked !== undefined) markup = `<a href="${attributeText(linked)}">${markup}</a>`;
    const element = Object.hasOwn(marks, name) ? marks[name] : undefined;
    if (element !== undefined) markup = `<${element}>${markup}</${element}>`;
  }
  if (thing["bold"] === true) markup = `<b>${markup}</b>`;
  if (thing["italic"] === true) markup = `<i>${markup}</i>`;
  return markup;
}

function addressOf(thing: StateThing): string | undefined {
  if (!isLink(kindOf(thing))) return undefined;
  for (const holder of [thing, thing["data"], thing["attrs"], thing["fields"], thing["props"]]) {
    if (!isThing(holder)) continue;
    const address = [holder["href"], holder["url"], holder["uri"]].find(isWord);
    if (address !== undefined) return address;
  }
  return undefined;
}

function isReactElement(value: unknown): value is readonly ["$", string, unknown, StateThing] {
  return Array.isArray(value) && value[0] === "$" && typeof value[1] === "string" && isThing(value[3]);
}

/** An element as React's server components write it: `["$", "p", key, {children}]`. Of a component, what it is given to hold. */
function elementOf([, tag, , props]: readonly ["$", string, unknown, StateThing], meant: Meant, depth: number): string {
  const raw = props["dangerouslySetInnerHTML"];
  const inner = isThing(raw)
    ? lineOf(raw["__html"], meant, depth - 1)
    : lineOf(props["children"] ?? "", meant, depth - 1);
  if (!/^[a-z][a-z0-9]{0,9}$/.test(tag)) return inner;
  if (tag === "script" || tag === "style" || tag === "nav" || tag === "footer" || tag === "aside" || tag === "template")
    return "";
  const attributes = ["href", "src", "srcSet", "alt", "className", "id", "role"]
    .filter((name) => isWord(props[name]))
    .map((name) => ` ${name === "className" ? "class" : name.toLowerCase()}="${attributeText(String(props[name]))}"`);
  return `<${tag}${attributes.join("")}>${inner}${/^(?:img|br|hr|wbr)$/.test(tag) ? "" : `</${tag}>`}`;
}

const said = (value: unknown) => (typeof value === "string" ? wordsOf(value) : "");
const styleOf = ({ data }: StateThing) => (isThing(data) ? said(data["style"]) : "");

function headingOf(thing: StateThing, kind: string): string {
  const holders = [thing, thing["attrs"], thing["data"], thing["props"]].filter(isThing);
  const level = holders.map((holder) => holder["level"]).find((one) => typeof one === "number");
  const named = / h(?:eading)? ?([1-6]) /.exec(kind)?.[1] ?? (/ header one /.test(kind) ? "1" : undefined);
  return `h${Math.min(6, Math.max(2, Math.round(typeof level === "number" ? level : Number(named ?? 2))))}`;
}

function entriesOf(thing: StateThing, meant: Meant): readonly unknown[] {
  const holders = [thing, ...["data", "props", "attrs", "model"].map((key) => meant(thing[key]))].filter(isThing);
  for (const holder of holders) {
    for (const key of ["items", "children", "content", "blocks", "content_elements"]) {
      const entries = meant(holder[key]);
      if (Array.isArray(entries)) return entries.slice(0, entriesMax);
    }
  }
  return [];
}

function pictureOf(thing: StateThing, meant: Meant): string {
  const holders = [
    thing,
    ...["image", "asset", "file", "data", "props", "attrs", "model"].map((key) => meant(thing[key])),
  ]
    .filter(isThing)
    .flatMap((holder) => [
      holder,
      ...[meant(holder["image"]), meant(holder["file"]), meant(holder["asset"])].filter(isThing),
    ]);
  const told = (...keys: readonly string[]) => holders.flatMap((holder) => keys.map((key) => holder[key])).find(isWord);
  const source = told("src", "url", "originalUrl");
  if (source === undefined || !/^(?:https?:)?\/\/?\S+$/.test(source)) return "";
  const caption =
    holders
      .map((holder) => holder["caption"])
      .map((one) => lineOf(one ?? "", meant, 4))
      .find((one) => one !== "") ?? "";
  const alt = told("alt", "altText", "alt_text") ?? "";
  return `<figure><img src="${attributeText(source)}" alt="${attributeText(alt)}">${caption === "" ? "" : `<figcaption>${caption}</figcaption>`}</figure>`;
}

const attributeText = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
