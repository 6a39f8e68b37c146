/** The file's name from a `Content-Disposition` header (RFC 6266), as sent; `undefined` where it names none. */
export function fileNameFrom(header: string | null): string | undefined {
  const parameters = parametersOf(header ?? "");
  const extended = decodeExtended(parameters.get("filename*") ?? "");
  const name = extended ?? repairBytes(parameters.get("filename") ?? "");
  return name.trim() === "" ? undefined : name;
}

/**
 * `attachment` with the name in both forms: ASCII for old clients, UTF-8 (RFC 8187) for all others. What parts a path on
 * some system stands in neither: titles have it, and some clients would make folders of it.
 */
export function attachmentNamed(name: string): string {
  const fileName = name
    .replaceAll(/[/\\]/g, "-")
    .replaceAll(/\s*:\s+/g, " - ")
    .replaceAll(":", "-");
  const ascii = fileName
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .replaceAll(/[^\x20-\x7e]|["\\%;]/g, "_");
  const encoded = encodeURIComponent(fileName.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** The first value of each parameter, names in lower case, quoted strings unquoted. */
function parametersOf(header: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name = "", quoted, bare] of header.matchAll(
    /;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g,
  )) {
    // Browsers do not escape the backslashes of a path: only quotes and backslashes are unescaped.
    const value = quoted?.replaceAll(/\\(["\\])/g, "$1") ?? bare?.trim() ?? "";
    if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value);
  }
  return parameters;
}

function decodeExtended(value: string): string | undefined {
  const [, charset = "", encoded = ""] = /^([\w-]*)'[\w-]*'(.*)$/.exec(value) ?? [];
  const bytes = Buffer.from(
    encoded.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
  if (/^utf-?8$/i.test(charset)) return encoded === "" ? undefined : bytes.toString("utf8");
  return /^iso-8859-1$/i.test(charset) && encoded !== "" ? bytes.toString("latin1") : undefined;
}

/** Header bytes arrive as Latin-1. Most clients send UTF-8 in them, which its own shape betrays. */
function repairBytes(name: string): string {
  if (/[\u0100-\uffff]/.test(name)) return name;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(name, "latin1"));
  } catch {
    return name;
  }
}
