import { readFileSync } from "node:fs";
import { hashOf } from "../../../events/define-event.ts";

const mediaTypes = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
} as const;

const names = [
  "page.css",
  "controls.css",
  "books.css",
  "details.css",
  "news.css",
  "editor.css",
  "page.js",
  "live.js",
  "upload.js",
  "opml.js",
  "schedule.js",
  "morph.js",
  "times.js",
  "icon.svg",
] as const;
export type AssetName = (typeof names)[number];

interface Asset {
  readonly text: string;
  readonly mediaType: string;
}

/** The files that a browser gets as they are: read once, when the server starts. */
const assets: ReadonlyMap<string, Asset> = new Map(
  names.map((name) => {
    const text = readFileSync(new URL(`./assets/${name}`, import.meta.url), "utf8");
    const kind = name.slice(name.lastIndexOf(".") + 1) as keyof typeof mediaTypes;
    return [name, { text, mediaType: mediaTypes[kind] }];
  }),
);

/** Changes with any of them, so that a browser can keep them for ever. */
const version = hashOf(...[...assets].flatMap(([name, { text }]) => [name, text])).slice(0, 12);

/** The folder that they are served from. */
export const assetsPath = `/page/assets/${version}/`;

export function assetAddress(name: AssetName): string {
  return `${assetsPath}${name}`;
}

/** The answer for a path below `/page/assets/`, or `undefined` where there is nothing. */
export function assetAt(path: string): Response | undefined {
  const asset = path.startsWith(assetsPath) ? assets.get(path.slice(assetsPath.length)) : undefined;
  if (asset === undefined) return undefined;
  return new Response(asset.text, {
    headers: { "content-type": asset.mediaType, "cache-control": "public, max-age=31536000, immutable" },
  });
}
