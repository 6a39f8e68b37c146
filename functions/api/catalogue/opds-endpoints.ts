import * as z from "zod";
import { epubType } from "../../../events/values.ts";
import { type Book, books } from "../../../shared/read-models/books.ts";
import { wordsOf } from "../../../shared/read-models/search-terms.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { ListQuery, listPage } from "../list.ts";
import type { Api } from "../publish-command.ts";
import { type FeedBook, feedType, opdsFeed, searchDescription, searchType } from "./opds-feed.ts";

const Query = ListQuery.extend({
  q: z.string().max(500).optional().meta({ description: "Words, or beginnings of words" }),
});

/** The library as e-readers browse it. */
export function opdsEndpoints({ ports, settings }: Api): readonly Endpoint[] {
  return [
    defineEndpoint({
      method: "GET",
      path: "/opds",
      summary: "OPDS 1.2 catalogue of the documents, newest first",
      access: "reader",
      query: Query,
      responses: { 200: { description: "An acquisition feed", mediaTypes: [feedType] } },
      handle: async ({ query }) => {
        const { q = "", limit, page } = query;
        const terms = wordsOf(q);
        const found =
          q.trim() !== "" && terms.length === 0
            ? Promise.resolve({ items: [] })
            : ports.readModels.query(books, settings.account, "byStatus", {
                where: { removed: false, status: "ready" },
                ...(terms.length > 0 && { terms }),
                limit,
                ...(page !== undefined && { after: page }),
              });
        const { items, nextPage } = await listPage(found, feedBook);
        const content = opdsFeed({
          updated: items[0]?.updated ?? ports.clock.now().toISOString(),
          books: items,
          self: addressOf({ ...query, page }),
          ...(nextPage !== undefined && { next: addressOf({ ...query, page: nextPage }) }),
          query: q.trim(),
        });
        return { status: 200, headers: { "content-type": feedType }, content };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/opds/search",
      summary: "How to search the catalogue, as OpenSearch describes it",
      access: "reader",
      responses: { 200: { description: "The description", mediaTypes: [searchType] } },
      handle: async () => ({
        status: 200,
        headers: { "content-type": searchType },
        content: searchDescription(),
      }),
    }),
  ];
}

function feedBook({ id, title, authors, language, receivedAt, document, cover }: Book): FeedBook {
  return {
    id,
    title,
    authors,
    language,
    updated: receivedAt,
    documentBytes: document?.bytes ?? 0,
    documentType: document?.mediaType ?? epubType,
    ...(cover && { coverType: cover.mediaType }),
  };
}

function addressOf({ q, limit, page }: { q?: string | undefined; limit: number; page?: string | undefined }): string {
  const parameters = new URLSearchParams();
  if (q !== undefined && q.trim() !== "") parameters.set("q", q);
  if (limit !== ListQuery.parse({}).limit) parameters.set("limit", String(limit));
  if (page !== undefined) parameters.set("page", page);
  return parameters.size === 0 ? "/opds" : `/opds?${parameters.toString()}`;
}
