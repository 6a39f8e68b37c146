import { type ZipFile, zipOf } from "../../../shared/archive/zip-writer.ts";

/** A PNG of one pixel. */
export const onePixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC",
  "base64",
);

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

export interface DocxParts {
  /** What lies in the body. */
  readonly body: string;
  /** Of `w:styles`, `w:numbering`, `w:footnotes`. */
  readonly styles?: string;
  readonly numbering?: string;
  readonly footnotes?: string;
  /** Further relationships of the text. */
  readonly relationships?: string;
  /** Of `cp:coreProperties`. */
  readonly core?: string;
  readonly files?: readonly ZipFile[];
}

/** A Word document as Word writes it, of the given parts. */
export function docxOf(parts: DocxParts): Buffer {
  const part = (name: string, content: string | undefined) =>
    content === undefined
      ? []
      : [
          {
            name: `word/${name}.xml`,
            method: 8,
            data: `${declaration}<w:${name} xmlns:w="${word}" xmlns:r="${office}">${content}</w:${name}>`,
          },
        ];
  const relationship = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  const relationships = (content: string) =>
    `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${content}</Relationships>`;
  return zipOf([
    {
      name: "[Content_Types].xml",
      method: 8,
      data: `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    },
    {
      name: "_rels/.rels",
      method: 8,
      data: relationships(
        `${relationship("rId1", "officeDocument", "word/document.xml")}<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>`,
      ),
    },
    {
      name: "docProps/core.xml",
      method: 8,
      data: `${declaration}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">${parts.core ?? ""}</cp:coreProperties>`,
    },
    {
      name: "word/_rels/document.xml.rels",
      method: 8,
      data: relationships(
        relationship("rId10", "styles", "styles.xml") +
          relationship("rId11", "numbering", "numbering.xml") +
          relationship("rId12", "footnotes", "footnotes.xml") +
          relationship("rId13", "image", "media/image1.png") +
          (parts.relationships ?? ""),
      ),
    },
    {
      name: "word/document.xml",
      method: 8,
      data: `${declaration}<w:document xmlns:w="${word}" xmlns:r="${office}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:body>${parts.body}</w:body></w:document>`,
    },
    ...part("styles", parts.styles),
    ...part("numbering", parts.numbering),
    ...part("footnotes", parts.footnotes),
    { name: "word/media/image1.png", data: onePixel },
    ...(parts.files ?? []),
  ]);
}

/** A paragraph of Word: runs of plain text, or markup, in a style. */
export function paragraph(content: string, style?: string): string {
  const properties = style === undefined ? "" : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
  return `<w:p>${properties}${content.startsWith("<") ? content : run(content)}</w:p>`;
}

export function run(text: string, properties = ""): string {
  return `<w:r>${properties === "" ? "" : `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
}

export interface OdtParts {
  /** What lies in `office:text`. */
  readonly text: string;
  readonly automaticStyles?: string;
  /** Of `styles.xml`'s `office:styles`. */
  readonly styles?: string;
  /** Of `office:font-face-decls`. */
  readonly fonts?: string;
  /** Of `office:meta`. */
  readonly meta?: string;
  readonly manifest?: string;
  readonly files?: readonly ZipFile[];
}

const oasis = [
  "office",
  "style",
  "text",
  "table",
  "chart",
  "datastyle=number",
  "drawing=draw",
  "meta",
  "xsl-fo-compatible=fo",
  "svg-compatible=svg",
  "manifest",
]
  .map((name) => name.split("="))
  .map(([name = "", prefix = name]) => `xmlns:${prefix}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .join(" ");
export const openNamespaces = `${oasis} xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"`;

/** An OpenDocument text as LibreOffice writes it, of the given parts. */
export function odtOf(parts: OdtParts): Buffer {
  return zipOf([
    { name: "mimetype", data: "application/vnd.oasis.opendocument.text" },
    {
      name: "content.xml",
      method: 8,
      data: `${declaration}<office:document-content ${openNamespaces} office:version="1.3"><office:font-face-decls>${parts.fonts ?? ""}</office:font-face-decls><office:automatic-styles>${parts.automaticStyles ?? ""}</office:automatic-styles><office:body><office:text>${parts.text}</office:text></office:body></office:document-content>`,
    },
    {
      name: "styles.xml",
      method: 8,
      data: `${declaration}<office:document-styles ${openNamespaces}><office:styles>${parts.styles ?? ""}</office:styles></office:document-styles>`,
    },
    {
      name: "meta.xml",
      method: 8,
      data: `${declaration}<office:document-meta ${openNamespaces}><office:meta>${parts.meta ?? ""}</office:meta></office:document-meta>`,
    },
    {
      name: "META-INF/manifest.xml",
      method: 8,
      data: `${declaration}<manifest:manifest ${openNamespaces}>${parts.manifest ?? ""}</manifest:manifest>`,
    },
    { name: "Pictures/1.png", data: onePixel },
    ...(parts.files ?? []),
  ]);
}

/** The same as one file of XML, which holds its pictures. */
export function flatOdtOf({ text, automaticStyles = "", styles = "", meta = "" }: OdtParts): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document ${openNamespaces} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"><office:meta>${meta}</office:meta><office:styles>${styles}</office:styles><office:automatic-styles>${automaticStyles}</office:automatic-styles><office:body><office:text>${text}</office:text></office:body></office:document>`;
}

/** A picture as it lies in a document of one file, with lines as LibreOffice breaks them. */
export const flatPicture = `<draw:image draw:mime-type="image/png"><office:binary-data>${onePixel.toString("base64").replaceAll(/.{72}/gu, "\n $&")}\n</office:binary-data></draw:image>`;

/** A FictionBook of the given bodies, with the given children of `title-info`. */
export function fb2Of(bodies: string, titleInfo = "", rest = ""): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink"><description><title-info>${titleInfo}</title-info></description>${bodies}${rest}</FictionBook>`;
}
