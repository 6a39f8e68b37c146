import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import JSZip from "jszip";
import { seeded } from "../pipeline/small-books.ts";

/** What the budgets of DESIGN section 7 name, made from a seed, so that every run converts the same bytes. */
export interface BenchInput {
  readonly name: string;
  readonly path: string;
  readonly format: "html" | "markdown" | "epub";
  /** CPU seconds that DESIGN allows. */
  readonly budgetSeconds: number;
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
  ];
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
