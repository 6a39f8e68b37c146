import * as z from "zod";
import { hashOf } from "../../../events/define-event.ts";
import { pageTokenOf, readPageToken } from "../../../shared/page-token.ts";
import { UnknownPage } from "../../../shared/ports/read-models.ts";
import { wordsOf } from "../../../shared/read-models/search-terms.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { ListQuery, listOf } from "../list.ts";
import { invalidRequest, Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";
import { downloadReplies, sendBlob } from "../send-blob.ts";
import { Id, wholeNumber } from "../values.ts";
import { htmlWithAddresses, readContent } from "./article-content.ts";
import { ArticleView, exampleArticle, exampleWholeArticle, WholeArticle } from "./article-view.ts";
import { byPublishedAt } from "./rate-articles.ts";
import { articlesListedMax, rateArticle, readArticle, readArticles } from "./read-articles.ts";

const Params = z.object({ id: Id });
const pictureTypes = ["image/jpeg", "image/png", "image/gif"] as const;
const notFound = { 404: ["article/not-found"] };

export const ArticleFilter = z.object({
  feed: Id.optional().meta({ description: "Of this feed alone" }),
  since: z
    .union([z.iso.datetime({ offset: true }), z.iso.date()])
    .optional()
    .meta({ description: "Published at that moment or later, ISO 8601" }),
  q: z
    .string()
    .max(500)
    .optional()
    .meta({ description: "Words, or beginnings of words, of title, author and summary" }),
  scoreMin: wholeNumber(0, 100).optional(),
});
export type ArticleFilter = z.infer<typeof ArticleFilter>;

/** What the feeds of an account bring, rated for it. */
export function articleEndpoints(api: Api): readonly Endpoint[] {
  return [
    defineEndpoint({
      method: "GET",
      path: "/api/articles",
      summary: `The ${articlesListedMax} newest articles of the account's feeds, newest first, each with its score`,
      query: ListQuery.extend(ArticleFilter.shape),
      responses: {
        200: { description: "A page of them", body: listOf(ArticleView), example: { items: [exampleArticle] } },
      },
      problems: { 404: ["feed/not-found"] },
      handle: async ({ query: { limit, page, ...filter } }) => ({
        status: 200,
        body: await listArticles(api, filter, { limit, page }),
      }),
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/articles/{id}",
      summary: "One article, with its text",
      params: Params,
      responses: { 200: { description: "The article", body: WholeArticle, example: exampleWholeArticle } },
      problems: { 404: ["article/not-found", "content/missing"] },
      handle: async ({ params: { id } }) => {
        const { article } = await readArticle(api, id);
        const { html, text, direction } = await readContent(api.ports.blobs, article.articleKey);
        const body = {
          ...(await rateArticle(api, id)),
          html: htmlWithAddresses(html, id),
          text,
          ...(direction && { direction }),
        };
        return { status: 200, body };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/articles/{id}/pictures/{number}",
      summary: "A picture of an article, counted from 0",
      params: Params.extend({ number: wholeNumber(0, 999_999) }),
      responses: downloadReplies(...pictureTypes),
      problems: { 404: [...notFound[404], "article/no-picture", "content/missing"] },
      handle: async (call) => {
        const { id, number } = call.params;
        const { article } = await readArticle(api, id);
        const picture = (await readContent(api.ports.blobs, article.articleKey)).pictures[number];
        if (picture === undefined) throw new Problem(404, "article/no-picture", "It has no picture of that number.");
        const { key, mediaType } = picture;
        const tag = hashOf("picture", key);
        return await sendBlob(api.ports.blobs, { key, mediaType, tag, disposition: "inline" }, call);
      },
    }),
  ];
}

/** A page of the articles that a filter lets through. @throws Problem 400, 404 */
export async function listArticles(
  api: Api,
  filter: ArticleFilter,
  { limit, page }: { readonly limit: number; readonly page?: string | undefined },
): Promise<{ items: ArticleView[]; nextPage?: string }> {
  const list = ["articles", api.settings.account, { ...filter }];
  const after = page === undefined ? undefined : positionOf(list, page);
  const matching = (await readArticles(api, { feed: filter.feed })).filter(
    (article) => isWanted(article, filter) && (after === undefined || byPublishedAt(after, article) < 0),
  );
  const items = matching.slice(0, limit);
  const last = items.at(-1);
  if (matching.length <= limit || last === undefined) return { items };
  return { items, nextPage: pageTokenOf(list, { orderedBy: last.publishedAt, id: last.id }) };
}

function isWanted(article: ArticleView, { since, q = "", scoreMin = 0 }: ArticleFilter): boolean {
  if (article.score < scoreMin) return false;
  if (since !== undefined && Date.parse(article.publishedAt) < Date.parse(since)) return false;
  if (q.trim() === "") return true;
  const terms = wordsOf(q);
  const words = wordsOf([article.title, article.author ?? "", article.feedTitle, article.summary].join(" "));
  // A search for signs alone finds nothing, rather than everything.
  return terms.length > 0 && terms.every((term) => words.some((word) => word.startsWith(term)));
}

function positionOf(list: unknown, page: string): Pick<ArticleView, "publishedAt" | "id"> {
  try {
    const { orderedBy, id } = readPageToken(list, page);
    return { publishedAt: String(orderedBy), id };
  } catch (error) {
    if (!(error instanceof UnknownPage)) throw error;
    throw invalidRequest([{ path: "page", message: "is not a page of this list" }]);
  }
}
