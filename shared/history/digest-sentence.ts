import type { AnyEvent } from "../../events/catalogue.ts";
import { joined, list, quoted } from "./sentence-parts.ts";

type DigestEvent = Extract<AnyEvent, { name: `digest.${string}` | `edition.${string}` }>;

/** What happened to a digest or one of its editions. */
export function digestSentence(event: DigestEvent): string {
  switch (event.name) {
    case "digest.defined":
      return `Made the digest ${quoted(event.data.settings.name)}.`;
    case "digest.changed": {
      const { paused } = event.data.change;
      if (paused === true) return "Paused: no edition is made until you take that back.";
      if (paused === false) return "Goes on: the next edition comes when it is due.";
      return "Changed as you said.";
    }
    case "digest.removed":
      return "Removed: no more editions of it are made. Those that there were stay.";
    case "digest.due":
      return event.data.by === "reader" ? "You asked for an edition now." : "It is time for an edition.";
    case "edition.compiled": {
      const { articleIds, words, missing } = event.data;
      const articles = articleIds.length === 1 ? "one article" : `${articleIds.length} articles`;
      return joined(`Put together: ${articles}, ${words} words.`, missingSentence(missing));
    }
    case "edition.skipped":
      return joined("No edition this time.", event.data.message);
    case "edition.failed":
      return joined("None of its feeds could be had.", event.data.message);
  }
}

function missingSentence({
  feeds,
  summaries,
  leftOut,
}: Extract<DigestEvent, { name: "edition.compiled" }>["data"]["missing"]): string {
  const parts = [
    feeds === 0 ? "" : feeds === 1 ? "one feed that could not be had" : `${feeds} feeds that could not be had`,
    summaries === 0 ? "" : summaries === 1 ? "the full text of one article" : `the full text of ${summaries} articles`,
    leftOut === 0 ? "" : leftOut === 1 ? "one article that was left out" : `${leftOut} articles that were left out`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `Its last page tells what is missing: ${list(parts)}.`;
}
