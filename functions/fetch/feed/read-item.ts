import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import { parseDate } from "../parse-date.ts";
import { contextWithin, webUrl } from "./context.ts";
import { fieldsOf } from "./fields-of.ts";
import { finishItem } from "./finish-item.ts";
import { emptyFields, type ItemFields, type Ranked, readItemField } from "./item-fields.ts";
import type { ParsedItem } from "./parsed-feed.ts";
import { pageAmong } from "./read-link.ts";
import { peopleLine } from "./read-person.ts";
import type { Placed, Reading } from "./reading.ts";

export interface ItemSource extends Placed {
  readonly siteUrl: string | undefined;
  readonly language: string | undefined;
  readonly reading: Reading;
}

/**
 * One item or entry. An element that the end of the document cut off counts as not there; `undefined` for an item that was
 * cut before its guid was complete, as its identity might be another one the next time.
 */
export function readItem({ element, context: outer, siteUrl, language, reading }: ItemSource): ParsedItem | undefined {
  const context = contextWithin(element, outer);
  const fields = emptyFields();
  // RSS does not say what its links are relative to: publishers mean their site.
  const linkBase = context.isBaseDeclared ? context.base : (siteUrl ?? context.base);
  for (const field of fieldsOf(element, reading)) readItemField(field, context, { fields, reading, linkBase });
  // RSS 1.0 has no guid: RDF's own name stands for it.
  fields.guid ??= element.attributes.get(rdfAbout)?.trim() || undefined;
  if (element.isCut && fields.guid === undefined) return undefined;
  const modified = element.attributes.get("LASTMOD");
  if (modified !== undefined) fields.updated.push({ rank: 0, value: modified });
  const summary = first(fields.summaries);
  // RSS with a summary beside its description means the description to be the text.
  const described = fields.summaries.find(({ rank, value }) => rank === 1 && value !== summary)?.value;
  return finishItem(
    {
      guid: fields.guid,
      url: urlOf(element, fields, linkBase),
      title: first(fields.titles) ?? "",
      author: peopleLine(allOfFirst(fields.authors)),
      published: firstDate(fields.published),
      updated: firstDate(fields.updated),
      summary,
      content: first(fields.contents) ?? described,
      language: fields.language ?? context.language ?? language,
      categories: fields.categories,
      enclosures: fields.enclosures,
      image: first(fields.images),
      commentsUrl: fields.commentsUrl,
    },
    { fetchedAt: reading.fetchedAt, feedUrl: reading.url },
  );
}

const rdfAbout = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about";

/** The page of an item: its link, RSS's own first; else an id that is an address and does not say that it is none. */
function urlOf({ attributes }: RecoveredElement, fields: ItemFields, base: string): string | undefined {
  const links = fields.links.filter(({ rel }) => rel === "alternate");
  const page = pageAmong(links.filter(({ isText }) => isText)) ?? pageAmong(links);
  if (page !== undefined) return page;
  const href = attributes.get("HREF");
  if (href !== undefined) return webUrl(href, base);
  const id = fields.isPermalink ? fields.guid : undefined;
  return id !== undefined && /^https?:/iu.test(id) ? webUrl(id, base) : undefined;
}

function byRank<Value>(ranked: readonly Ranked<Value>[]): readonly Ranked<Value>[] {
  return ranked.length < 2 ? ranked : ranked.toSorted((a, b) => a.rank - b.rank);
}

function first<Value>(ranked: readonly Ranked<Value>[]): Value | undefined {
  return byRank(ranked)[0]?.value;
}

/** Several of the same rank stand side by side: authors. */
function allOfFirst<Value>(ranked: readonly Ranked<Value>[]): readonly Value[] {
  const best = byRank(ranked)[0]?.rank;
  return ranked.filter(({ rank }) => rank === best).map(({ value }) => value);
}

function firstDate(ranked: readonly Ranked<string>[]): Date | undefined {
  for (const { value } of byRank(ranked)) {
    const date = parseDate(value);
    if (date !== undefined) return date;
  }
  return undefined;
}
