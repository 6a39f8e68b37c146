import * as z from "zod";
import { WorkDone } from "../../../shared/ports/progress.ts";

/** How far the making of a book's document is, while it is being made. */
export const ProgressView = WorkDone.extend({
  share: z.number().min(0).max(1).meta({ description: "How much of the whole is done, roughly" }),
  words: z.string(),
});
export type ProgressView = z.infer<typeof ProgressView>;

export const exampleProgress: ProgressView = {
  phase: "pictures",
  done: 12,
  of: 40,
  share: 0.18,
  words: "Preparing pictures: 12 of 40",
};

/** From where to where each phase goes, of the whole: reading takes most of the time, and checking is quick. */
const spans: Readonly<Record<WorkDone["phase"], readonly [from: number, to: number]>> = {
  reading: [0, 0.6],
  pictures: [0, 0.6],
  shrinking: [0.6, 0.85],
  writing: [0.85, 0.95],
  checking: [0.95, 1],
};

const sentences: Readonly<Record<WorkDone["phase"], string>> = {
  reading: "Reading",
  pictures: "Preparing pictures",
  shrinking: "Making pictures smaller",
  writing: "Writing",
  checking: "Checking",
};

export function progressView(work: WorkDone): ProgressView {
  const { phase, done, of } = work;
  const [from, to] = spans[phase];
  const share = from + (to - from) * (done === undefined || of === undefined ? 0 : Math.min(1, done / of));
  const counted = done !== undefined && of !== undefined && of > 1;
  return {
    ...work,
    share: Math.round(share * 100) / 100,
    words: counted ? `${sentences[phase]}: ${done} of ${of}` : sentences[phase],
  };
}
