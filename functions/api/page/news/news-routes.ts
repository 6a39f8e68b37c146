import type { Context, Hono } from "hono";
import { htmlWithAddresses, readContent } from "../../articles/article-content.ts";
import { listArticles } from "../../articles/article-endpoints.ts";
import { rateArticle, readArticle } from "../../articles/read-articles.ts";
import { digestView } from "../../digests/digest-view.ts";
import { findDigest } from "../../digests/find-digest.ts";
import { previewDigest } from "../../digests/preview-digest.ts";
import { Problem } from "../../problem.ts";
import type { Api } from "../../publish-command.ts";
import { type Html, messagePage } from "../layout.ts";
import { readSurroundings } from "../read-page.ts";
import { articlePage } from "./article-page.ts";
import { articlesPage } from "./articles-page.ts";
import { type DigestDraft, draftIn, draftOf, emptyDraft } from "./digest-draft.ts";
import { digestPage } from "./digest-page.ts";
import { editionPage } from "./edition-page.ts";
import { feedPage } from "./feed-page.ts";
import { feedsPage } from "./feeds-page.ts";
import { ImportOutcome, importPage } from "./import-page.ts";
import { newsPage } from "./news-page.ts";
import { previewPage } from "./preview-page.ts";
import { readEdition, readFeed, readFeeds, readNews } from "./read-news.ts";
import { scheduleOutcome } from "./schedule-editor.ts";

const queryCharactersMax = 200;
const articlesPerPage = 50;

/** What every page is served with. */
export interface PageTools {
  readonly show: (page: Html, status?: number) => Promise<Response>;
  /** `undefined` where it holds too much. */
  readonly readForm: (request: Request) => Promise<URLSearchParams | undefined>;
  /** Hands a form with a file on to the API, as it comes. */
  readonly sendFile: (context: Context, path: string) => Promise<Response>;
  /** Goes on from what the API has answered. */
  readonly goOn: (context: Context, answer: Response, goOnAt: string) => Promise<Response>;
}

/** The pages of the newspaper. */
export function addNewsRoutes(routes: Hono, api: Api, { show, readForm, sendFile, goOn }: PageTools): void {
  const page = async (draw: () => Promise<Html>): Promise<Response> => {
    try {
      return await show(await draw());
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return await show(messagePage("Not here", error.message, "news"), error.status);
    }
  };

  routes.get("/news", () => page(async () => newsPage(await readNews(api))));
  routes.get("/news/feeds", (context) =>
    page(async () => {
      const only = context.req.query("only") === "failing" ? "failing" : undefined;
      return feedsPage(await readFeeds(api), { only, page: pageNumber(context.req.query("page")) });
    }),
  );
  routes.get("/news/articles", (context) =>
    page(async () => {
      const query = (context.req.query("q") ?? "").trim().slice(0, queryCharactersMax);
      const scoreMin = Math.min(100, pageNumber(context.req.query("scoreMin")));
      const filter = { ...(query !== "" && { q: query }), scoreMin };
      const found = await listArticles(api, filter, { limit: articlesPerPage, page: context.req.query("page") });
      return articlesPage({ query, scoreMin, ...found });
    }),
  );
  routes.get("/feed/:id", (context) => page(async () => feedPage(await readFeed(api, context.req.param("id")))));
  routes.get("/article/:id", (context) =>
    page(async () => {
      const id = context.req.param("id");
      const { article } = await readArticle(api, id);
      const { html, text, direction } = await readContent(api.ports.blobs, article.articleKey);
      const rated = await rateArticle(api, id);
      return articlePage({ ...rated, html: htmlWithAddresses(html, id), text, ...(direction && { direction }) });
    }),
  );
  routes.get("/edition/:id", (context) =>
    page(async () => {
      const contents = await readEdition(api, context.req.param("id"));
      if (contents === undefined) throw new Problem(404, "edition/not-found", "There is no such edition of yours.");
      return editionPage(contents);
    }),
  );
  routes.get("/digest/new", () => page(async () => await editor(emptyDraft(api.settings.timeZone))));
  routes.get("/digest/:id", (context) => page(async () => await editor(undefined, context.req.param("id"))));
  routes.get("/digest/:id/preview", (context) =>
    page(async () => {
      const id = context.req.param("id");
      return previewPage(await viewOf(id), await previewDigest(api, id));
    }),
  );

  async function viewOf(id: string) {
    const { digest, settings } = await findDigest(api, id);
    return digestView(digest, settings, api.ports.clock.now());
  }

  /** A draft, or a digest as it is. */
  async function editor(draft: DigestDraft | undefined, id?: string): Promise<Html> {
    const digest = id === undefined ? undefined : await viewOf(id);
    const [feeds, { devices }] = await Promise.all([readFeeds(api), readSurroundings(api)]);
    const filled = draft ?? (digest === undefined ? emptyDraft(api.settings.timeZone) : draftOf(digest));
    return digestPage({ draft: filled, digest, feeds, devices, now: api.ports.clock.now() });
  }

  // How a schedule comes out before anything is kept: the form again, as it was filled in.
  routes.post("/page/digests/look", async (context) => {
    const fields = await readForm(context.req.raw);
    if (fields === undefined)
      return await show(messagePage("Too much", "That form holds more than it can.", "news"), 413);
    const draft = draftIn(fields);
    // A script that sends the schedule alone gets what it comes to, and no more.
    if (!fields.has("which")) return await show(scheduleOutcome(draft, api.ports.clock.now()));
    return await page(async () => await editor(draft, fields.get("id") ?? undefined));
  });
  routes.post("/page/feeds/opml", async (context) => {
    const answer = await sendFile(context, "/api/feeds/opml");
    const wantsJson = context.req.header("accept")?.includes("application/json") === true;
    if (wantsJson || !answer.ok) return await goOn(context, answer, "/news#feeds");
    return await show(importPage(ImportOutcome.parse(await answer.json())));
  });
}

/** A whole number out of an address; 0 for anything else. */
function pageNumber(text: string | undefined): number {
  return /^\d{1,6}$/u.test(text ?? "") ? Number(text) : 0;
}
