import { parseFragment } from "parse5";
import { cleanChapter } from "../../../shared/markup/clean-chapter.ts";
import type { CleanNode } from "../../../shared/markup/clean-tree.ts";
import type { SourceReference } from "../../../shared/markup/source-reference.ts";

/** Cleans HTML, and writes what comes out with its ids and links as they are. Pictures are known when they end in `.png`. */
export function cleanMarkup(html: string, notes: string[] = []): string {
  const blocks: string[] = [];
  cleanChapter({
    chapter: { body: parseFragment(html).childNodes, resolve },
    picture: (name) => (name.endsWith(".png") ? { name } : undefined),
    note: (repair, about) => void notes.push(about === undefined ? repair : `${repair} ${about}`),
    onBlock: (block) => void blocks.push(markupOf(block)),
  });
  return blocks.join("\n");
}

function resolve(reference: string): SourceReference | undefined {
  if (reference.startsWith("#")) return { kind: "chapter", id: "it", fragment: reference.slice(1) };
  if (/^https?:/.test(reference)) return { kind: "external", url: reference };
  return /\.(png|webp)$/.test(reference) ? { kind: "resource", id: reference } : undefined;
}

const escape = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export function markupOf(node: CleanNode): string {
  if (typeof node === "string") return escape(node);
  const { name, children, ids, reference } = node;
  const attributes = { ...(ids.length > 0 && { id: ids.join(" ") }), ...target(reference), ...node.attributes };
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  if (["br", "hr", "img"].includes(name)) return `<${name}${list.join("")}/>`;
  return `<${name}${list.join("")}>${children.map(markupOf).join("")}</${name}>`;
}

function target(reference: SourceReference | undefined): Record<string, string> {
  if (reference === undefined) return {};
  if (reference.kind === "resource") return { src: reference.id };
  return { href: reference.kind === "external" ? reference.url : `#${reference.fragment ?? ""}` };
}
