import type { DigestDue } from "../../events/digest-due.ts";
import type { DigestSettings } from "../../events/digest-settings.ts";
import type { EditionLayout } from "../../shared/articles/edition-layout.ts";
import type { Choice } from "../../shared/digests/choose-articles.ts";
import type { DigestSource } from "../../shared/digests/gather-candidates.ts";
import { editionBefore } from "../../shared/digests/memory-after.ts";
import { isFailing } from "../../shared/digests/source-facts.ts";
import type { DigestMemory } from "../../shared/read-models/digest-memories.ts";
import { editionLanguage } from "./edition-language.ts";
import { editionTitle, isOnQuietDay } from "./edition-title.ts";
import { layOutEdition } from "./lay-out-edition.ts";

/** What becomes of a slot, and the facts of the event that tells it, but for where the layout lies. */
export interface EditionDecision {
  readonly outcome: "compiled" | "skipped" | "failed";
  readonly articleIds: string[];
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly layout?: EditionLayout;
}

/*
 * 29 November 2026. The messages of skipped and failed editions are English: they are read in the API and on the page, which speak English
 * throughout. What is printed of a failed edition is told in its own language, from the codes of its layout. Were the page translated,
 * `why` and `feeds` of these events say as much as their messages do, but for what was left out and has not been fetched yet.
 */

/** What is decided before anything is read; `undefined` where it has to be. */
export function withoutGathering(due: DigestDue, settings: DigestSettings, now: Date): EditionDecision | undefined {
  if (due.data.by === "reader") return undefined;
  if (settings.paused) return skipped(due, settings, now, "paused", "This digest is paused.");
  if (!isOnQuietDay(new Date(due.data.slot), settings)) return undefined;
  return skipped(
    due,
    settings,
    now,
    "quiet-day",
    "This is one of its quiet days; what is new comes in the next edition.",
  );
}

interface EditionInput {
  readonly due: DigestDue;
  readonly settings: DigestSettings;
  readonly sources: readonly DigestSource[];
  readonly choice: Choice;
  readonly memory: DigestMemory | undefined;
  readonly now: Date;
}

/** What becomes of a slot. Pure. "No news" and "nobody knows" are different answers. */
export function decideEdition({ due, settings, sources, choice, memory, now }: EditionInput): EditionDecision {
  if (sources.length === 0) {
    return skipped(
      due,
      settings,
      now,
      "no-feeds",
      "This digest has no feeds: subscribe to one, or choose others for it.",
    );
  }
  const failing = sources.filter(isFailing);
  const previous = editionBefore(memory, due.data.slot);
  // Told once: what an earlier edition has said it left out is no news.
  const leftOut = choice.leftOut.filter(({ article }) => previous === undefined || article.foundAt > previous.slot);
  const language = editionLanguage(choice.chosen, sources);
  const title = editionTitle(due, settings, memory, language);
  const layout = layOutEdition({ ...choice, leftOut, sources, settings, slot: due.data.slot, title, language });
  if (choice.chosen.length > 0) {
    const { missing } = layout;
    return {
      outcome: "compiled",
      articleIds: layout.sections.flatMap(({ articles }) => articles.map(({ articleId }) => articleId)),
      at: now.toISOString(),
      layout,
      data: {
        ...factOf(due, settings),
        ...printedAs(layout, settings),
        articleIds: layout.sections.flatMap(({ articles }) => articles.map(({ articleId }) => articleId)),
        words: choice.chosen.reduce((sum, { article }) => sum + article.words, 0),
        missing: {
          feeds: missing.feeds.length,
          summaries: missing.summaries.length,
          leftOut: leftOut.length,
        },
      },
    };
  }
  if (failing.length === sources.length) {
    const message =
      sources.length === 1
        ? "The only feed of this digest could not be had."
        : `All ${sources.length} feeds of this digest failed.`;
    return {
      outcome: "failed",
      articleIds: [],
      at: now.toISOString(),
      layout,
      data: { ...factOf(due, settings), ...printedAs(layout, settings), feeds: failing.length, message },
    };
  }
  return skipped(due, settings, now, "no-news", noNews(failing.length, sources, leftOut.length));
}

function noNews(failing: number, sources: readonly DigestSource[], leftOut: number): string {
  const waiting = sources.filter(({ feed }) => feed?.lastFetchedAt === undefined && (feed?.failures ?? 0) === 0).length;
  const sentences = ["There is nothing new."];
  if (leftOut > 0)
    sentences.push(
      `${leftOut === 1 ? "One article was" : `${leftOut} articles were`} left out by its limits and rules.`,
    );
  if (failing > 0)
    sentences.push(`${failing === 1 ? "One of its feeds" : `${failing} of its feeds`} could not be had.`);
  if (waiting > 0)
    sentences.push(
      `${waiting === 1 ? "One feed has" : `${waiting} feeds have`} not been fetched for the first time yet.`,
    );
  return sentences.join(" ");
}

function skipped(
  due: DigestDue,
  settings: DigestSettings,
  now: Date,
  why: "no-news" | "quiet-day" | "paused" | "no-feeds",
  message: string,
): EditionDecision {
  const data = { ...factOf(due, settings), why, message };
  return { outcome: "skipped", articleIds: [], at: now.toISOString(), data };
}

function factOf(due: DigestDue, settings: DigestSettings) {
  const { editionId, digestId, slot, by } = due.data;
  return { editionId, digestId, digestName: settings.name, slot, by };
}

function printedAs({ title, language }: EditionLayout, { devices }: DigestSettings) {
  return { title, language, devices };
}
