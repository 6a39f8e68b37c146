/** What Word and old Office draw with: most of them can be drawn here, too. */
export const windowsMetafile = "Windows metafile";

/** Of either of them, or of SVG. */
export const compressedPicture = "compressed picture";

/** What kinds of pictures that no decoder reads begin with, and where. */
const signatures = [
  { kind: windowsMetafile, at: 40, bytes: " EMF" },
  { kind: windowsMetafile, at: 0, bytes: "\xd7\xcd\xc6\x9a" },
  { kind: windowsMetafile, at: 0, bytes: "\x01\x00\x09\x00" },
  { kind: windowsMetafile, at: 0, bytes: "\x02\x00\x09\x00" },
  { kind: compressedPicture, at: 0, bytes: "\x1f\x8b\x08" },
  { kind: "OpenOffice metafile", at: 0, bytes: "VCLMTF" },
  { kind: "PDF", at: 0, bytes: "%PDF-" },
  { kind: "PostScript", at: 0, bytes: "%!PS" },
  { kind: "PostScript", at: 0, bytes: "\xc5\xd0\xd3\xc6" },
] as const;

/** What to call a picture that is of none of the kinds that are read here, for whoever misses it. */
export function unshownKind(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, startBytes)).toString("latin1");
  return signatures.find(({ at, bytes: wanted }) => start.startsWith(wanted, at))?.kind ?? "unknown";
}

const startBytes = 64;
