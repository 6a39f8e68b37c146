import { readFile } from "node:fs/promises";
import { describe, expect } from "@jest/globals";
import { Rejected } from "../../../../events/rejected.ts";
import { openDocx } from "../../../../functions/format/docx/read-docx.ts";
import { openOdt } from "../../../../functions/format/odt/read-odt.ts";
import type { OpenBook } from "../../../../functions/format/read-hints.ts";
import { corpusFiles, corpusName } from "../../../corpora.ts";
import { itWhere } from "../../../it-where.ts";
import { proofFiles } from "../../../proof-sizes.ts";
import { seeded } from "../../../seeded.ts";
import { shareInOrder, wordsIn } from "../in-order.ts";
import { readContent, textOf } from "../readers/read-whole.ts";
import { damages } from "./damages.ts";
import { partsOf, withPart } from "./with-part.ts";

/** Of all words of the undamaged document, in order, averaged over all damaged ones. */
const keptShareMin = 0.995;
/** A larger part takes long to compare, and is damaged in no other way. */
const partBytesMax = 400_000;

describe("documents of the corpora whose text is damaged in every way", () => {
  for (const [format, part, open] of [
    ["docx", "word/document.xml", openDocx],
    ["odt", "content.xml", openOdt],
  ] as const) {
    const files = proofFiles(corpusFiles(`books/${format}`).filter((path) => path.endsWith(`.${format}`)));
    const itOver = itWhere(files.length > 0, `damaged ${format}`, "no corpora");
    itOver(
      `are read, with their words: ${format}`,
      async () => {
        const refused = new Map<string, number>();
        const shares: number[] = [];
        let ran = 0;
        for (const [number, path] of files.entries()) {
          const parts = await partsOf(await readFile(path));
          const whole = parts.get(part)?.toString();
          if (whole === undefined || whole.length > partBytesMax) continue;
          const wanted = await wordsOf(open, withPart(parts, part, whole));
          for (const [at, [name, damage]] of Object.entries(damages).entries()) {
            const damaged = damage(whole, seeded(number * 100 + at));
            if (damaged === undefined) continue;
            ran += 1;
            try {
              const found = await wordsOf(open, withPart(parts, part, damaged));
              if (!name.startsWith("cut off")) shares.push(shareInOrder(wanted, found));
            } catch (error) {
              if (!(error instanceof Rejected)) throw error;
              // What was cut off in front of its first word is no document any more.
              if (!hasWords.test(Buffer.from(damaged).toString())) continue;
              const reason = `${error.code} for ${name}: ${corpusName(path)}`;
              refused.set(reason, (refused.get(reason) ?? 0) + 1);
            }
          }
        }
        const refusals = [...refused.values()].reduce((sum, count) => sum + count, 0);
        const kept = shares.reduce((sum, share) => sum + share, 0) / Math.max(shares.length, 1);
        process.stderr.write(
          `damaged ${format}: ${ran} files, ${refusals} refused, ${(100 * kept).toFixed(3)} % of the words kept\n`,
        );
        expect([...refused]).toEqual([]);
        expect(kept).toBeGreaterThan(keptShareMin);
      },
      480_000,
    );
  }
});

const hasWords = /<(?:w:body|office:text)\b.*>\s*[^<>\s]/su;

async function wordsOf(open: OpenBook, document: Uint8Array): Promise<readonly string[]> {
  const { html } = await readContent(open, document);
  return wordsIn(textOf(html));
}
