import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as z from "zod";
import { corporaDir, corpusFiles } from "../../corpora.ts";

const Truth = z.record(z.string(), z.object({ articleBody: z.string(), url: z.string() }));

export interface BenchmarkPage {
  readonly id: string;
  readonly url: string;
  readonly html: string;
  /** What a person took for the article. */
  readonly body: string;
  /** Not looked at while the extractor was made: a third of the pages, by their id. */
  readonly isHeldOut: boolean;
}

/** The news pages of the article-extraction-benchmark; none where the corpora are absent. */
export function benchmarkPages(): readonly BenchmarkPage[] {
  const files = corpusFiles("articles/aeb").filter((path) => path.endsWith(".html.gz"));
  if (files.length === 0) return [];
  const truth = Truth.parse(JSON.parse(readFileSync(join(corporaDir, "articles/aeb/ground-truth.json"), "utf8")));
  return files.flatMap((path) => {
    const id = basename(path, ".html.gz");
    const known = truth[id];
    if (known === undefined) return [];
    const html = gunzipSync(readFileSync(path)).toString("utf8");
    return [
      { id, url: known.url, html, body: known.articleBody, isHeldOut: Number.parseInt(id.slice(0, 8), 16) % 3 === 0 },
    ];
  });
}
