import { describe, expect, it, jest } from "@jest/globals";
import * as fc from "fast-check";
import { parse } from "parse5";
import { extractPage } from "../../../functions/extract/extract-article.ts";
import { elementsBelow, plainTextOf } from "../../../functions/extract/page/page-nodes.ts";
import { sizeOfText } from "../../../functions/extract/reading-time.ts";
import {
  bandKeysOf,
  bandNumberOf,
  bandsPerFingerprint,
  type Fingerprint,
  fingerprintOf,
  hashesPerFingerprint,
  likenessOf,
  readFingerprint,
  writeFingerprint,
} from "../../../shared/articles/min-hash.ts";
import { type Comparable, groupDuplicates, sameness } from "../../../shared/articles/near-duplicates.ts";
import { benchmarkPages } from "../../functions/extract/benchmark-pages.ts";
import { f1Of, shingleScore } from "../../functions/extract/shingle-score.ts";
import { itWhere } from "../../it-where.ts";
import { proofFiles } from "../../proof-sizes.ts";

// Whole corpora, on machines that do other things as well.
jest.setTimeout(180_000);

const sentence = (seed: number) =>
  Array.from({ length: 40 }, (_, at) => `word${(seed * 7919 + at * 104_729) % 5003}`).join(" ");
const comparable = (id: string, text: string, addressKey?: string): Comparable => {
  const fingerprint = fingerprintOf(text);
  return {
    id,
    words: sizeOfText(text).words,
    ...(fingerprint && { fingerprint }),
    ...(addressKey !== undefined && { addressKey }),
  };
};

describe("fingerprints", () => {
  it("tell how alike two texts are, nearly", () => {
    const one = Array.from({ length: 400 }, (_, at) => `w${at}`);
    for (const shared of [0, 100, 200, 300, 400]) {
      const other = one.map((word, at) => (at < shared ? word : `other${at}`));
      const [a, b] = [shinglesOf(one), shinglesOf(other)];
      const common = [...a].filter((shingle) => b.has(shingle)).length;
      const truth = common / (a.size + b.size - common);
      const told = likenessOf(
        fingerprintOf(one.join(" ")) as Fingerprint,
        fingerprintOf(other.join(" ")) as Fingerprint,
      );
      expect(Math.abs(told - truth)).toBeLessThan(0.16);
    }
  });

  it("see past case, punctuation and width", () => {
    expect(fingerprintOf("“Hello”, World: it is ＬＡＴＥ!")).toEqual(fingerprintOf("hello world — it is late"));
  });

  it("are the same after being written and read, whatever the text", () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 60 }), (text) => {
        const fingerprint = fingerprintOf(text) as Fingerprint;
        expect(fingerprint).toHaveLength(hashesPerFingerprint);
        expect(readFingerprint(writeFingerprint(fingerprint))).toEqual(fingerprint);
      }),
    );
    expect(readFingerprint("nonsense")).toBeUndefined();
  });

  it("stay what they were when they were stored", () => {
    expect(
      writeFingerprint(fingerprintOf("The quick brown fox jumps over the lazy dog") as Fingerprint).slice(0, 32),
    ).toMatchInlineSnapshot(`"EiozgwYKGLAN9IBtC6Pu_hYanqcLC7S8"`);
  });

  it("have as many keys as a document store looks up at once, and alike texts share one", () => {
    const long = Array.from({ length: 10 }, (_, at) => sentence(at)).join(" ");
    const keys = bandKeysOf(fingerprintOf(long) as Fingerprint);
    expect(new Set(keys).size).toBe(30);
    const shared = bandKeysOf(fingerprintOf(`${long} ${sentence(77)}`) as Fingerprint).filter((key) =>
      keys.includes(key),
    );
    expect(shared.length).toBeGreaterThan(0);
    expect(bandKeysOf(fingerprintOf(sentence(123)) as Fingerprint).filter((key) => keys.includes(key))).toEqual([]);
  });

  it("of no words are none", () => {
    expect(fingerprintOf(" — !? ")).toBeUndefined();
  });

  it("work where words have no blanks between them", () => {
    const text = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。";
    expect(
      likenessOf(fingerprintOf(text) as Fingerprint, fingerprintOf(`${text}何でも薄暗い`) as Fingerprint),
    ).toBeGreaterThan(0.6);
  });
});

