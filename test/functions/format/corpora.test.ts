import { afterAll, expect, it } from "@jest/globals";
import { Rejected } from "../../../events/rejected.ts";
import { findings } from "../../../functions/format/gate/findings.ts";
import { corpusFiles, corpusName } from "../../corpora.ts";
import { openEpubcheck } from "../../epubcheck.ts";
import { formats, withEpub } from "./golden-case.ts";

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
];
const hostileFolders = [
  "books/zip-malformed",
  "hostile/html-xss",
  "hostile/docs-corrupt",
  "hostile/naughty-strings",
  "hostile/xml-attacks",
  "hostile/polyglots",
];

it.each([...bookFolders, ...hostileFolders])(
  "makes a valid EPUB of every file, or says why not: %s",
  async (folder) => {
    let made = 0;
    const refused = new Map<string, number>();
    const wrong: unknown[] = [];
    for (const path of corpusFiles(folder)) {
      const format = formats[/\.\w+$/.exec(path)?.[0] ?? ""];
      if (format === undefined) continue;
      try {
        await withEpub(path, async (epub, { title, language }) => {
          made += 1;
          const messages = [...((await epubcheck?.check(epub)) ?? []), ...(await findings(epub))];
          if (messages.length > 0 || title === "" || language === "")
            wrong.push([corpusName(path), ...messages.slice(0, 3)]);
        });
      } catch (error) {
        if (!(error instanceof Rejected))
          throw new Error(`${corpusName(path)} was not refused but broke`, { cause: error });
        refused.set(error.code, (refused.get(error.code) ?? 0) + 1);
      }
    }
    const reasons = [...refused].map(([code, number]) => `${number} ${code}`).join(", ");
    process.stderr.write(`ran: ${folder}: ${made} EPUBs${reasons === "" ? "" : `, refused ${reasons}`}\n`);
    expect(wrong).toEqual([]);
  },
  300_000,
);
