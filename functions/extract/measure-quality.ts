import type { ExtractedArticle } from "./extract-article.ts";

/** Where a text of an article was taken from, the best one that can be hoped for first. */
export const candidateKinds = ["page", "print", "amp", "feed", "summary"] as const;
export type CandidateKind = (typeof candidateKinds)[number];

export interface Candidate {
  readonly kind: CandidateKind;
  readonly article: ExtractedArticle;
}

/** How good a text is for reading, measured on the text alone, and why. */
export interface Quality {
  /** 0 to 1. */
  readonly quality: number;
  readonly isTruncated: boolean;
  readonly reasons: readonly string[];
}

const goodWords = 400;
const paragraphWordsMin = 12;

const truncation =
  /(?:\[?(?:…|\.\.\.|&hellip;)\]?|(?:read|continue|see|view) (?:more|reading|the (?:full|rest|whole)[\w ]{0,30})|(?:weiter|mehr) ?lesen|lire (?:la suite|plus)|en savoir plus|(?:leer|seguir leyendo|ver) más|seguir leyendo|continua a leggere|leggi (?:tutto|l'articolo)|lees (?:meer|verder)|läs (?:mer|hela artikeln)|les mer|læs (?:mere|videre)|lue lisää|czytaj (?:więcej|dalej)|читать (?:далее|дальше|полностью)|続きを読む|阅读(?:全文|更多)|더 ?보기)\s*[»›→>.]*\s*$/iu;
const paywall =
  /\b(?:subscribe (?:now|today|to (?:continue|read|unlock))|already a subscriber|this (?:article|content|story) is (?:for|available to|reserved for|exclusive to) (?:paying |premium )?(?:subscribers|members)|(?:log|sign) in to (?:continue|read)|create a free account to|register to (?:continue|read)|nur für abonnenten|jetzt (?:weiterlesen|abonnieren) mit|réservé aux abonnés|solo para suscriptores|per continuare a leggere|je leest (?:dit|verder) met)\b/iu;
const wall =
  /\b(?:enable javascript|javascript is (?:disabled|required|not enabled)|verify(?:ing)? (?:that )?you are (?:a )?human|checking your browser|access denied|are you a robot|unusual traffic|enable cookies|page not found|404 not found)\b/iu;
const tailCharacters = 300;
const wallWordsMax = 150;

/** Rates what a candidate gives to read. Deterministic; knows nothing of other candidates. */
export function measureQuality({ kind, article }: Candidate): Quality {
  const { text, words } = article;
  const reasons: string[] = [];
  if (words === 0) return { quality: 0, isTruncated: false, reasons: ["there is no text"] };
  // A text twice as long is not twice as good.
  let quality = Math.min(1, Math.log2(1 + words) / Math.log2(1 + goodWords));
  reasons.push(`${words} words`);
  const lines = text.split("\n");
  const full = lines.filter((line) => line.length >= paragraphWordsMin * 5).reduce((sum, line) => sum + line.length, 0);
  const proseShare = full / text.length;
  if (proseShare < 0.5) {
    quality *= 0.6 + 0.8 * proseShare;
    reasons.push("more lines than sentences");
  }
  const tail = text.slice(-tailCharacters);
  const isTruncated = article.endsEarly === true || truncation.test(tail) || paywall.test(tail);
  if (isTruncated) {
    quality *= kind === "summary" ? 0.9 : 0.7;
    reasons.push("it breaks off");
  }
  if (words <= wallWordsMax && wall.test(text)) {
    quality *= 0.1;
    reasons.push("it is no article but a notice");
  }
  if (words <= wallWordsMax && !isTruncated && paywall.test(text)) {
    quality *= 0.5;
    reasons.push("the rest is for subscribers");
  }
  return { quality: Math.round(quality * 1000) / 1000, isTruncated, reasons };
}
