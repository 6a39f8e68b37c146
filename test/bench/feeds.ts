import { readFileSync } from "node:fs";
import { XMLParser } from "fast-xml-parser";
import { Rejected } from "../../events/rejected.ts";
import { parseFeed } from "../../functions/fetch/parse-feed.ts";
import { corpusFiles } from "../corpora.ts";
import { median } from "./measure.ts";
import type { ProductRow } from "./product.ts";

const rounds = 5;
const folders = ["feed-rs", "netnewswire", "rss-parser/input", "node-feedparser", "feedhq", "newsboat", "feedkit"];
const fetchedAt = new Date("2100-01-01");

/** Parsing real feeds beside what reads nothing but their XML, in turns over the same files in the same process. */
export function measureFeeds(): readonly ProductRow[] {
  const files = corpusFiles(...folders.map((folder) => `feeds/${folder}`))
    .filter((path) => /\.(?:xml|rss|atom|rdf)$/.test(path))
    .map((path) => readFileSync(path));
  if (files.length === 0) return [{ what: "parsing real feeds", measured: "no corpora", budget: "" }];
  const readers = {
    raw: (bytes: Buffer) => void new XMLParser({ ignoreAttributes: false }).parse(bytes.toString()),
    ours: (bytes: Buffer) => void parseFeed(bytes, { url: "https://feeds.example/", fetchedAt }),
  };
  // What the one refuses, the other does not have to read either.
  const readable = files.filter((bytes) => Object.values(readers).every((read) => isRead(read, bytes)));
  const megabytes = readable.reduce((sum, { length }) => sum + length, 0) / 1e6;
  const rates = { raw: [] as number[], ours: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of ["raw", "ours"] as const) {
      const before = process.cpuUsage();
      for (const bytes of readable) readers[name](bytes);
      const { user, system } = process.cpuUsage(before);
      rates[name].push((megabytes * 1e6) / (user + system));
    }
  }
  const [raw, ours] = [median(rates.raw), median(rates.ours)];
  return [
    {
      what: `MB a CPU second, fast-xml-parser, ${readable.length} real feeds`,
      measured: raw.toFixed(1),
      budget: "",
    },
    {
      what: "MB a CPU second, ours, to the last field",
      measured: `${ours.toFixed(1)} (${(ours / raw).toFixed(2)} x)`,
      budget: "0.5 x",
    },
  ];
}

function isRead(read: (bytes: Buffer) => void, bytes: Buffer): boolean {
  try {
    read(bytes);
    return true;
  } catch (error) {
    if (error instanceof Rejected || error instanceof Error) return false;
    throw error;
  }
}
