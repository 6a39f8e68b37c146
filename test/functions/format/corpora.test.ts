import { basename } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { Rejected } from "../../../events/rejected.ts";
import type { ConvertedFormat } from "../../../events/values.ts";
import { findings } from "../../../functions/format/gate/findings.ts";
import { inspectFile } from "../../../functions/ingest/inspect-file.ts";
import { corpusFiles, corpusName } from "../../corpora.ts";
import { type EpubcheckMessage, openEpubcheck } from "../../epubcheck.ts";
import { proofFiles } from "../../proof-sizes.ts";
import { formats, withEpub } from "./golden-case.ts";

/** Folders in which every file is one that somebody might drop. */
const droppedFolders = ["books/cbz-images", "books/mobi", "books/pdf", "books/zip-malformed"];
const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

/** Refusals that are our fault whatever the file is. */
const bookFolders = [
  "books/html-articles",
  "books/gutenberg",
  "books/markdown",
  "books/txt-encodings",
  "books/epub-wild",
  "books/epub3-samples",
  "books/epub-tests",
  "books/epubcheck-cases",
  "books/docx",
  "books/odt",
  "books/fb2",
  "books/rtf",
  "books/cbz-images",
  "books/mobi",
  "books/pdf",
];
const hostileFolders = [
  "books/zip-malformed",
  "hostile/html-xss",
  "hostile/docs-corrupt",
  "hostile/naughty-strings",
  "hostile/polyglots",
];

/** What became of the files of one format, over all folders. */
interface Tally {
  converted: number;
  readonly refused: Map<string, number>;
  failed: number;
  complaints: number;
  findings: number;
}
const tallies = new Map<string, Tally>();
const tallyOf = (format: string): Tally => {
  const tally = tallies.get(format) ?? { converted: 0, refused: new Map(), failed: 0, complaints: 0, findings: 0 };
  tallies.set(format, tally);
  return tally;
};
/** EPUBs that EPUBCheck has something against, and how many of them became ones that it has nothing against. */
const invalid = { all: 0, repaired: 0, refused: 0 };

afterAll(() => {
  for (const [format, { converted, refused, failed, complaints, findings: found }] of [...tallies].toSorted(
    ([one], [other]) => one.localeCompare(other),
  )) {
    const reasons = [...refused].map(([code, number]) => `${number} ${code}`).join(", ") || "none";
    process.stderr.write(
      `${format.padEnd(9)} ${converted} converted, ${failed} failed, ${complaints} EPUBCheck messages, ${found} gate findings, refused: ${reasons}\n`,
    );
  }
  const share = invalid.all === 0 ? 100 : (100 * invalid.repaired) / invalid.all;
  process.stderr.write(
    `invalid EPUBs: ${invalid.all}, of which ${invalid.repaired} (${share.toFixed(1)} %) are valid once converted, ${invalid.refused} refused\n`,
  );
});

it.each([...bookFolders, ...hostileFolders])(
  "makes a valid EPUB of every file, or says why not: %s",
  async (folder) => {
    const wrong: unknown[] = [];
    let ran = 0;
    for (const path of proofFiles(corpusFiles(folder))) {
      const extension = /\.\w+$/.exec(path)?.[0] ?? "";
      const known = formats[extension];
      // Pictures and stylesheets that lie beside pages are no books.
      if (known === undefined && !droppedFolders.includes(folder)) continue;
      ran += 1;
      const tally = tallyOf(known ?? extension);
      const format = known ?? (await formatOf(path, tally));
      if (format === undefined) continue;
      // EPUBCheck itself never comes back from some of the hostile ones: it expands a billion laughs to the end.
      const isInvalid =
        format === "epub" && folder.startsWith("books/") && ((await epubcheck?.check(path)) ?? []).some(isError);
      if (isInvalid) invalid.all += 1;
      try {
        await withEpub(
          path,
          async (epub, { title, language }) => {
            const messages = (await epubcheck?.check(epub)) ?? [];
            const found = await findings(epub);
            tally.converted += 1;
            tally.complaints += messages.length;
            tally.findings += found.length;
            if (isInvalid && messages.length === 0) invalid.repaired += 1;
            if (messages.length + found.length > 0 || title === "" || language === "")
              wrong.push([corpusName(path), ...[...messages, ...found].slice(0, 3)]);
          },
          format,
        );
      } catch (error) {
        if (!(error instanceof Rejected)) {
          tally.failed += 1;
          throw new Error(`${corpusName(path)} was not refused but broke`, { cause: error });
        }
        // That would be our own mistake, whatever the file.
        if (error.code.startsWith("gate/")) wrong.push([corpusName(path), error.code]);
        if (isInvalid) invalid.refused += 1;
        tally.refused.set(error.code, (tally.refused.get(error.code) ?? 0) + 1);
      }
    }
    process.stderr.write(`ran: ${folder}: ${ran} files\n`);
    expect(wrong).toEqual([]);
  },
  480_000,
);

/** What a file is that is not known by its name; `undefined` where nothing has to be made of it, which is counted. */
async function formatOf(path: string, tally: Tally): Promise<ConvertedFormat | undefined> {
  try {
    const inspected = await inspectFile({ path, fileName: basename(path), mediaType: "" });
    if ("format" in inspected && inspected.format !== "pdf") return inspected.format;
    // A PDF goes as it is; an archive of books is its books.
    tally.converted += 1;
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    tally.refused.set(error.code, (tally.refused.get(error.code) ?? 0) + 1);
  }
  return undefined;
}

function isError({ severity }: EpubcheckMessage): boolean {
  return severity === "FATAL" || severity === "ERROR";
}
