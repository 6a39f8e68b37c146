import { Readability } from "@mozilla/readability";
import { JSDOM, VirtualConsole } from "jsdom";
import { extractPage } from "../../functions/extract/extract-article.ts";
import { bandsPerFingerprint, fingerprintOf, hashesPerFingerprint } from "../../shared/articles/min-hash.ts";
import { groupDuplicates } from "../../shared/articles/near-duplicates.ts";
import { type BenchmarkPage, benchmarkPages } from "../functions/extract/benchmark-pages.ts";
import { floods } from "../functions/extract/floods.ts";
import { averageScore, shingleScore } from "../functions/extract/shingle-score.ts";
import { seeded } from "../seeded.ts";
import { median } from "./measure.ts";
import type { ProductRow } from "./product.ts";

/** Extraction beside Readability on jsdom, in turns over the same pages; hostile pages; and what comparing articles costs. */
export function measureExtraction(): readonly ProductRow[] {
  // The hostile pages first: what jsdom leaves behind is not theirs.
  return [...measureFloods(), ...measurePages(), ...measureDuplicates()];
}

const rounds = 3;

interface Extractor {
  readonly name: string;
  readonly textOf: (page: BenchmarkPage) => string;
}

const extractors: readonly Extractor[] = [
  { name: "ours", textOf: ({ html, url }) => extractPage(html, url).text },
  { name: "Readability on jsdom", textOf: readabilityText },
];

function measurePages(): readonly ProductRow[] {
  const pages = benchmarkPages();
  if (pages.length === 0) return [{ what: "articles/aeb", measured: "no corpora", budget: "" }];
  const rates = new Map<string, number[]>();
  const rows: ProductRow[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, textOf } of extractors) {
      const startedAt = cpuSeconds();
      const texts = pages.map((page) => [page, textOf(page)] as const);
      rates.set(name, [...(rates.get(name) ?? []), pages.length / (cpuSeconds() - startedAt)]);
      if (round > 0) continue;
      const { f1, precision, recall } = averageScore(texts.map(([page, text]) => shingleScore(page.body, text)));
      const isOurs = name === "ours";
      rows.push({
        what: `${pages.length} news pages, F1 of ${name}`,
        measured: `${f1.toFixed(3)} (precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)})`,
        budget: isOurs ? "0.955 (0.930)" : "",
      });
    }
  }
  const [ours = 0, theirs = 0] = extractors.map(({ name }) => median(rates.get(name) ?? []));
  return [
    ...rows,
    { what: "pages a CPU second, Readability on jsdom", measured: theirs.toFixed(1), budget: "" },
    {
      what: "pages a CPU second, ours",
      measured: `${ours.toFixed(1)} (${(ours / theirs).toFixed(1)} x)`,
      budget: "2 x",
    },
  ];
}

function readabilityText({ html, url }: BenchmarkPage): string {
  // Stylesheets that it cannot read are no news.
  const dom = new JSDOM(html, { url, virtualConsole: new VirtualConsole() });
  // oxlint-disable-next-line typescript/no-explicit-any -- its type wants the DOM of a browser, which no part of this project has.
  const article = new Readability(dom.window.document as any).parse();
  dom.window.close();
  return article?.textContent ?? "";
}

function measureFloods(): readonly ProductRow[] {
  let worst = { seconds: 0, name: "" };
  for (const [name, flood] of Object.entries(floods)) {
    const times = Array.from({ length: rounds }, () => {
      const startedAt = cpuSeconds();
      extractPage(flood, "https://example.com/");
      return cpuSeconds() - startedAt;
    });
    const seconds = median(times);
    if (seconds > worst.seconds) worst = { seconds, name };
  }
  const measured = `${worst.seconds.toFixed(2)} CPU s (${worst.name})`;
  return [{ what: `slowest of ${Object.keys(floods).length} hostile pages`, measured, budget: "1 s" }];
}

const articlesCompared = 100_000;

function measureDuplicates(): readonly ProductRow[] {
  const random = seeded(7);
  const words = Array.from({ length: 5000 }, (_, at) => `w${at}`);
  const text = () => Array.from({ length: 600 }, () => words[Math.floor(random() * words.length)]).join(" ");
  const texts = Array.from({ length: 500 }, text);
  const fingerprintsFrom = cpuSeconds();
  const fingerprints = texts.map((one) => fingerprintOf(one) ?? new Uint32Array(hashesPerFingerprint));
  const fingerprintsPerSecond = texts.length / (cpuSeconds() - fingerprintsFrom);
  // Two of a hundred are versions of another one; the rest have nothing in common.
  const articles = Array.from({ length: articlesCompared }, (_, at) => {
    const original = fingerprints[at % fingerprints.length] ?? new Uint32Array(hashesPerFingerprint);
    const isVersion = at % 50 === 0;
    const fingerprint = original.map((hash) =>
      isVersion && random() < 0.8 ? hash : Math.floor(random() * 0x1_0000_0000),
    );
    return { id: String(at), words: 600, fingerprint };
  });
  const startedAt = cpuSeconds();
  const groups = groupDuplicates(articles);
  const seconds = cpuSeconds() - startedAt;
  return [
    { what: "fingerprints of 600 words, a CPU second", measured: fingerprintsPerSecond.toFixed(0), budget: "" },
    {
      what: `${articlesCompared} articles grouped, ${bandsPerFingerprint} bands`,
      measured: `${seconds.toFixed(2)} CPU s, ${groups.length} groups`,
      budget: "10 s",
    },
  ];
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
