/** What a score is made of. Nothing else goes in, so each part of it can be said in words. */
export interface ScoreInput {
  readonly words: number;
  /** How many other feeds bring the same article. */
  readonly duplicates: number;
  /** Milliseconds since it was published; `undefined` where nobody knows. */
  readonly ageMs: number | undefined;
  /** How much its reader values the feed: -2 (rarely) to 2 (always); 0 where nothing is said. */
  readonly sourceWeight: number;
  /** Whether the full text could not be had. */
  readonly isSummary: boolean;
  /** Its reader's rules that it meets (`shared/digests/rules.ts`): those that they look for. */
  readonly included: readonly string[];
}

export interface ArticleScore {
  /** 0 to 100. */
  readonly score: number;
  /** One sentence for each part, with what it gave or took. */
  readonly reasons: readonly string[];
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
const rulesNamedMax = 5;

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
  if (input.included.length > 0) {
    add(
      Math.min(includePointsMax, input.included.length * includePointsEach),
      `about ${input.included.slice(0, rulesNamedMax).map(quoted).join(", ")}`,
    );
  }
  return { score: Math.max(0, Math.min(100, score)), reasons };
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
  if (isSummary) add(summaryPoints, "not the full text");
  if (words < 60) add(-15, words === 1 ? "one word only" : `only ${words} words`);
  else if (words < 200) add(-5, `short: ${words} words`);
  else
    add(
      Math.min(lengthPointsMax, (lengthPointsMax * Math.log2(words / 200)) / Math.log2(20)),
      `${words} words to read`,
    );
}

function quoted(rule: string): string {
  return `“${rule}”`;
}
