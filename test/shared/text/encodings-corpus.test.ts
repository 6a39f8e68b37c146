import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "@jest/globals";
import { decodeText } from "../../../shared/text/decode-text.ts";
import { tidyCharacters } from "../../../shared/text/tidy-characters.ts";
import { corpusFiles, corpusName } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";

const folder = "books/txt-encodings";
const files = corpusFiles(folder).filter((path) => !path.endsWith("README.txt"));
const rightShareMin = 0.95;

/** SHA-256 of what GNU iconv makes of files whose encodings TextDecoder does not know, line ends as `\n`. */
const decodedByIconv: ReadonlyMap<string, string> = new Map([
  ["CP949/ricanet.com.xml", "5f4bc2963675e4e4cacf70fb8338f5981f81067278692a8a315e21c1631c844d"],
  ["EUC-TW/_ude_euc-tw1.txt", "21dc7f119f3902dcc53572fe2480825e55b07e2a02753071bc0b5bec52118339"],
  ["IBM855/kapranoff.ru.xml", "612b45596dc9d557e8d9cf6a21efb1f43daf11c542608e456cb24901c0c9db15"],
  ["IBM855/susu.ac.ru.xml", "7398320aa4ed4cbcf9c026b47c0201c28618141d36724d2cdee5c4dec56c81bb"],
  ["Johab/hlpro-readme.txt", "9608e2af8bdb7a4a3e45e07796b39d2c4cc2947b5b7ebdf73a85237e4c753fd6"],
  ["MacCyrillic/forum.template-toolkit.ru.6.xml", "dafacaec59ff15b8727a15031bd2e32fba322f996fc37988db66ed225581fc0e"],
  ["MacCyrillic/newsru.com.xml", "cb7109fea8ffca075e16d1b350a7349beff7c0e04c6619ae1907085ab303adce"],
  ["iso-2022-kr/_ude_iso1.txt", "27fd4f530bfb4d83ab0451d316bcbb05204d7d8100b3594e7f216b9690f62e9e"],
  ["UTF-32/bom-utf-32-be.srt", "2011a14cd87b990a613316b1aa91b4049fb85ee9e0a5e7cb001171c3bbdc7818"],
  ["UTF-32BE/plane1-utf-32be.html", "7d5c416de59a8b8a89b5367f28f3de78e3861b252e08bd6af16bf92eccb16f9b"],
  ["UTF-32LE/plane1-utf-32le.html", "7d5c416de59a8b8a89b5367f28f3de78e3861b252e08bd6af16bf92eccb16f9b"],
]);

/** Folders are named for the encoding, some for the language as well. */
function encodingOfFolder(name: string): string {
  const encoding = name.replace(
    /-(?:croatian|czech|hungarian|polish|slovak|slovene|bulgarian|russian|arabic|greek|turkish|romanian|hebrew)$/u,
    "",
  );
  if (encoding === "gutenberg" || encoding === "utf-8-sig") return "utf-8";
  return encoding === "CP932" ? "shift_jis" : encoding;
}

function isRight(name: string, bytes: Uint8Array, text: string): boolean {
  const hash = decodedByIconv.get(name);
  if (hash !== undefined) return createHash("sha256").update(text).digest("hex") === hash;
  return text === tidyCharacters(new TextDecoder(encodingOfFolder(name.split("/")[0] ?? "")).decode(bytes));
}

itWhere(
  files.length > 0,
  "texts in thirty encodings",
  "no corpora",
)(
  `reads at least ${rightShareMin * 100} % of ${files.length} texts of known encoding, about which nobody says a word, exactly as their encoding means them`,
  () => {
    const table = new Map<string, { right: number; total: number; as: Set<string> }>();
    for (const path of files) {
      const name = corpusName(path).slice(folder.length + 1);
      const bytes = readFileSync(path);
      const { text, encoding } = decodeText(bytes);
      const row = table.get(name.split("/")[0] ?? "") ?? { right: 0, total: 0, as: new Set() };
      table.set(name.split("/")[0] ?? "", row);
      row.total += 1;
      row.as.add(encoding);
      if (isRight(name, bytes, text)) row.right += 1;
    }
    const right = [...table.values()].reduce((sum, row) => sum + row.right, 0);
    process.stderr.write(
      `encodings: ${right} of ${files.length} right\n${[...table].map(([name, row]) => `  ${name}: ${row.right}/${row.total} (${[...row.as].join(", ")})\n`).join("")}`,
    );
    expect(right / files.length).toBeGreaterThanOrEqual(rightShareMin);
  },
);
