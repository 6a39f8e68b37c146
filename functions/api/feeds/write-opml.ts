import { element, xmlDeclaration } from "../../../shared/markup/xml.ts";
import { tidyCharacters } from "../../../shared/text/tidy-characters.ts";
import type { Subscription } from "./parse-opml.ts";

/** Feeds as OPML 2.0, in their folders. The same feeds make the same bytes. */
export function writeOpml(list: {
  readonly title: string;
  readonly createdAt: Date;
  readonly subscriptions: readonly Subscription[];
}): string {
  const root: Folder = { folders: new Map(), feeds: [] };
  for (const subscription of list.subscriptions) folderFor(root, subscription.folders).feeds.push(subscription);
  const head =
    element("title", {}, { text: oneLine(list.title) }) +
    element("dateCreated", {}, { text: list.createdAt.toUTCString() });
  const body = `<body>\n${outlinesIn(root, "  ")}</body>`;
  return `${xmlDeclaration}<opml version="2.0">\n<head>${head}</head>\n${body}\n</opml>\n`;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly feeds: Subscription[];
}

function folderFor(root: Folder, path: readonly string[]): Folder {
  let folder = root;
  for (const name of path) {
    const inner = folder.folders.get(name) ?? { folders: new Map<string, Folder>(), feeds: [] };
    folder.folders.set(name, inner);
    folder = inner;
  }
  return folder;
}

function outlinesIn({ folders, feeds }: Folder, indent: string): string {
  const inFolders = [...folders].map(([name, folder]) => {
    const text = oneLine(name);
    const markup = `\n${outlinesIn(folder, `${indent}  `)}${indent}`;
    return `${indent}${element("outline", { text, title: text }, { markup })}\n`;
  });
  const outside = feeds.map(({ url, title, siteUrl }) => {
    const text = oneLine(title);
    return `${indent}${element("outline", { type: "rss", text, title: text, xmlUrl: url, htmlUrl: siteUrl }, { text: "" })}\n`;
  });
  return [...inFolders, ...outside].join("");
}

function oneLine(text: string): string {
  return tidyCharacters(text).replace(/\s+/gu, " ").trim();
}
