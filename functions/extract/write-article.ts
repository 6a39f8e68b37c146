import { pictureScheme } from "../../shared/articles/picture-scheme.ts";
import { cleanChapter } from "../../shared/markup/clean-chapter.ts";
import type { CleanElement, CleanNode } from "../../shared/markup/clean-tree.ts";
import { externalUrl } from "../../shared/markup/external-url.ts";
import type { SourceReference } from "../../shared/markup/source-reference.ts";
import { attributeList, escapeText } from "../../shared/markup/xml.ts";
import { cleanUrl, webAddress } from "./clean-url.ts";
import { collapse, type PageNode } from "./page/page-nodes.ts";
import type { Picture } from "./pick-images.ts";

export interface WrittenArticle {
  /** One `article` element of strict XHTML, from the allow-list alone. Pictures have their address on the web. */
  readonly html: string;
  /** What there is to read, a paragraph a line; captions and descriptions of pictures are not in it. */
  readonly text: string;
  /** The pictures that are shown, in order. */
  readonly pictures: readonly Picture[];
}

export interface WriteOptions {
  readonly nodes: readonly PageNode[];
  /** As `pickImages` answered. */
  readonly pictures: readonly Picture[];
  /** What addresses are relative to. */
  readonly base: string;
  /** Where the page lies, by all its names: links to it with a fragment are links within. */
  readonly addresses: readonly string[];
  readonly language?: string;
  readonly direction?: "ltr" | "rtl";
}

