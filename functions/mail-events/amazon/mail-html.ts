import { type DefaultTreeAdapterTypes, parse } from "parse5";
import type { MailLink } from "./inbound-mail.ts";

const silent = new Set(["script", "style", "head", "title", "template"]);
const blocks = /^(address|article|blockquote|br|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|section|table|td|th|tr|ul)$/;
const linksMax = 200;

/** The words of a mail's HTML, a line for each block of it, and where its links lead. */
export function readMailHtml(html: string): { readonly text: string; readonly links: readonly MailLink[] } {
  const links: MailLink[] = [];
  const pieces: string[] = [];
  const open: { url: string; from: number }[] = [];
  // Without recursion: a mail may be as deep as it likes.
  type Visit = DefaultTreeAdapterTypes.ChildNode | { readonly ends: string };
  const waiting: Visit[] = parse(html).childNodes.toReversed();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if ("ends" in node) {
      const link = node.ends === "a" ? open.pop() : undefined;
      if (link !== undefined && links.length < linksMax) {
        links.push({ url: link.url, words: pieces.slice(link.from).join("").replaceAll(/\s+/g, " ").trim() });
      }
      if (blocks.test(node.ends)) pieces.push("\n");
      continue;
    }
    if (node.nodeName === "#text" && "value" in node) pieces.push(node.value);
    if (!("tagName" in node) || silent.has(node.tagName)) continue;
    if (blocks.test(node.tagName)) pieces.push("\n");
    if (node.tagName === "a") {
      open.push({ url: node.attrs.find(({ name }) => name === "href")?.value ?? "", from: pieces.length });
    }
    waiting.push({ ends: node.tagName }, ...node.childNodes.toReversed());
  }
  return { text: pieces.join(""), links };
}

/** The addresses that stand in a plain text. */
export function linksInText(text: string): readonly MailLink[] {
  return [...text.matchAll(/https:\/\/[^\s<>"')\]]+/g)].slice(0, linksMax).map(([url]) => ({ url, words: "" }));
}
