import { isBareLabel, isNoticeLine } from "./notice-lines.ts";
import type { Block } from "./page-outline.ts";

/** A block with more links than this leads elsewhere. */
const linkShareMax = 0.5;
/** A sentence may be a link for the most part, as in lists of news that say what they link to. */
const linkedSentenceShareMax = 0.8;
/** So much text is prose, however it ends. */
const proseMeasureMin = 80;
/** So much text is a sentence, where it ends as one. */
const sentenceMeasureMin = 20;
/** What a short line in an element for text is worth beside a sentence of its length. */
const shortLineShare = 0.2;
const loosePoints = -10;
const linkPointsMax = 60;

/** The end of a sentence in any script, with closing quotes and the marks of notes after it. */
const sentenceEnd = /[.!?…。！？।؟:;]["'”’»)\]]{0,4}(?:\s?\[\w{1,4}\]){0,8}$/u;
const endLengthMax = 80;
const textElements = new Set(["p", "li", "blockquote", "dd", "dt"]);

/** What a block is worth as text for reading: negative for what points elsewhere or is no text, zero for headings. */
export function worthOfBlock({ measure, linkMeasure, text, region, hasFormula }: Block): number {
  const linkShare = linkMeasure / measure;
  const { tagName } = region.element;
  const ends = sentenceEnd.test(text.slice(-endLengthMax));
  if (linkShare > linkShareMax) {
    if (linkShare < linkedSentenceShareMax && ends && measure >= proseMeasureMin) return measure * (1 - linkShare);
    return loosePoints - Math.min(measure, linkPointsMax);
  }
  if (isNoticeLine(text)) return loosePoints;
  if (isHeadingName(tagName)) return 0;
  if (isBareLabel(text)) return loosePoints;
  // What is set as written is code or verse, whose lines are no sentences.
  if (region.isSetAsWritten) return measure * (1 - linkShare);
  const isProse = measure >= proseMeasureMin || (ends && measure >= sentenceMeasureMin);
  if (isProse) return measure * (1 - linkShare);
  // A formula on a line of its own is no sentence either.
  if (hasFormula) return measure * shortLineShare;
  if (tagName === "td" || tagName === "th") return 0;
  return ends || textElements.has(tagName) ? measure * shortLineShare : loosePoints;
}

export function isHeadingName(tagName: string): boolean {
  return tagName.length === 2 && /^h[1-6]$/.test(tagName);
}
