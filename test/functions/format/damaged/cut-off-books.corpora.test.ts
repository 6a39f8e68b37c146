import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { afterAll, describe, expect } from "@jest/globals";
import { Rejected } from "../../../../events/rejected.ts";
import { findings } from "../../../../functions/format/gate/findings.ts";
import { inspectFile } from "../../../../functions/ingest/inspect-file.ts";
import { corpusFiles, corpusName } from "../../../corpora.ts";
import { openEpubcheck } from "../../../epubcheck.ts";
import { itWhere } from "../../../it-where.ts";
import { proofFiles } from "../../../proof-sizes.ts";
import { withTemporaryFile } from "../../../temporary-file.ts";
import { withEpub } from "../golden-case.ts";

const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

/** Larger ones take long, and are cut no otherwise. */
const fileBytesMax = 3_000_000;
/** How much of a file is left. Of the last, all but one byte of its end. */
const shares = [0.5, 0.8, 0.95, 1];

/** What has the text is cut, or what is left of it is nothing to read. */
const tooLittle = /^(?:archive\/damaged|document\/empty|odt\/no-document)$/u;

describe("books of the corpora that are cut off", () => {
  for (const [folder, extension] of [
    ["books/docx", ".docx"],
    ["books/odt", ".odt"],
    ["books/epub-wild", ".epub"],
  ] as const) {
    const files = proofFiles(corpusFiles(folder).filter((path) => path.endsWith(extension)));
    const itOver = itWhere(files.length > 0, `cut off ${extension}`, "no corpora");
    itOver(
      `are read as far as they go, or refused as damaged: ${extension}`,
      async () => {
        const verdicts = new Map<string, number>();
        const wrong: unknown[] = [];
        for (const path of files) {
          const whole = await readFile(path);
          if (whole.length > fileBytesMax || (await verdictOn(whole, path, [])) !== "read whole") continue;
          for (const share of shares) {
            const verdict = await verdictOn(whole.subarray(0, Math.floor(share * whole.length) - 1), path, wrong);
            const counted = `${verdict} at ${100 * share} %`;
            verdicts.set(counted, (verdicts.get(counted) ?? 0) + 1);
            const isMeant = verdict === "read as far as it goes" || (tooLittle.test(verdict) && share < 1);
            if (!isMeant) wrong.push([corpusName(path), share, verdict]);
          }
        }
        process.stderr.write(`cut off ${extension}: ${JSON.stringify([...verdicts])}\n`);
        expect(wrong).toEqual([]);
      },
      480_000,
    );
  }
});

async function verdictOn(bytes: Uint8Array, path: string, wrong: unknown[]): Promise<string> {
  return await withTemporaryFile(bytes, async (cut) => {
    try {
      const inspected = await inspectFile({ path: cut, fileName: basename(path), mediaType: "" });
      if (!("format" in inspected) || inspected.format === "pdf") return "another kind";
      return await withEpub(
        cut,
        async (epub, { warnings }) => {
          const messages = [...((await epubcheck?.check(epub)) ?? []), ...(await findings(epub))];
          if (messages.length > 0) wrong.push([corpusName(path), bytes.length, messages[0]]);
          return warnings.some(({ rule }) => rule === "archive/cut") ? "read as far as it goes" : "read whole";
        },
        inspected.format,
      );
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      return error.code;
    }
  });
}
