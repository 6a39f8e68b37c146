import * as z from "zod";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { ListQuery } from "../list.ts";
import type { Api } from "../publish-command.ts";
import { catalogueOf } from "./catalogue-of.ts";
import { feedType, opdsFeed, searchDescription, searchType } from "./opds-feed.ts";

const Query = ListQuery.extend({
  q: z.string().max(500).optional().meta({ description: "Words, or beginnings of words" }),
});

/** Books and editions as e-readers browse them. */
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
        const { items, nextPage } = await catalogueOf({ ports, settings }, { query: q, limit, page });
        const content = opdsFeed({
          updated: items[0]?.updated ?? ports.clock.now().toISOString(),
          documents: items,
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

function addressOf({ q, limit, page }: { q?: string | undefined; limit: number; page?: string | undefined }): string {
  const parameters = new URLSearchParams();
  if (q !== undefined && q.trim() !== "") parameters.set("q", q);
  if (limit !== ListQuery.parse({}).limit) parameters.set("limit", String(limit));
  if (page !== undefined) parameters.set("page", page);
  return parameters.size === 0 ? "/opds" : `/opds?${parameters.toString()}`;
}
