import { foldName } from "../archive/entry-name.ts";

/** The files of a container, found as books mean them and not only as they write them. */
export interface ContainerFiles {
  /** The exact name of the entry that a path from the container's root means, or `undefined`. */
  find(path: string): string | undefined;
}

/** What a reference in a book leads to. `external` is an absolute address, of whatever scheme, unchecked. */
export type EpubReference =
  | { readonly kind: "file"; readonly name: string; readonly fragment?: string }
  | { readonly kind: "external"; readonly url: string };

/** Matches exactly, then with case folded and in NFC: names are unique that way, or the archive was not opened. */
export function containerFiles(names: Iterable<string>): ContainerFiles {
  const exact = new Set(names);
  const folded = new Map([...exact].map((name) => [foldName(name), name]));
  return { find: (path) => (exact.has(path) ? path : folded.get(foldName(path))) };
}

/**
 * Resolves a reference in the file `from`. Like a browser it never climbs above the root, so that nothing leads out of
 * the container; `undefined` for what is not in it. A file whose name holds a percent sign is found as well.
 */
export function resolveReference(files: ContainerFiles, from: string, reference: string): EpubReference | undefined {
  const trimmed = reference.trim();
  // One letter before a colon is a drive, which means nothing here.
  if (/^[a-z][a-z0-9+.-]+:/iu.test(trimmed)) return { kind: "external", url: trimmed };
  if (trimmed.startsWith("//")) return undefined;
  const hash = trimmed.indexOf("#");
  const path = (hash < 0 ? trimmed : trimmed.slice(0, hash)).replace(/\?.*$/su, "").replaceAll("\\", "/");
  const fragment = hash < 0 ? "" : percentDecode(trimmed.slice(hash + 1));
  const name = path === "" ? files.find(from) : findAny(files, [percentDecode(path), path], from);
  if (name === undefined) return undefined;
  return fragment === "" ? { kind: "file", name } : { kind: "file", name, fragment };
}

function findAny(files: ContainerFiles, paths: readonly string[], from: string): string | undefined {
  for (const path of paths) {
    const name = files.find(joinPath(from, path));
    if (name !== undefined) return name;
  }
  return undefined;
}

function joinPath(from: string, path: string): string {
  const segments = path.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments.join("/");
}

function percentDecode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
