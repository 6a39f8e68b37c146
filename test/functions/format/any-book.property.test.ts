import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { buildBook } from "../../../functions/format/build/build-book.ts";
import { findings } from "../../../functions/format/gate/findings.ts";
import { writeEpub } from "../../../functions/format/write/write-epub.ts";
import { openEpubcheck } from "../../epubcheck.ts";
import { proofRuns } from "../../proof-sizes.ts";
import { anyHtml } from "../../shared/markup/any-html.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { hints, pictureResource, sourceOf } from "./build/source-in-test.ts";

const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

it("keeps every rule of EPUB and of a Kindle, whatever its chapters are and however they link", async () => {
  const folder = await temporaryFolder();
  const linked = fc
    .tuple(anyHtml, fc.integer({ min: 0, max: 14 }))
    .map(([html, at]) => `<p>text <a href="${at}#x">link</a></p>${html}`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(linked, { minLength: 12, maxLength: 12 }),
      fc.string({ unit: "grapheme" }),
      fc.string(),
      async (chapters, title, language) => {
        const path = join(folder, "book.epub");
        const source = sourceOf(Object.fromEntries(chapters.map((html, at) => [String(at), html])), {
          resources: new Map([pictureResource("a.png")]),
          metadata: { title, language, authors: [title], description: title, published: language, subjects: [title] },
        });
        await writeEpub(await buildBook(source, hints), path);
        expect(await findings(path)).toEqual([]);
        expect((await epubcheck?.check(path)) ?? []).toEqual([]);
      },
    ),
    proofRuns(40),
  );
}, 300_000);
