/** What books and documents mean by a prefix that they forgot to bind. */
export const wellKnownNamespaces: ReadonlyMap<string, string> = new Map([
  ["dc", "http://purl.org/dc/elements/1.1/"],
  ["dcterms", "http://purl.org/dc/terms/"],
  ["opf", "http://www.idpf.org/2007/opf"],
  ["epub", "http://www.idpf.org/2007/ops"],
  ["ncx", "http://www.daisy.org/z3986/2005/ncx/"],
  ["xlink", "http://www.w3.org/1999/xlink"],
  ["xsi", "http://www.w3.org/2001/XMLSchema-instance"],
  ["enc", "http://www.w3.org/2001/04/xmlenc#"],
  // Of what lies in a document of a word processor, those that say more than a name does.
  ["c", "http://schemas.openxmlformats.org/drawingml/2006/chart"],
  ["dgm", "http://schemas.openxmlformats.org/drawingml/2006/diagram"],
  ["office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"],
  ["draw", "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"],
]);

const bareAmpersand = /&(?!(?:#[0-9]+|#x[0-9a-f]+|[a-z][a-z0-9]*);)/giu;
/** Everything below a space but tab and line ends, and what is no character at all (XML 1.0, production 2). */
const foreignCharacters = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

export function hasForeignCharacters(text: string): boolean {
  return foreignCharacters.test(text);
}

/** Mends what is no matter of structure, and adds what it was to `mended`. CDATA is left as it is. */
export function mendMarkup(body: string, mended: Set<string>): string {
  let markup = body;
  if (hasForeignCharacters(markup)) {
    markup = markup.replace(new RegExp(foreignCharacters, "gu"), "");
    mended.add("control characters");
  }
  const parts: string[] = [];
  for (let at = 0; at < markup.length; ) {
    const cdata = markup.indexOf("<![CDATA[", at);
    const end = cdata < 0 ? markup.length : cdata;
    const part = markup.slice(at, end);
    const escaped = part.replace(bareAmpersand, "&amp;");
    if (escaped.length !== part.length) mended.add("a bare &");
    const close = cdata < 0 ? -1 : markup.indexOf("]]>", cdata);
    at = cdata < 0 || close < 0 ? markup.length : close + 3;
    parts.push(escaped, cdata < 0 ? "" : markup.slice(cdata, at));
  }
  return parts.join("");
}
