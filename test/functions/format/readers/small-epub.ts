import JSZip from "jszip";

export interface SmallEpub {
  /** Content by name; pages are wrapped unless they begin with `<`. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Items of the manifest; every file but those below META-INF when absent. */
  readonly manifest?: string;
  readonly spine: string;
  readonly metadata?: string;
  readonly guide?: string;
  readonly packageAttributes?: string;
}

export const onePixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

export function page(body: string, attributes = ""): string {
  return `<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"${attributes}><head><title>t</title></head><body>${body}</body></html>`;
}

/** An EPUB with its package in `book.opf`. */
export async function smallEpub({
  files,
  manifest,
  spine,
  metadata = "",
  guide = "",
  packageAttributes = "",
}: SmallEpub): Promise<Uint8Array> {
  const zip = new JSZip();
  zip.file("mimetype", "application/epub+zip", { compression: "STORE" });
  zip.file(
    "META-INF/container.xml",
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
  );
  for (const [name, content] of Object.entries(files)) {
    zip.file(name, typeof content === "string" && !content.startsWith("<") ? page(content) : content, {
      createFolders: false,
    });
  }
  const items =
    manifest ??
    Object.keys(files)
      .map((name, index) => `<item id="i${index}" href="${encodeURI(name)}" media-type="${typeOf(name)}"/>`)
      .join("");
  zip.file(
    "book.opf",
    `<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"${packageAttributes}><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">x</dc:identifier><dc:title>Fox</dc:title><dc:language>en</dc:language>${metadata}</metadata><manifest>${items}</manifest><spine>${spine}</spine>${guide}</package>`,
  );
  return zip.generateAsync({ type: "uint8array" });
}

function typeOf(name: string): string {
  if (/\.x?html$/u.test(name)) return "application/xhtml+xml";
  return name.endsWith(".png") ? "image/png" : "application/octet-stream";
}
