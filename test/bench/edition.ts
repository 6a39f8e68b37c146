import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import type { EditionArticle, EditionLayout } from "../../shared/articles/edition-layout.ts";
import { seeded } from "../seeded.ts";
import { closeEpubcheck, epubcheckErrors } from "./epubcheck-errors.ts";
import { costOf } from "./measure.ts";

const articles = 500;
const pictures = 60;
const sections = 12;
const budget = "1.5 CPU s, 300 MB";
const convertOne = join(import.meta.dirname, "convert-edition.ts");
const compileCache = join(import.meta.dirname, "../../shared/compile-cache.js");
const vocabulary =
  "river bridge tram market harbour letter garden winter engine window station paper light council bread of the and to in a that was for on with as".split(
    " ",
  );

const what = (by: string) => `an edition of ${articles} articles, ${by}`;
const say = async (cpuSeconds: number, memoryMb: number, output: string) =>
  `${cpuSeconds.toFixed(2)} CPU s, ${memoryMb.toFixed(0)} MB, epubcheck ${await epubcheckErrors(output)}`;

/** An edition of 500 stored articles, printed, with pandoc and ebook-convert on the same articles beside it. */
export async function measureEdition(
  folder: string,
): Promise<readonly { readonly what: string; readonly measured: string; readonly budget: string }[]> {
  const { layoutPath, filesPath, htmlPath } = await makeEdition(join(folder, "edition"));
  const rows = [];

  const own = join(folder, "edition-ours.epub");
  const ours = await costOf([process.execPath, "--import", compileCache, convertOne, layoutPath, filesPath, own]);
  if (ours.exitCode === 0) {
    const { cpuSeconds, peakMemoryMb } = JSON.parse(/^\{.*\}$/m.exec(ours.output)?.[0] ?? "{}") as OwnCost;
    const [first = Number.NaN, next = Number.NaN] = cpuSeconds;
    rows.push(
      { what: what("ours, by a process that starts"), measured: await say(first, peakMemoryMb, own), budget },
      { what: what("ours, by one that runs"), measured: await say(next, peakMemoryMb, own), budget },
    );
  } else rows.push({ what: what("ours"), measured: `failed: ${ours.output.trim().slice(-120)}`, budget });

  const others: readonly (readonly [string, readonly string[]])[] = [
    ["pandoc", ["-f", "html", "-t", "epub3", "--metadata", "title=Morning", htmlPath, "-o"]],
    ["ebook-convert", [htmlPath]],
  ];
  for (const [command, words] of others) {
    if (spawnSync("which", [command]).status !== 0) {
      rows.push({ what: what(command), measured: "not installed", budget: "" });
      continue;
    }
    const output = join(folder, `edition-${command}.epub`);
    const { cpuSeconds, peakMemoryMb, exitCode, output: said } = await costOf([command, ...words, output]);
    const measured =
      exitCode === 0 ? await say(cpuSeconds, peakMemoryMb, output) : `failed: ${said.trim().slice(-120)}`;
    rows.push({ what: what(command), measured, budget: "" });
  }
  return rows;
}

interface OwnCost {
  /** Of the first edition, the start of the process included, and of the next one. */
  readonly cpuSeconds: readonly number[];
  readonly peakMemoryMb: number;
}

async function makeEdition(folder: string) {
  await mkdir(folder, { recursive: true });
  const random = seeded(11);
  const words = (count: number) =>
    Array.from({ length: count }, () => vocabulary[Math.floor(random() * vocabulary.length)] ?? "the").join(" ");
  const files: Record<string, string> = {};
  const shown: { key: string; mediaType: "image/jpeg"; bytes: number; width: number; height: number; name: string }[] =
    [];
  for (let number = 0; number < pictures; number += 1) {
    const background = { r: number * 4, g: 120, b: 255 - number * 4 };
    const bytes = await sharp({ create: { width: 900, height: 600, channels: 3, background } })
      .jpeg()
      .toBuffer();
    const key = `public/picture-${number}`;
    files[key] = join(folder, `picture-${number}.jpg`);
    await writeFile(files[key], bytes);
    shown.push({ key, mediaType: "image/jpeg", bytes: bytes.length, width: 900, height: 600, name: files[key] });
  }
  const html: string[] = [];
  const all: EditionArticle[] = [];
  for (let number = 0; number < articles; number += 1) {
    const body = Array.from({ length: 8 }, () => `<p>${words(70)}.</p>`).join("\n");
    const picture = number % 3 === 0 ? shown[(number / 3) % pictures] : undefined;
    const content = {
      html: `<article xmlns="http://www.w3.org/1999/xhtml">\n${body}\n</article>`,
      text: body.replaceAll(/<[^>]*>/g, ""),
      pictures: picture === undefined ? [] : [{ ...picture, name: undefined }],
      ...(picture && { leadPicture: 0 }),
    };
    const key = `public/article-${number}`;
    files[key] = join(folder, `article-${number}.json`);
    await writeFile(files[key], JSON.stringify(content));
    const title = `Matter ${number}: ${words(5)}`;
    html.push(`<h1>${title}</h1>${picture === undefined ? "" : `<img src="${picture.name}" alt=""/>`}${body}`);
    all.push({
      articleId: `article-${number}`,
      articleKey: key,
      title,
      source: `Paper ${number % sections}`,
      alsoIn: [],
      publishedAt: "2026-03-01T05:00:00.000Z",
      url: `https://example.org/${number}`,
      language: "en",
      summary: words(40),
      words: 560,
      readingMinutes: 2,
      score: 50,
    });
  }
  const layout: EditionLayout = {
    title: "Morning, 1 March 2026",
    digestName: "Morning",
    slot: "2026-03-01T06:00:00.000Z",
    timeZone: "Europe/Berlin",
    language: "en",
    sections: Array.from({ length: sections }, (_, section) => ({
      title: `Paper ${section}`,
      articles: all.filter((_article, number) => number % sections === section),
    })),
    topStories: all.slice(0, 6).map(({ articleId }) => articleId),
    missing: { feeds: [], summaries: [], leftOut: [] },
  };
  const [layoutPath, filesPath, htmlPath] = [
    join(folder, "layout.json"),
    join(folder, "files.json"),
    join(folder, "edition.html"),
  ];
  await writeFile(layoutPath, JSON.stringify(layout));
  await writeFile(filesPath, JSON.stringify(files));
  await writeFile(
    htmlPath,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Morning</title></head><body>${html.join("\n")}</body></html>`,
  );
  return { layoutPath, filesPath, htmlPath };
}

/** For trying it alone: `node test/bench/edition.ts FOLDER`. */
if (process.argv[1] === import.meta.filename) {
  const folder = process.argv[2] ?? ".";
  for (const { what, measured, budget } of await measureEdition(folder)) {
    process.stdout.write(`${what.padEnd(64)} ${measured.padEnd(50)} ${budget}\n`);
  }
  closeEpubcheck();
}
