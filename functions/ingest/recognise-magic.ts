import type { FileKind } from "./file-kinds.ts";

interface Signature {
  readonly kind: FileKind;
  /** Characters of one byte each; `.` in the place of any. */
  readonly bytes: string;
  readonly at?: number;
}

/** Signatures that no text begins with. */
const signatures: readonly Signature[] = [
  { kind: "zip", bytes: "PK\x03\x04" },
  { kind: "zip", bytes: "PK\x05\x06" },
  { kind: "zip", bytes: "PK\x07\x08" },
  { kind: "pdf", bytes: "%PDF-" },
  { kind: "rtf", bytes: "{\\rtf" },
  { kind: "rtf", bytes: "{\\pard" },
  { kind: "mobi", bytes: "BOOKMOBI", at: 60 },
  { kind: "mobi", bytes: "TEXtREAd", at: 60 },
  { kind: "mobi", bytes: "TPZ0" },
  { kind: "kfx", bytes: "\xeaDRMION\xee" },
  { kind: "kfx", bytes: "CONT\x02\x00" },
  { kind: "ole", bytes: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" },
  { kind: "palm", bytes: "PNRdPPrs", at: 60 },
  { kind: "palm", bytes: "ToGoToGo", at: 60 },
  { kind: "palm", bytes: "DataPlkr", at: 60 },
  { kind: "palm", bytes: "zTXTGPlm", at: 60 },
  { kind: "palm", bytes: "SDocSilX", at: 60 },
  { kind: "djvu", bytes: "AT&TFORM" },
  { kind: "chm", bytes: "ITSF\x03" },
  { kind: "lit", bytes: "ITOLITLS" },
  { kind: "lrf", bytes: "L\0R\0F\0" },
  { kind: "postscript", bytes: "%!PS" },
  { kind: "postscript", bytes: "\xc5\xd0\xd3\xc6" },
  { kind: "rar", bytes: "Rar!\x1a\x07" },
  { kind: "rar", bytes: "RE~^" },
  { kind: "7z", bytes: "7z\xbc\xaf\x27\x1c" },
  { kind: "archive", bytes: "\x1f\x8b" },
  { kind: "archive", bytes: "\x1f\x9d" },
  { kind: "archive", bytes: "\xfd7zXZ\x00" },
  { kind: "archive", bytes: "\x28\xb5\x2f\xfd" },
  { kind: "archive", bytes: "\x04\x22\x4d\x18" },
  { kind: "archive", bytes: "!<arch>\n" },
  { kind: "archive", bytes: "MSCF\x00\x00\x00\x00" },
  { kind: "archive", bytes: "ustar", at: 257 },
  { kind: "archive", bytes: "070701" },
  { kind: "archive", bytes: "070702" },
  { kind: "archive", bytes: "\xc7\x71" },
  { kind: "archive", bytes: "-lh.-", at: 2 },
  { kind: "image", bytes: "\xff\xd8\xff" },
  { kind: "image", bytes: "\x89PNG\r\n\x1a\n" },
  { kind: "image", bytes: "GIF87a" },
  { kind: "image", bytes: "GIF89a" },
  { kind: "image", bytes: "RIFF....WEBP" },
  { kind: "image", bytes: "II*\x00" },
  { kind: "image", bytes: "MM\x00*" },
  { kind: "icon", bytes: "\x00\x00\x01\x00" },
  { kind: "icon", bytes: "\x00\x00\x00\x0cjP  " },
  { kind: "image", bytes: "\x00\x00\x00\x0cJXL " },
  { kind: "image", bytes: "\xff\x0a" },
  { kind: "icon", bytes: "8BPS\x00\x01" },
  { kind: "image", bytes: "ftypavif", at: 4 },
  { kind: "image", bytes: "ftyphei", at: 4 },
  { kind: "image", bytes: "ftyphev", at: 4 },
  { kind: "image", bytes: "ftypmif1", at: 4 },
  { kind: "media", bytes: "ftyp", at: 4 },
  { kind: "media", bytes: "RIFF....WAVE" },
  { kind: "media", bytes: "RIFF....AVI " },
  { kind: "media", bytes: "RIFX" },
  { kind: "media", bytes: "OggS\x00" },
  { kind: "media", bytes: "fLaC\x00" },
  { kind: "media", bytes: "\x1aE\xdf\xa3" },
  { kind: "media", bytes: "FLV\x01" },
  { kind: "media", bytes: "ID3\x02" },
  { kind: "media", bytes: "ID3\x03" },
  { kind: "media", bytes: "ID3\x04" },
  { kind: "media", bytes: "\x00\x00\x01\xba" },
  { kind: "font", bytes: "\x00\x01\x00\x00\x00" },
  { kind: "font", bytes: "OTTO\x00" },
  { kind: "font", bytes: "wOFF" },
  { kind: "font", bytes: "wOF2" },
  { kind: "executable", bytes: "\x7fELF" },
  { kind: "executable", bytes: "\xca\xfe\xba\xbe" },
  { kind: "executable", bytes: "\xfe\xed\xfa\xce" },
  { kind: "executable", bytes: "\xfe\xed\xfa\xcf" },
  { kind: "executable", bytes: "\xce\xfa\xed\xfe" },
  { kind: "executable", bytes: "\xcf\xfa\xed\xfe" },
  { kind: "executable", bytes: "\x00asm" },
  { kind: "executable", bytes: "dex\n03" },
];

/** Signatures that are letters: they count only where the file is no text. */
const weakSignatures: readonly Signature[] = [
  { kind: "executable", bytes: "MZ" },
  { kind: "executable", bytes: "ZM" },
  { kind: "image", bytes: "BM" },
  { kind: "archive", bytes: "BZh" },
  { kind: "archive", bytes: "\x60\xea" },
  { kind: "media", bytes: "ID3" },
  { kind: "media", bytes: "\xff\xfb" },
  { kind: "media", bytes: "\xff\xf3" },
];

/** How far into a file its readers look for the start of a PDF (PDF 1.7, implementation note 13). */
const pdfSearchBytes = 1024;

export function recogniseMagic(head: Uint8Array): FileKind | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, pdfSearchBytes)).toString("latin1");
  const kind = matching(signatures, bytes);
  // A ZIP that is a PDF as well opens as the one here and as the other there.
  if (kind === "zip") return bytes.includes("%PDF-") ? "polyglot" : "zip";
  if (kind !== undefined) return kind;
  const pdfAt = bytes.search(/%PDF-[0-9]/u);
  if (pdfAt < 0 || !/^(?:|[^]*[\r\n\0])$/u.test(bytes.slice(0, pdfAt)) || !hasPdfObjects(head)) return undefined;
  // The same with what a browser or a shell would run in front.
  return isRunnable(bytes.slice(0, pdfAt)) || recogniseWeakMagic(head) === "executable" ? "polyglot" : "pdf";
}

/** Where a PDF begins: not always with the file. 0 where it does not say. */
export function pdfHeaderAt(head: Uint8Array): number {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, pdfSearchBytes)).toString("latin1");
  return Math.max(0, bytes.indexOf("%PDF-"));
}

/** Whether a browser or a shell would run something of this, whatever follows. */
export function isRunnable(text: string): boolean {
  return /^#!|<(?:!doctype|html|head|body|script|iframe|svg|\?php|\?xml)\b/iu.test(text);
}

export function recogniseWeakMagic(head: Uint8Array): FileKind | undefined {
  return matching(
    weakSignatures,
    Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 16)).toString("latin1"),
  );
}

/** A text may quote the first line of a PDF, but not what comes after it. */
function hasPdfObjects(head: Uint8Array): boolean {
  return /\d \d+ obj\b/u.test(Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1"));
}

function matching(all: readonly Signature[], head: string): FileKind | undefined {
  return all.find(({ bytes, at = 0 }) =>
    [...bytes].every((byte, index) => byte === head[at + index] || (byte === "." && at + index < head.length)),
  )?.kind;
}
