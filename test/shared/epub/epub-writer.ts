import { type ZipFile, zipOf } from "../archive/zip-writer.ts";

/** The parts of a small book. Each of them can be said otherwise, or left out with `undefined`. */
export interface EpubParts {
  readonly container?: string | undefined;
  readonly version?: string;
  readonly metadata?: string;
  readonly manifest?: string;
  readonly spine?: string;
  /** What follows the spine. */
  readonly guide?: string;
  readonly opf?: string | undefined;
  /** Other files, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

const container = `<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`;

export function opfOf({ version = "3.0", metadata, manifest, spine, guide = "" }: EpubParts): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" version="${version}" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">${metadata ?? '<dc:identifier id="id">urn:x</dc:identifier><dc:title>A Book</dc:title><dc:language>en</dc:language>'}</metadata>
<manifest>${manifest ?? '<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>'}</manifest>
${spine ?? '<spine><itemref idref="one"/></spine>'}${guide}
</package>`;
}

export function epubOf(parts: EpubParts = {}): Buffer {
  const files: ZipFile[] = [{ name: "mimetype", data: "application/epub+zip" }];
  const add = (name: string, data: string | undefined) => {
    if (data !== undefined) files.push({ name, data, method: 8 });
  };
  add("META-INF/container.xml", "container" in parts ? parts.container : container);
  add("OEBPS/book.opf", "opf" in parts ? parts.opf : opfOf(parts));
  for (const [name, data] of Object.entries({
    "OEBPS/one.xhtml": "<html><body><p>One.</p></body></html>",
    ...parts.files,
  })) {
    add(name, data);
  }
  return zipOf(files);
}
