import { open } from "node:fs/promises";
import { Rejected } from "../../events/rejected.ts";
import type { SourceFormat } from "../../events/values.ts";
import type { Archive } from "../../shared/archive/archive.ts";
import { withArchive } from "../../shared/archive/open-archive.ts";
import { readRtfInfo } from "../../shared/rtf/rtf-info.ts";
import { type Description, tidied } from "./describe.ts";
import { describeArchive } from "./describe-archive.ts";
import { describeFb2 } from "./describe-fb2.ts";
import { describeHtml, describeMarkdown, describeText } from "./describe-text.ts";
import { type FileKind, fates } from "./file-kinds.ts";
import type { InspectInput, Inspection } from "./inspection.ts";
import { judgeName } from "./judge-name.ts";
import { recogniseArchive } from "./recognise-archive.ts";
import { headBytes, recogniseFormat, textOf } from "./recognise-format.ts";

/** The longest `mimetype` that means anything. */
const mimetypeBytesMax = 256;

/**
 * Recognises a file by its content, opens it safely, and reads what it says about itself.
 * @throws Rejected with the reason why it cannot become a book
 */
export async function inspectFile({ path, fileName, mediaType }: InspectInput): Promise<Inspection> {
  const head = await readHead(path);
  const kind = recogniseFormat({ head, fileName, mediaType });
  const archive = kind === "zip" || kind === "unknown" || isText(kind) ? await inspectArchive(path, kind) : undefined;
  // Text in front of an archive would be the one here and the other there.
  if (archive !== undefined && (isText(kind) || isActive(head))) return refuse("polyglot");
  const found = archive?.kind ?? kind;
  const fate = fates[found];
  if (!("takenAs" in fate)) return refuse(found);
  judgeName(fate.takenAs, fileName, mediaType);
  const description = archive?.description ?? describe(fate.takenAs, textOf(head) ?? "", head);
  return { format: fate.takenAs, ...tidied(description, fileName) };
}

interface InspectedArchive {
  readonly kind: FileKind;
  readonly description: Description | undefined;
}

/** What the ZIP in a file is; `undefined` where a file that does not begin as one has none that opens. */
async function inspectArchive(path: string, kind: FileKind): Promise<InspectedArchive | undefined> {
  try {
    return await withArchive(path, async (archive) => {
      const names = [...archive.entries.keys()];
      // What does not begin like an archive, and has nothing in it, is none.
      if (kind !== "zip" && names.length === 0) return undefined;
      const found = recogniseArchive(names, await mimetypeOf(archive));
      return { kind: found, description: await describeArchive(found, archive) };
    });
  } catch (error) {
    const mayBeNone = kind !== "zip" && error instanceof Rejected && error.code === "archive/damaged";
    if (mayBeNone) return undefined;
    throw error;
  }
}

async function mimetypeOf(archive: Archive): Promise<string | undefined> {
  const entry = archive.entries.get("mimetype");
  if (entry === undefined || entry.bytes > mimetypeBytesMax) return undefined;
  return Buffer.from(await archive.read("mimetype")).toString("latin1");
}

function describe(format: SourceFormat, text: string, head: Uint8Array): Description {
  switch (format) {
    case "html":
      return describeHtml(text);
    case "markdown":
      return describeMarkdown(text);
    case "rtf":
      return readRtfInfo(head);
    case "fb2":
      return describeFb2(text);
    default:
      return describeText(text);
  }
}

/** Whether what lies in front of an archive is something that a browser or a shell would run. */
function isActive(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
  const start = bytes.indexOf("PK\x03\x04");
  return /^#!|<(?:!doctype|html|head|body|script|iframe|svg|\?php|\?xml)\b/iu.test(bytes.slice(0, Math.max(0, start)));
}

function isText(kind: FileKind): boolean {
  return kind === "html" || kind === "markdown" || kind === "text";
}

function refuse(kind: FileKind): never {
  const fate = fates[kind];
  if ("takenAs" in fate) throw new Error(`${kind} is taken, not refused`);
  throw new Rejected(fate.refusedAs, fate.message);
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const head = Buffer.alloc(headBytes);
    let filled = 0;
    while (filled < head.length) {
      const { bytesRead } = await file.read(head, filled, head.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return head.subarray(0, filled);
  } finally {
    await file.close();
  }
}
