import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import JSZip from "jszip";
import sharp from "sharp";
import { seeded } from "../seeded.ts";

/** What the budgets of DESIGN section 7 name, made from a seed, so that every run converts the same bytes. */
export interface BenchInput {
  readonly name: string;
  readonly path: string;
  readonly format: "html" | "markdown" | "docx" | "epub";
  /** CPU seconds that DESIGN allows. */
  readonly budgetSeconds: number;
  /** What the mail may have that the EPUB goes with, where that makes it be recompressed. */
  readonly mailBytesMax?: number;
}

const vocabulary =
  "the of and to in a is that it was for on are with as his they at be this from have or by one had not but what all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know".split(
    " ",
  );

export async function makeInputs(folder: string): Promise<readonly BenchInput[]> {
  const random = seeded(7);
  const words = (count: number) =>
    Array.from({ length: count }, () => vocabulary[Math.floor(random() * vocabulary.length)] ?? "the").join(" ");
  const paragraphs = (bytes: number): readonly string[] => {
    const made: string[] = [];
    for (let length = 0; length < bytes; length += made.at(-1)?.length ?? 1) made.push(`${words(80)}.`);
    return made;
  };
  const save = async (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const picture = (bytes: number) => jpegOf(bytes, random);
  const chapters = (count: number, bytes: number) =>
    Array.from({ length: count }, (_, at) => ({ title: `Chapter ${at + 1}`, paragraphs: paragraphs(bytes / count) }));

  const pictures = Array.from(
    { length: 50 },
    () => `<p><img alt="A picture" src="data:image/jpeg;base64,${picture(10_000).toString("base64")}"></p>`,
  );
  const html = `<!doctype html><html lang="en"><title>A page</title><body><h1>A page</h1>${paragraphs(330_000)
    .map(
      (text, at) =>
        `<p>${text}</p>${pictures[Math.floor(at / 16)] !== undefined && at % 16 === 0 ? pictures[at / 16] : ""}`,
    )
    .join("\n")}</body></html>`;
  const markdown = chapters(20, 300_000)
    .map(({ title, paragraphs: text }) => `# ${title}\n\n${text.join("\n\n")}\n`)
    .join("\n");

  return [
    { name: "HTML 1 MB with 50 JPEGs", path: await save("page.html", html), format: "html", budgetSeconds: 0.4 },
    { name: "Markdown 300 KB", path: await save("book.md", markdown), format: "markdown", budgetSeconds: 0.3 },
    {
      name: "DOCX 1 MB",
      path: await save("report.docx", await docxOf(chapters(40, 3_100_000))),
      format: "docx",
      budgetSeconds: 0.8,
    },
    {
      name: "EPUB 0.4 MB",
      path: await save("small.epub", await epubOf(chapters(30, 1_000_000), [])),
      format: "epub",
      budgetSeconds: 0.25,
    },
    {
      name: "EPUB 3.7 MB, 10 MB of text",
      path: await save("long.epub", await epubOf(chapters(120, 10_000_000), [])),
      format: "epub",
      budgetSeconds: 1.5,
    },
    {
      name: "EPUB 50 MB, pictures passed through",
      path: await save(
        "pictures.epub",
        await epubOf(
          chapters(20, 400_000),
          Array.from({ length: 170 }, () => picture(290_000)),
        ),
      ),
      format: "epub",
      budgetSeconds: 0.7,
    },
    {
      name: "EPUB 50 MB, recompressed for a mail",
      path: await save("photos.epub", await epubOf(chapters(20, 400_000), await photos(170, random))),
      format: "epub",
      budgetSeconds: 4.5,
      mailBytesMax: 25_000_000,
    },
  ];
}

/** Pictures like those of a camera: 1600 by 1200 pixels, soft shapes under fine grain, some 290 KB each. */
async function photos(count: number, random: () => number): Promise<readonly Buffer[]> {
  const [width, height, quality] = [1600, 1200, 90];
  const grain = Buffer.from(Array.from({ length: width * height * 3 }, () => 112 + Math.floor(random() * 32)));
  const made: Buffer[] = [];
  for (let number = 0; number < count; number += 1) {
    const small = Buffer.from(Array.from({ length: 16 * 12 * 3 }, () => Math.floor(random() * 256)));
    const soft = await sharp(small, { raw: { width: 16, height: 12, channels: 3 } })
      .resize(width, height, { kernel: "cubic" })
      .raw()
      .toBuffer();
    made.push(
      await sharp(soft, { raw: { width, height, channels: 3 } })
        .composite([{ input: grain, raw: { width, height, channels: 3 }, blend: "soft-light" }])
        .jpeg({ quality })
        .toBuffer(),
    );
  }
  return made;
}

/** What Word writes, as far as a converter looks at it: headings by their style, and paragraphs. */
async function docxOf(chapters: readonly { title: string; paragraphs: readonly string[] }[]): Promise<Uint8Array> {
  const main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  const relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const body = chapters
    .map(
      ({ title, paragraphs }) =>
        `<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>${runOf(title)}</w:p>${paragraphs.map((text) => `<w:p>${runOf(text)}</w:p>`).join("")}`,
    )
    .join("");
  const zip = new JSZip();
  zip.file(
    "[Content_Types].xml",
    `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`,
  );
  zip.file(
    "_rels/.rels",
    `${declaration}<Relationships xmlns="${relationships}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
  );
  zip.file(
    "word/_rels/document.xml.rels",
    `${declaration}<Relationships xmlns="${relationships}"><Relationship Id="rId1" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  );
  zip.file(
    "word/styles.xml",
    `${declaration}<w:styles xmlns:w="${main}"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>`,
  );
  zip.file(
    "word/document.xml",
    `${declaration}<w:document xmlns:w="${main}"><w:body>${body}<w:sectPr/></w:body></w:document>`,
  );
  return await zip.generateAsync({ type: "uint8array", compression: "DEFLATE", compressionOptions: { level: 6 } });
}

/** A JPEG of one grey pixel, made as large as wanted by comments: what passes through costs its bytes only. */
function jpegOf(bytes: number, random: () => number): Buffer {
  const pixel = Buffer.from(
    "/9j/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AV//Z",
    "base64",
  );
  const comments: Buffer[] = [];
  for (let left = bytes - pixel.length; left > 4; ) {
    const length = Math.min(left - 4, 65_000);
    const text = Buffer.alloc(length);
    for (let at = 0; at < length; at += 1) text[at] = Math.floor(random() * 256);
    comments.push(Buffer.from([0xff, 0xfe, (length + 2) >> 8, (length + 2) & 0xff]), text);
    left -= length + 4;
  }
  return Buffer.concat([pixel.subarray(0, 2), ...comments, pixel.subarray(2)]);
}

async function epubOf(
  chapters: readonly { title: string; paragraphs: readonly string[] }[],
  pictures: readonly Buffer[],
): Promise<Uint8Array> {
  const zip = new JSZip();
  zip.file("mimetype", "application/epub+zip", { compression: "STORE" });
  zip.file(
    "META-INF/container.xml",
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
  );
  for (const [at, { title, paragraphs }] of chapters.entries()) {
    const own = pictures.map((_, number) => number).filter((number) => number % chapters.length === at);
    const images = own.map((number) => `<p><img src="p${number}.jpg" alt="Picture ${number}"/></p>`).join("");
    zip.file(
      `OPS/c${at}.xhtml`,
      page(title, `<h1>${title}</h1>${paragraphs.map((text) => `<p>${text}</p>`).join("\n")}${images}`),
    );
  }
  for (const [at, bytes] of pictures.entries()) zip.file(`OPS/p${at}.jpg`, bytes, { compression: "STORE" });
  zip.file(
    "OPS/nav.xhtml",
    page(
      "Contents",
      `<nav epub:type="toc"><ol>${chapters.map(({ title }, at) => `<li><a href="c${at}.xhtml">${title}</a></li>`).join("")}</ol></nav>`,
    ),
  );
  zip.file(
    "OPS/book.opf",
    `<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:uuid:5b1c8f6e-0000-4000-8000-000000000001</dc:identifier><dc:title>A book of ${chapters.length} chapters</dc:title><dc:language>en</dc:language><meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata><manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>${chapters.map((_, at) => `<item id="c${at}" href="c${at}.xhtml" media-type="application/xhtml+xml"/>`).join("")}${pictures.map((_, at) => `<item id="p${at}" href="p${at}.jpg" media-type="image/jpeg"/>`).join("")}</manifest><spine>${chapters.map((_, at) => `<itemref idref="c${at}"/>`).join("")}</spine></package>`,
  );
  return zip.generateAsync({ type: "uint8array", compression: "DEFLATE", compressionOptions: { level: 6 } });
}

function page(title: string, body: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>${title}</title></head><body>${body}</body></html>`;
}

/** Text as a word processor keeps it. */
function runOf(text: string): string {
  return `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
}
