import { expect } from "@jest/globals";
import { Rejected } from "../../../../events/rejected.ts";
import { openEpub } from "../../../../functions/format/read-epub.ts";
import type { OpenBook } from "../../../../functions/format/read-hints.ts";
import { openHtml } from "../../../../functions/format/read-html.ts";
import { openMarkdown } from "../../../../functions/format/read-markdown.ts";
import { openText } from "../../../../functions/format/read-text.ts";
import { corpusFiles, corpusName } from "../../../corpora.ts";
import { itWhere } from "../../../it-where.ts";
import { proofFiles } from "../../../proof-sizes.ts";
import { readWhole } from "./read-whole.ts";

const corpora: readonly (readonly [string, RegExp, OpenBook])[] = [
  ["books/epub-wild", /\.epub$/u, openEpub],
  ["books/epub3-samples", /\.epub$/u, openEpub],
  ["books/epub-tests", /\.epub$/u, openEpub],
  ["books/epubcheck-cases", /\.epub$/u, openEpub],
  ["books/html-articles", /\.html$/u, openHtml],
  ["books/txt-encodings", /\.html$/u, openHtml],
  ["books/gutenberg", /\.htm$/u, openHtml],
  ["books/gutenberg", /\.txt$/u, openText],
  ["books/txt-encodings", /\.(?:txt|srt|xml)$/u, openText],
  ["books/markdown", /\.(?:md|txt)$/u, openMarkdown],
];

for (const [folder, pattern, open] of corpora) {
  const files = proofFiles(corpusFiles(folder).filter((path) => pattern.test(path)));
  itWhere(files.length > 0, `reading ${folder} ${pattern.source}`, "no corpora")(
    `reads or refuses each of the ${files.length} files of ${folder} that match ${pattern.source}`,
    async () => {
      let read = 0;
      const refused = new Map<string, number>();
      for (const path of files) {
        try {
          const { chapters } = await readWhole(open, path, { fileName: corpusName(path) });
          expect(chapters.length).toBeGreaterThan(0);
          read += 1;
        } catch (error) {
          if (!(error instanceof Rejected)) throw new Error(`thrown at ${corpusName(path)}`, { cause: error });
          refused.set(error.code, (refused.get(error.code) ?? 0) + 1);
        }
      }
      const codes = [...refused].map(([code, count]) => `${count} ${code}`).join(", ");
      process.stderr.write(
        `${folder} ${pattern.source}: ${read} read, ${files.length - read} refused${codes === "" ? "" : ` (${codes})`}\n`,
      );
      expect(read).toBeGreaterThan(0);
    },
    300_000,
  );
}
