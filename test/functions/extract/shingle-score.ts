/** What one prediction is worth beside its truth, as shares of all shingles of both. */
export interface ShingleScore {
  readonly precision: number | undefined;
  readonly recall: number | undefined;
}

const shingleTokens = 4;

/** The score of the article-extraction-benchmark: 4-token shingles as multisets, case kept. */
export function shingleScore(truth: string, prediction: string): ShingleScore {
  const wanted = shinglesOf(truth);
  const found = shinglesOf(prediction);
  let hits = 0;
  let extra = 0;
  let missed = 0;
  for (const shingle of new Set([...wanted.keys(), ...found.keys()])) {
    const inTruth = wanted.get(shingle) ?? 0;
    const inPrediction = found.get(shingle) ?? 0;
    hits += Math.min(inTruth, inPrediction);
    extra += Math.max(0, inPrediction - inTruth);
    missed += Math.max(0, inTruth - inPrediction);
  }
  if (extra === 0 && missed === 0) return { precision: 1, recall: 1 };
  return {
    precision: hits + extra === 0 ? undefined : hits / (hits + extra),
    recall: hits + missed === 0 ? undefined : hits / (hits + missed),
  };
}

export interface AverageScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Averages precision and recall over documents; F1 is that of the averages. */
export function averageScore(scores: readonly ShingleScore[]): AverageScore {
  const precision = mean(scores.map((score) => score.precision));
  const recall = mean(scores.map((score) => score.recall));
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

/** The F1 of one document, for finding the worst. */
export function f1Of({ precision = 0, recall = 0 }: ShingleScore): number {
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

function mean(values: readonly (number | undefined)[]): number {
  const there = values.filter((value) => value !== undefined);
  return there.reduce((sum, value) => sum + value, 0) / there.length;
}

function shinglesOf(text: string): Map<string, number> {
  const tokens = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
  const counts = new Map<string, number>();
  if (tokens.length === 0) return counts;
  for (let at = 0; at < Math.max(1, tokens.length - shingleTokens + 1); at += 1) {
    const shingle = tokens.slice(at, at + shingleTokens).join(" ");
    counts.set(shingle, (counts.get(shingle) ?? 0) + 1);
  }
  return counts;
}
