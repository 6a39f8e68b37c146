/** What a score is made of. Nothing else goes in, so each part of it can be said in words. */
export interface ScoreInput {
  readonly title: string;
  readonly authors: readonly string[];
  readonly text: string;
  readonly words: number;
  /** How many other feeds bring the same article. */
  readonly duplicates: number;
  /** Milliseconds since it was published; `undefined` where nobody knows. */
  readonly ageMs: number | undefined;
  /** How much its reader values the feed: -2 (rarely) to 2 (always); 0 where nothing is said. */
  readonly sourceWeight: number;
  /** Whether only a summary could be had. */
  readonly isSummary: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export interface ArticleScore {
  /** 0 to 100. */
  readonly score: number;
  /** One sentence for each part, with what it gave or took. */
  readonly reasons: readonly string[];
  /** The rule that keeps the article out whatever its score. */
  readonly excludedBy?: string;
}

const baseScore = 40;
const sourcePointsEach = 10;
const freshPointsMax = 20;
const freshHalfLifeMs = 18 * 60 * 60 * 1000;
const lengthPointsMax = 15;
const duplicatePointsEach = 6;
const duplicatePointsMax = 18;
const includePointsEach = 12;
const includePointsMax = 24;
const summaryPoints = -12;
const rulesMax = 200;
const ruleLengthMax = 200;

/** Rates an article for its reader, and says why. The same input gives the same answer, to the letter. */
export function scoreArticle(input: ScoreInput): ArticleScore {
  const reasons: string[] = [];
  let score = baseScore;
  const add = (points: number, why: string) => {
    const whole = Math.round(points);
    if (whole === 0) return;
    score += whole;
    reasons.push(`${whole > 0 ? "+" : "−"}${Math.abs(whole)} ${why}`);
  };
  const weight = Math.max(-2, Math.min(2, Number.isFinite(input.sourceWeight) ? input.sourceWeight : 0));
  add(weight * sourcePointsEach, weight > 0 ? "from a source you value" : "from a source you value less");
  addFreshness(input.ageMs, add);
  addLength(input, add);
  if (input.duplicates > 0) {
    add(
      Math.min(duplicatePointsMax, input.duplicates * duplicatePointsEach),
      input.duplicates === 1 ? "one other feed has it too" : `${input.duplicates} other feeds have it too`,
    );
  }
  const words = searchable([input.title, ...input.authors, input.text].join("\n"));
  const included = matchingRules(input.include, words);
  if (included.length > 0) {
    add(
      Math.min(includePointsMax, included.length * includePointsEach),
      `about ${included.slice(0, 5).map(quoted).join(", ")}`,
    );
  }
  const [excludedBy] = matchingRules(input.exclude, words);
  if (excludedBy !== undefined) reasons.push(`left out: about ${quoted(excludedBy)}`);
  return { score: Math.max(0, Math.min(100, score)), reasons, ...(excludedBy !== undefined && { excludedBy }) };
}

type Add = (points: number, why: string) => void;

/** Full points when it is new, half of them after eighteen hours, a quarter after thirty-six. */
function addFreshness(ageMs: number | undefined, add: Add): void {
  if (ageMs === undefined || !Number.isFinite(ageMs)) return;
  const age = Math.max(0, ageMs);
  add(freshPointsMax * 0.5 ** (age / freshHalfLifeMs), `published ${ageInWords(age)}`);
}

function ageInWords(ageMs: number): string {
  const hours = Math.floor(ageMs / 3_600_000);
  if (hours < 1) return "within the last hour";
  if (hours === 1) return "an hour ago";
  if (hours < 48) return `${hours} hours ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

/** A page or two is worth printing; a line is not; beyond twenty minutes, length says nothing more. */
function addLength({ words, isSummary }: ScoreInput, add: Add): void {
  if (isSummary) add(summaryPoints, "only a summary could be had");
  if (words < 60) add(-15, words === 1 ? "one word only" : `only ${words} words`);
  else if (words < 200) add(-5, `short: ${words} words`);
  else
    add(
      Math.min(lengthPointsMax, (lengthPointsMax * Math.log2(words / 200)) / Math.log2(20)),
      `${words} words to read`,
    );
}

const quoted = (rule: string) => `“${rule}”`;

/** Letters and digits with one blank between, so that a rule meets whole words alone. */
function searchable(text: string): string {
  return ` ${text
    .toLowerCase()
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim()} `;
}

const unspacedScript = /[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/u;

/**
 * Rules that a text meets, in the order given: a word or a phrase, wherever it stands whole. `*` at the end stands for any
 * end of the word. In scripts without blanks a rule is met wherever its characters stand.
 */
export function matchingRules(rules: readonly string[], searchableText: string): readonly string[] {
  return rules.slice(0, rulesMax).filter((rule) => {
    if (rule.length > ruleLengthMax) return false;
    const isStem = rule.trimEnd().endsWith("*");
    const phrase = searchable(rule).trim();
    if (phrase === "") return false;
    if (unspacedScript.test(phrase)) return searchableText.includes(phrase);
    return searchableText.includes(isStem ? ` ${phrase}` : ` ${phrase} `);
  });
}
