import { spawnSync } from "node:child_process";
import { describe, expect } from "@jest/globals";
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { Rejected } from "../../../../events/rejected.ts";
import { type EpubPage, openFinishedEpub } from "../../../../functions/format/gate/finished-epub.ts";
import { corpusFiles, corpusName } from "../../../corpora.ts";
import { itWhere } from "../../../it-where.ts";
import { proofFiles } from "../../../proof-sizes.ts";
import { withEpub } from "../golden-case.ts";
import { shareInOrder, wordsIn } from "../in-order.ts";

/** Of all words that pandoc sees, averaged over the files of a format; and of those that we show, how many it sees. */
const keptShareMin = 0.995;
const seenShareMin = 0.99;

/**
 * Files on which pandoc 2.17 itself is wrong, by looking at them: it shows the mark of the first item of an old list as
 * text, loses cells of tables in tables, drops the letter behind an apostrophe of RTF, repeats no head row but the first,
 * and passes over tables of FictionBook, its words that stand in no paragraph, and what diagrams of Word say.
 */
const pandocErrsOn = new Set([
  "books/rtf/pandoc/list_legacy.rtf",
  "books/rtf/pandoc/table_nested.rtf",
  "books/rtf/pandoc/table_nested_malformed_itap.rtf",
  "books/rtf/pandoc/tables.rtf",
  "books/rtf/pandoc/writer.rtf",
  "books/odt/pandoc/referenceToChapter.odt",
  "books/odt/pandoc/simpleTableWithMultipleHeaderRows.odt",
  "books/fb2/pandoc/math.fb2",
  "books/fb2/pandoc/tables.fb2",
  "books/docx/pandoc/diagram.docx",
]);

const hasPandoc = spawnSync("pandoc", ["--version"]).status === 0;

type Node = DefaultTreeAdapterTypes.Node;

/** What a person reads of a page: no marks of lists, no numbers of notes, no source of formulas. */
function readable(node: Node): string {
  if (node.nodeName === "#text") return (node as DefaultTreeAdapterTypes.TextNode).value;
  if (/^(?:head|script|style|math)$/u.test(node.nodeName) || isNoteMark(node)) return " ";
  const inner = "childNodes" in node ? node.childNodes.map(readable).join("") : "";
  return /^(?:a|abbr|b|code|del|em|i|ins|mark|s|small|span|strong|sub|sup|u)$/u.test(node.nodeName)
    ? inner
    : ` ${inner} `;
}

function isNoteMark(node: Node): boolean {
  if (!("attrs" in node) || node.tagName !== "a") return false;
  const attribute = (name: string) => node.attrs.find((one) => one.name === name)?.value ?? "";
  return (
    /footnote-(?:ref|back)/u.test(attribute("class")) ||
    attribute("epub:type") === "noteref" ||
    node.childNodes.map(readable).join("").trim() === "↩"
  );
}

async function wordsOfOurs(path: string): Promise<readonly string[]> {
  return withEpub(path, async (epubPath) => {
    const all: EpubPage[] = [];
    const { navigation } = await openFinishedEpub(epubPath, (page) => all.push(page));
    const pages = all.filter((page) => page !== navigation);
    // As HTML, with the tags that HTML does not close by themselves.
    const html = pages.map(({ text }) =>
      text.replace(/<\?xml[^>]*\?>/u, "").replaceAll(/<(?!(?:br|hr|img|meta|link)\b)(\w+)([^>]*)\/>/gu, "<$1$2></$1>"),
    );
    return wordsIn(html.map((page) => readable(parse(page))).join(" "));
  });
}

function wordsOfPandoc(path: string, format: string): readonly string[] | undefined {
  const run = spawnSync("pandoc", ["-f", format, "-t", "html", "--wrap=none", path], {
    encoding: "utf8",
    maxBuffer: 1024 ** 3,
  });
  return run.status === 0 ? wordsIn(readable(parse(run.stdout))) : undefined;
}

describe("the words of the book, in their order", () => {
  for (const format of ["docx", "odt", "fb2", "rtf"]) {
    const files = proofFiles(corpusFiles(`books/${format}`).filter((path) => path.endsWith(`.${format}`)));
    itWhere(files.length > 0 && hasPandoc, `word fidelity of ${format}`, "no corpora or no pandoc")(
      `are those that pandoc sees, for the ${files.length} files of ${format}`,
      async () => {
        const shares: { kept: number; seen: number }[] = [];
        for (const path of files) {
          const wanted = wordsOfPandoc(path, format);
          if (wanted === undefined || wanted.length === 0 || pandocErrsOn.has(corpusName(path))) continue;
          try {
            const found = await wordsOfOurs(path);
            const kept = shareInOrder(wanted, found);
            shares.push({ kept, seen: (kept * wanted.length) / Math.max(1, found.length) });
          } catch (error) {
            // Pandoc gives an empty page where there is nothing to read.
            if (!(error instanceof Rejected)) throw error;
          }
        }
        const average = (share: "kept" | "seen") => shares.reduce((sum, one) => sum + one[share], 0) / shares.length;
        process.stderr.write(
          `words of ${format}: ${shares.length} files, kept ${(average("kept") * 100).toFixed(2)} %, seen by pandoc ${(average("seen") * 100).toFixed(2)} %\n`,
        );
        expect(shares.length).toBeGreaterThan(files.length / 3);
        expect(average("kept")).toBeGreaterThanOrEqual(keptShareMin);
        expect(average("seen")).toBeGreaterThanOrEqual(seenShareMin);
      },
      300_000,
    );
  }
});