/** Rebuilds an article from the allow-list that books are cleaned by, and writes it as strict XHTML. */
export function writeArticle({ nodes, pictures, base, addresses, language, direction }: WriteOptions): WrittenArticle {
  const blocks: CleanElement[] = [];
  const pages = addresses.map(withoutFragment);
  const pictureOf = (id: string) => pictures[Number(id)];
  cleanChapter({
    chapter: { body: nodes, resolve: (reference) => resolve(reference, base, pages) },
    picture: (id) => {
      const picture = pictureOf(id);
      return picture === undefined ? undefined : { name: picture.address.split(/[?#]/)[0] ?? "" };
    },
    note: () => undefined,
    onBlock: (block) => void blocks.push(block),
  });
  const targets = fragmentsIn(blocks);
  const shown: Picture[] = [];
  // Pieces in a row: an element within others would be copied as often as it is deep.
  const parts: string[] = [];
  for (const block of blocks) {
    write(block);
    parts.push("\n");
  }
  const attributes = { xmlns: "http://www.w3.org/1999/xhtml", lang: language, "xml:lang": language, dir: direction };
  return {
    html: `<article${attributeList(attributes)}>\n${parts.join("")}</article>`,
    text: textOfBlocks(blocks),
    pictures: shown,
  };

  function write(node: CleanNode): void {
    if (typeof node === "string") {
      parts.push(escapeText(node));
      return;
    }
    const { name, reference, children } = node;
    const own: Record<string, string> = {};
    const id = node.ids.map((one) => targets.get(one)).find((one) => one !== undefined);
    if (id !== undefined) own["id"] = id;
    for (const [key, value] of Object.entries(node.attributes)) {
      if (key === "epub:type") own["role"] = "doc-footnote";
      else own[key] = value;
    }
    if (name === "a") {
      const href = hrefOf(reference);
      if (href !== undefined) writeElement("a", { href, ...own }, children);
      else if (id !== undefined) writeElement("span", own, children);
      else for (const child of children) write(child);
    } else if (name === "img") {
      const picture = reference?.kind === "resource" ? pictureOf(reference.id) : undefined;
      const src = picture && externalUrl(picture.address);
      if (picture === undefined || src === undefined) return;
      shown.push({ ...picture, address: src });
      parts.push(`<img${attributeList({ src, ...own })}/>`);
    } else if (name === "br" || name === "hr") parts.push(`<${name}${attributeList(own)}/>`);
    else if (name !== "span" || children.length > 0 || id !== undefined) writeElement(name, own, children);
  }

  function writeElement(name: string, own: Readonly<Record<string, string>>, children: readonly CleanNode[]): void {
    parts.push(`<${name}${attributeList(own)}>`);
    for (const child of children) write(child);
    parts.push(`</${name}>`);
  }

  function hrefOf(reference: SourceReference | undefined): string | undefined {
    if (reference?.kind === "external") return externalUrl(cleanUrl(reference.url, addresses) ?? reference.url);
    if (reference?.kind !== "chapter" || reference.fragment === undefined) return undefined;
    const id = targets.get(reference.fragment);
    return id === undefined ? undefined : `#${id}`;
  }
}

function resolve(reference: string, base: string, pages: readonly string[]): SourceReference | undefined {
  const picture = /^picture:(\d{1,4})$/.exec(reference);
  if (picture?.[1] !== undefined) return { kind: "resource", id: picture[1] };
  if (reference.startsWith(pictureScheme)) return undefined;
  if (reference.startsWith("#")) return fragment(reference);
  if (/^mailto:/i.test(reference)) return { kind: "external", url: reference };
  const url = webAddress(reference, base);
  if (url === undefined) return undefined;
  const { hash } = new URL(url);
  if (hash.length > 1 && pages.includes(withoutFragment(url))) return fragment(hash);
  return { kind: "external", url };
}

function withoutFragment(address: string): string {
  return address.split("#")[0] ?? "";
}

function fragment(reference: string): SourceReference {
  let name = reference.slice(1);
  try {
    name = decodeURIComponent(name);
  } catch {
    // As it is written, then.
  }
  return { kind: "chapter", id: "", fragment: name };
}

/** Ids that something leads to, and what they are called from now on: nothing of a page's own names is kept. */
function fragmentsIn(blocks: readonly CleanElement[]): ReadonlyMap<string, string> {
  const wanted = new Set<string>();
  const there: string[] = [];
  const look = (node: CleanNode): void => {
    if (typeof node === "string") return;
    if (node.reference?.kind === "chapter" && node.reference.fragment !== undefined)
      wanted.add(node.reference.fragment);
    for (const id of node.ids) there.push(id);
    for (const child of node.children) look(child);
  };
  for (const block of blocks) look(block);
  const names = new Map<string, string>();
  for (const id of there) if (wanted.has(id) && !names.has(id)) names.set(id, `place-${names.size + 1}`);
  return names;
}

const textBlocks = new Set(
  "p div h1 h2 h3 h4 h5 h6 pre li dt dd blockquote td th caption table tr ul ol dl aside".split(" "),
);

/** What there is to read, without captions and descriptions of pictures. */
export function textOfBlocks(blocks: readonly CleanElement[]): string {
  const lines: string[] = [];
  let line = "";
  const end = () => {
    const plain = collapse(line);
    if (plain !== "") lines.push(plain);
    line = "";
  };
  const read = (node: CleanNode): void => {
    if (typeof node === "string") line += node;
    else if (node.name === "br") line += "\n";
    else if (node.name !== "figcaption" && node.name !== "rt") {
      const isBlock = textBlocks.has(node.name);
      if (isBlock) end();
      for (const child of node.children) read(child);
      if (isBlock) end();
    }
  };
  for (const block of blocks) {
    read(block);
    end();
  }
  return lines.join("\n");
}

/**
 * Puts what was fetched in the place of the pictures' addresses; a picture that has no new place goes, and a figure that held
 * nothing else goes with it. For `html` of `writeArticle` alone, whose pictures are written in one way.
 */
export function settlePictures(html: string, placeOf: (address: string) => string | undefined): string {
  return html
    .replaceAll(/<img src="([^"]*)"([^>]*)\/>/g, (_, written: string, rest: string) => {
      const place = placeOf(unescaped(written));
      return place === undefined ? "" : `<img${attributeList({ src: place })}${rest}/>`;
    })
    .replaceAll(
      /<figure>\s*(?:<p>\s*<\/p>\s*)?(?:<figcaption>(?:(?!<\/figcaption>|<figure>|<img).)*<\/figcaption>\s*)?<\/figure>\n?/gs,
      "",
    );
}

function unescaped(attribute: string): string {
  return attribute.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
