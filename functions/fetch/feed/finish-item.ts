import { absoluteHtml } from "./absolute-html.ts";
import { identityOf, sha256 } from "./item-identity.ts";
import type { Enclosure, ParsedItem } from "./parsed-feed.ts";

/** HTML, and what relative addresses in it are relative to where it says so itself. */
export interface BasedHtml {
  readonly html: string;
  readonly base: string | undefined;
}

/** An item as its feed has it, whatever that is written in. */
export interface ItemDraft {
  readonly guid: string | undefined;
  readonly url: string | undefined;
  readonly title: string;
  readonly author: string | undefined;
  readonly published: Date | undefined;
  readonly updated: Date | undefined;
  readonly summary: BasedHtml | undefined;
  readonly content: BasedHtml | undefined;
  readonly language: string | undefined;
  readonly categories: readonly string[];
  readonly enclosures: readonly Enclosure[];
  readonly image: string | undefined;
  readonly commentsUrl: string | undefined;
}

const categoriesMax = 100;
const enclosuresMax = 100;

/** Settles what follows from the rest: the identity, dates that cannot be, one base for all of the HTML, the hash. */
export function finishItem(draft: ItemDraft, { fetchedAt, feedUrl }: { fetchedAt: Date; feedUrl: string }): ParsedItem {
  const { guid, url, title, author, published, updated, summary, content } = draft;
  const baseOf = (value: BasedHtml | undefined) => value?.base ?? url ?? feedUrl;
  const base = baseOf(content ?? summary);
  const htmlOf = (value: BasedHtml | undefined) =>
    value === undefined || baseOf(value) === base ? value?.html : absoluteHtml(value.html, baseOf(value));
  const summaryHtml = htmlOf(summary);
  const contentHtml = htmlOf(content);
  const isFuture = isAfter(published, fetchedAt) || isAfter(updated, fetchedAt);
  const isMissing = published === undefined && updated === undefined;
  return {
    identity: identityOf({ guid, url, title, date: published ?? updated, text: summaryHtml ?? contentHtml ?? "" }),
    guid,
    url,
    title,
    author,
    published: isAfter(published, fetchedAt) ? fetchedAt : published,
    updated: isAfter(updated, fetchedAt) ? fetchedAt : updated,
    dateFlag: isFuture ? "future" : isMissing ? "missing" : undefined,
    summaryHtml,
    contentHtml,
    base,
    language: draft.language,
    categories: [...new Set(draft.categories)].slice(0, categoriesMax),
    enclosures: distinctEnclosures(draft.enclosures),
    image: draft.image,
    commentsUrl: draft.commentsUrl,
    contentHash: sha256(JSON.stringify([title, url, author, summaryHtml, contentHtml])),
  };
}

function isAfter(date: Date | undefined, limit: Date): boolean {
  return date !== undefined && date > limit;
}

function distinctEnclosures(enclosures: readonly Enclosure[]): readonly Enclosure[] {
  if (enclosures.length < 2) return enclosures;
  const byUrl = new Map<string, Enclosure>();
  for (const enclosure of enclosures) if (!byUrl.has(enclosure.url)) byUrl.set(enclosure.url, enclosure);
  return [...byUrl.values()].slice(0, enclosuresMax);
}
