import type { SourceResource } from "../source-book.ts";

/** A page with what it shows, in one file as mails are written (MHTML, RFC 2557). */
export interface WebArchive {
  readonly page: Buffer;
  /** The character set that the page is said to be in; empty where nothing is said. */
  readonly charset: string;
  /** By each of the references that lead there. */
  readonly pictures: ReadonlyMap<string, SourceResource>;
}

interface MimePart {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const partsMax = 2000;
const partDepthMax = 4;

export function isWebArchive(head: string): boolean {
  return /^\s*(?:(?:MIME-Version|From|Subject|Date|X-[\w-]+):[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Content-Type):/iu.test(
    head,
  );
}

/** `undefined` where there is no page in it. */
export function readWebArchive(bytes: Buffer): WebArchive | undefined {
  const parts = [...partsIn(bytes.toString("latin1").trimStart(), 0)].slice(0, partsMax);
  const page = parts.find((part) => typeOf(part) === "text/html");
  if (page === undefined) return undefined;
  const pictures = new Map<string, SourceResource>();
  for (const part of parts) {
    const mediaType = typeOf(part);
    if (!mediaType.startsWith("image/")) continue;
    for (const id of referencesTo(part, page)) {
      const read = () => Promise.resolve(contentOf(part));
      pictures.set(id, { id, name: id.split("/").at(-1) ?? id, mediaType, bytes: part.body.length, read });
    }
  }
  return { page: contentOf(page), charset: parameterOf(page, "charset"), pictures };
}

function* partsIn(text: string, depth: number): Generator<MimePart> {
  const end = /\r?\n\r?\n/u.exec(text);
  if (end === null) return;
  const headers = new Map<string, string>();
  for (const line of text
    .slice(0, end.index)
    .replaceAll(/\r?\n[ \t]+/gu, " ")
    .split(/\r?\n/u)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const part = { headers, body: text.slice(end.index + end[0].length) };
  const boundary = parameterOf(part, "boundary");
  if (boundary === "" || !typeOf(part).startsWith("multipart/")) {
    yield part;
    return;
  }
  if (depth >= partDepthMax) return;
  // What stands before the first boundary and behind the last is for programs that do not know this.
  const [, ...inner] = `\n${part.body}`.split(`\n--${boundary}`);
  for (const one of inner) if (!one.startsWith("--")) yield* partsIn(one.replace(/^[^\n]*\n/u, ""), depth + 1);
}

function typeOf({ headers }: MimePart): string {
  return (headers.get("content-type") ?? "text/plain").replace(/;.*$/su, "").trim().toLowerCase();
}

function parameterOf({ headers }: MimePart, name: string): string {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]+))`, "iu").exec(
    headers.get("content-type") ?? "",
  );
  return found?.[1] ?? found?.[2] ?? "";
}

function contentOf({ headers, body }: MimePart): Buffer {
  switch (headers.get("content-transfer-encoding")?.toLowerCase()) {
    case "base64":
      return Buffer.from(body, "base64");
    case "quoted-printable":
      return Buffer.from(
        body
          .replaceAll(/=[ \t]*\r?\n/gu, "")
          .replaceAll(/=([\da-f]{2})/giu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
        "latin1",
      );
    default:
      return Buffer.from(body, "latin1");
  }
}

/** Its own id, its address, and that as it is seen from where the page lies. */
function referencesTo({ headers }: MimePart, page: MimePart): readonly string[] {
  const id = (headers.get("content-id") ?? "").replaceAll(/^<|>$/gu, "");
  const location = headers.get("content-location") ?? "";
  const folder = (page.headers.get("content-location") ?? "").replace(/[^/]*$/u, "");
  const beside = folder !== "" && location.startsWith(folder) ? location.slice(folder.length) : "";
  return [id === "" ? "" : `cid:${id}`, location, beside].filter((reference) => reference !== "");
}