describe("duplicates", () => {
  it("are found by their address, whatever their texts", () => {
    const articles = [comparable("a", sentence(1), "example.com/x"), comparable("b", sentence(2), "example.com/x")];
    expect(groupDuplicates(articles)).toEqual([["a", "b"]]);
    expect(sameness(articles[0] as Comparable, articles[1] as Comparable)).toBe("address");
  });

  it("are found by their text, and lead to the first of them", () => {
    const text = [1, 2, 3, 4, 5, 6].map(sentence).join(" ");
    const articles = [
      comparable("a", text),
      comparable("z", sentence(9)),
      comparable("b", `${text} ${sentence(7)}`),
      comparable("c", text),
    ];
    expect(groupDuplicates(articles)).toEqual([["a", "b", "c"]]);
  });

  it("are found where one is the beginning of the other", () => {
    const parts = Array.from({ length: 10 }, (_, at) => sentence(at));
    const whole = comparable("whole", parts.join(" "));
    const beginning = comparable("beginning", parts.slice(0, 3).join(" "));
    expect(sameness(whole, beginning)).toBe("text");
  });

  it("are not what short texts happen to share", () => {
    const formula = "This feed item has no text. Read it on our site.";
    expect(groupDuplicates([comparable("a", formula), comparable("b", formula)])).toEqual([]);
  });

  it("are not what one feed brings twice, however alike: only one address makes them one", () => {
    const text = Array.from({ length: 120 }, (_, word) => `word${word}`).join(" ");
    const of = (id: string, feedId: string, address?: string) => ({ ...comparable(id, text, address), feedId });
    expect(groupDuplicates([of("a", "weather"), of("b", "weather"), of("c", "other")])).toEqual([["a", "c"]]);
    expect(groupDuplicates([of("a", "weather", "x/1"), of("b", "weather", "x/1")])).toEqual([["a", "b"]]);
  });

  it("are in one group each, in the order given, whatever comes", () => {
    const any = fc.array(
      fc.record({ text: fc.integer({ min: 0, max: 5 }), at: fc.option(fc.integer({ min: 0, max: 5 })) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(any, (many) => {
        const articles = many.map(({ text, at }, index) =>
          comparable(String(index), sentence(text), at === null ? undefined : `e/${at}`),
        );
        const groups = groupDuplicates(articles);
        const grouped = groups.flat();
        expect(new Set(grouped).size).toBe(grouped.length);
        for (const group of groups) {
          expect(group.length).toBeGreaterThan(1);
          expect(group).toEqual(group.toSorted((one, other) => Number(one) - Number(other)));
        }
      }),
    );
  });

  const pages = proofFiles(benchmarkPages());
  itWhere(
    pages.length > 0,
    "versions of news pages",
    "no corpora",
  )("are recalled with next to no mistake among versions of real articles", () => {
    const versions = pages.flatMap((page) => {
      const article = extractPage(page.html, page.url);
      const sentences = page.body.split("\n");
      const texts: Record<string, string | undefined> = {
        human: page.body,
        ours: article.text,
        publisher: article.facts.linkedBody,
        paragraphs: mostParagraphs(page.html),
        "first two thirds": sentences.slice(0, Math.ceil((sentences.length * 2) / 3)).join("\n"),
      };
      return Object.entries(texts).flatMap(([kind, text]) =>
        text === undefined || sizeOfText(text).words < 50 || f1Of(shingleScore(page.body, text)) < versionF1Min
          ? []
          : [{ page: page.id, kind, ...comparable(`${page.id} ${kind}`, text) }],
      );
    });
    let same = 0;
    let found = 0;
    let wrong = 0;
    let checked = 0;
    const missed = new Map<string, number>();
    for (const [at, one] of versions.entries()) {
      for (const other of versions.slice(at + 1)) {
        checked += 1;
        const isFound = sameness(one, other) !== undefined && sharesBand(one, other);
        if (one.page === other.page) {
          same += 1;
          if (isFound) found += 1;
          else missed.set(`${one.kind}, ${other.kind}`, (missed.get(`${one.kind}, ${other.kind}`) ?? 0) + 1);
        } else if (isFound) wrong += 1;
      }
    }
    const recall = found / same;
    const precision = found / (found + wrong);
    const table = [...missed].map(([kinds, count]) => `${kinds}: ${count}`).join("; ");
    process.stderr.write(
      `near-duplicates: ${versions.length} versions, ${checked} pairs, ${same} of one article: recall ${recall.toFixed(4)}, precision ${precision.toFixed(4)} (missed: ${table})\n`,
    );
    expect(recall).toBeGreaterThanOrEqual(0.97);
    expect(precision).toBeGreaterThanOrEqual(0.999);
  });
});

/** An extraction that shares less with the article than this has failed: it is the text of something else. */
const versionF1Min = 0.5;

/** Another extraction of the same page, as simple as can be: the paragraphs of the element with most text in its paragraphs. */
function mostParagraphs(html: string): string {
  const texts = new Map<unknown, string[]>();
  for (const element of elementsBelow(parse(html, { scriptingEnabled: false }))) {
    if (element.tagName !== "p") continue;
    const siblings = texts.get(element.parentNode) ?? [];
    siblings.push(plainTextOf(element));
    texts.set(element.parentNode, siblings);
  }
  return (
    [...texts.values()]
      .map((paragraphs) => paragraphs.join("\n"))
      .toSorted((one, other) => other.length - one.length)[0] ?? ""
  );
}

function sharesBand(one: Comparable, other: Comparable): boolean {
  const [a, b] = [one.fingerprint, other.fingerprint];
  if (a === undefined || b === undefined) return false;
  return Array.from(
    { length: bandsPerFingerprint },
    (_, band) => bandNumberOf(a, band) === bandNumberOf(b, band),
  ).includes(true);
}

function shinglesOf(words: readonly string[]): ReadonlySet<string> {
  return new Set(words.slice(0, -2).map((_, at) => words.slice(at, at + 3).join(" ")));
}
