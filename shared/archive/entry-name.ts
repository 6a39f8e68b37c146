import { crc32 } from "node:zlib";

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Code page 437 from 0x80 on: what names are written in where nothing says otherwise (APPNOTE appendix D.1). */
const cp437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

/**
 * The name of an entry. Many tools write UTF-8 without setting the flag that says so, so that bytes which are UTF-8 are
 * read as such, and only others by the code page. The first Unicode path field (0x7075) that fits the name counts.
 */
export function decodeEntryName(raw: Uint8Array, unicodePaths: readonly Uint8Array[]): string {
  for (const field of unicodePaths) {
    const name = unicodePathOf(raw, field);
    if (name !== undefined) return name;
  }
  return decodeUtf8(raw) ?? decodeCp437(raw);
}

/** APPNOTE 4.6.9: version 1, the checksum of the name that it stands for, the name in UTF-8. */
function unicodePathOf(raw: Uint8Array, field: Uint8Array): string | undefined {
  if (field.length < 6 || field[0] !== 1) return undefined;
  const checksum = new DataView(field.buffer, field.byteOffset).getUint32(1, true);
  return checksum === crc32(raw) ? decodeUtf8(field.subarray(5)) : undefined;
}

function decodeUtf8(raw: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(raw);
  } catch {
    return undefined;
  }
}

function decodeCp437(raw: Uint8Array): string {
  return Array.from(raw, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : (cp437[byte - 0x80] ?? "?"))).join("");
}

/** Whether a name could lead anywhere but below the folder it is unpacked in, on any system, or hide what it is. */
export function isUnsafeName(name: string): boolean {
  return name === "" || leadsOutside(name) || [...name].some(isControl);
}

/** Absolute, on another drive, up, or written with the other slash. */
export function leadsOutside(name: string): boolean {
  return name.startsWith("/") || name.includes("\\") || /^[a-z]:/iu.test(name) || name.split("/").includes("..");
}

function isControl(character: string): boolean {
  return character < " " || (character >= "\u007f" && character <= "\u009f");
}

/**
 * What two names have in common that some file system takes for one: NFC, full case folding, no empty or `.` segments,
 * no slash at the end.
 */
export function foldName(name: string): string {
  const segments = name.split("/").filter((segment) => segment !== "" && segment !== ".");
  // Down, then up: what has two lower or two upper forms (ς and σ, ß and ẞ, the Kelvin sign) meets in one.
  return segments.join("/").normalize("NFC").toLowerCase().toUpperCase().normalize("NFC");
}
