import { open } from "node:fs/promises";
import { Rejected } from "../../events/rejected.ts";
import type { SourceFormat } from "../../events/values.ts";
import { mayBeCut, withArchive } from "../../shared/archive/open-archive.ts";
import { fb2MetadataIn } from "../../shared/fictionbook/fb2-metadata.ts";
import { flatOdtMetadataIn } from "../../shared/office/odt-metadata.ts";
import { readRtfInfo } from "../../shared/rtf/rtf-info.ts";
import { type Description, tidied } from "./describe.ts";
import { describeHead } from "./describe-head.ts";
import { describeHtml, describeMarkdown, describeText } from "./describe-text.ts";
import { type FileKind, fateOf } from "./file-kinds.ts";
import { type DescribedArchive, inspectArchive } from "./inspect-archive.ts";
import { inspectCutArchive } from "./inspect-cut-archive.ts";
import type { InspectedArchive, InspectInput, Inspection } from "./inspection.ts";
import { judgeName } from "./judge-name.ts";
import { describePdf } from "./pdf/describe-pdf.ts";
import { headBytes, recogniseFormat, textOf } from "./recognise-format.ts";
import { isRunnable, pdfHeaderAt } from "./recognise-magic.ts";
import { recogniseOle } from "./recognise-ole.ts";

/**
 * Recognises a file by its content, opens it safely, and reads what it says about itself. An archive of several books is
 * told by what is in it.
 * @throws Rejected with the reason why it cannot become a book
 */
export async function inspectFile({ path, fileName, mediaType }: InspectInput): Promise<Inspection> {
  const file = await openFile(path);
  try {
    const head = await file.readAt(0, headBytes);
    const kind = recogniseFormat({ head, fileName, mediaType });
    if (kind === "ole") return refuse(await recogniseOle(file.readAt));
    const archive = mayHoldArchive(kind) ? await inspectArchiveAt(path, kind) : undefined;
    // What is in front of an archive would be the one here, and the archive the other there.
    if (archive !== undefined && ((kind !== "zip" && kind !== "unknown") || isActive(head))) return refuse("polyglot");
    if (archive !== undefined && "books" in archive) return archive;
    const found = archive?.kind ?? kind;
    const fate = fateOf(found);
    if (!("takenAs" in fate)) return refuse(found);
    judgeName(fate.takenAs, fileName, mediaType);
    const description =
      archive?.description ??
      (fate.takenAs === "pdf"
        ? await describePdf(file.readAt, file.bytes, pdfHeaderAt(head))
        : describe(fate.takenAs, textOf(head) ?? "", head));
    return { format: fate.takenAs, ...tidied(description, fileName) };
  } finally {
    await file.close();
  }
}

/** A ZIP is read from its end: behind anything that is taken there may be one. */
function mayHoldArchive(kind: FileKind): boolean {
  return kind === "zip" || kind === "unknown" || "takenAs" in fateOf(kind);
}

/** What the ZIP in a file is; `undefined` where a file that does not begin as one has none that opens. */
async function inspectArchiveAt(
  path: string,
  kind: FileKind,
): Promise<DescribedArchive | InspectedArchive | undefined> {
  try {
    return await withArchive(path, async (archive) => {
      // What does not begin like an archive, and has nothing in it, is none.
      if (kind !== "zip" && archive.entries.size === 0) return undefined;
      return await inspectArchive(archive);
    });
  } catch (error) {
    if (kind !== "zip" && error instanceof Rejected && error.code === "archive/damaged") return undefined;
    const cut = kind === "zip" && mayBeCut(error) ? await inspectCutArchive(path) : undefined;
    if (cut === undefined) throw error;
    return cut;
  }
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
      return describeHead(fb2MetadataIn, text);
    // Not in a ZIP: one file of XML.
    case "odt":
      return describeHead(flatOdtMetadataIn, text);
    default:
      return describeText(text);
  }
}

/** Whether what lies in front of an archive is something that a browser or a shell would run. */
function isActive(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
  return isRunnable(bytes.slice(0, Math.max(0, bytes.indexOf("PK\x03\x04"))));
}

function refuse(kind: FileKind): never {
  const fate = fateOf(kind);
  if ("takenAs" in fate) throw new Error(`${kind} is taken, not refused`);
  throw new Rejected(fate.refusedAs, fate.message);
}

interface OpenedFile {
  readonly bytes: number;
  /** Fewer bytes only at the end of the file. */
  readonly readAt: (position: number, length: number) => Promise<Buffer>;
  readonly close: () => Promise<void>;
}

async function openFile(path: string): Promise<OpenedFile> {
  const file = await open(path, "r");
  const { size } = await file.stat();
  return {
    bytes: size,
    readAt: async (position, length) => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - position)));
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    close: () => file.close(),
  };
}
