import { type Context, Hono } from "hono";
import { openHoldLink } from "../../../shared/hold-link.ts";
import { deliveries } from "../../../shared/read-models/deliveries.ts";
import type { Api } from "../publish-command.ts";
import { assetAt } from "./assets.ts";
import { bookPage } from "./book-page.ts";
import { type Html, messagePage, signInPage } from "./layout.ts";
import { libraryPage } from "./library-page.ts";
import { addNewsRoutes } from "./news/news-routes.ts";
import { apiRequestOf } from "./page-forms.ts";
import { readBook, readLibrary } from "./read-page.ts";

/** Asks the API as the browser that sent `context` would. */
export type AskApi = (request: Request, bindings: unknown) => Response | Promise<Response>;

/** A digest that names its feeds one by one. */
const formBytesMax = 128 * 1024;
const queryCharactersMax = 200;

/** Everything comes from this server, nothing is inline, and nobody frames it. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Paths that need no session: what the page is drawn with, and nothing about anybody. */
export function isOpenPath(path: string): boolean {
  return path.startsWith("/page/assets/");
}

/** Whether a reader's browser asks for something to look at, so that it is told in HTML who may. */
export function isPagePath(path: string): boolean {
  if (path.startsWith("/page/")) return !isOpenPath(path);
  return /^\/(news(\/(feeds|articles))?|(book|feed|article|edition|digest)\/[^/]+|digest\/[^/]+\/preview)?$/.test(path);
}

/** The answer to who is not signed in. */
export async function askToSignIn(problem?: string): Promise<Response> {
  return await show(signInPage(problem), 401);
}

/**
 * The web page: it reads the read models, and every button of it is a form that becomes one request to the API. All of
 * it works without scripts; with them, forms are sent in the background and what happens is shown as it happens.
 */
export function pageRoutes(api: Api, askApi: AskApi): Hono {
  const routes = new Hono();

  const sendFile = async (context: Context, path: string): Promise<Response> => {
    const { raw } = context.req;
    const headers = headersFor(raw, raw.headers.get("content-type"));
    const init = { method: "POST", headers, body: raw.body, signal: raw.signal, duplex: "half" };
    return await askApi(new Request(new URL(path, raw.url), init as RequestInit), context.env);
  };

  routes.get("/", async (context) => {
    const query = (context.req.query("q") ?? "").trim().slice(0, queryCharactersMax);
    return await show(libraryPage(await readLibrary(api, { query, page: context.req.query("page") })));
  });
  routes.get("/book/:id", async (context) => {
    const contents = await readBook(api, context.req.param("id"));
    if (contents !== undefined) return await show(bookPage(contents));
    return await show(
      messagePage("No such book", "There is no such book in your library: it may have been removed."),
      404,
    );
  });
  routes.get("/page/assets/*", async (context) => assetAt(context.req.path) ?? context.notFound());

  // By way of this server, so that the address is in no page that somebody could keep.
  routes.get("/page/deliveries/:id/confirm", async (context) => {
    const { account } = api.settings;
    const delivery = await api.ports.readModels.get(deliveries, account, context.req.param("id"));
    if (delivery?.hold === undefined)
      return await show(messagePage("Nothing to confirm", "Amazon does not wait for you any more."), 404);
    const location = await openHoldLink(account, delivery.hold.sealedLink, api.ports.secrets);
    return new Response(null, { status: 303, headers: { location } });
  });

  // A browser without scripts sends the file as it is: handed on as it comes, never held in memory.
  routes.post("/page/books", async (context) => {
    const answer = await sendFile(context, "/api/books");
    return await goOn(context, answer, "/#library");
  });
  addNewsRoutes(routes, api, { show, readForm, sendFile, goOn });
  routes.post("/page/*", async (context) => {
    const { raw, path } = context.req;
    const fields = await readForm(raw);
    if (fields === undefined) return await show(messagePage("Too much", "That form holds more than it can."), 413);
    const wanted = apiRequestOf(path, fields);
    if (wanted === undefined) return context.notFound();
    const answer = await askApi(
      new Request(new URL(wanted.path, raw.url), {
        method: wanted.method,
        headers: headersFor(raw, "application/json"),
        signal: raw.signal,
        ...(wanted.body !== undefined && { body: JSON.stringify(wanted.body) }),
      }),
      context.env,
    );
    return await goOn(context, answer, wanted.goOnAt);
  });
  return routes;
}

/** A script gets the API's own answer; a browser goes on to a page that shows what has come of it. */
async function goOn(context: Context, answer: Response, goOnAt: string): Promise<Response> {
  if (context.req.header("accept")?.includes("application/json")) return answer;
  if (answer.ok) return new Response(null, { status: 303, headers: { location: goOnAt } });
  if (answer.status === 401) return await askToSignIn();
  const problem = (await answer.json().catch(() => ({}))) as { readonly detail?: string };
  return await show(messagePage("That did not work", problem.detail ?? "The server did not say why."), answer.status);
}

/** What tells who asks, and from where: the API checks it all again. */
function headersFor(request: Request, contentType: string | null): Headers {
  const headers = new Headers({ accept: "application/json" });
  for (const name of ["authorization", "cookie", "origin", "sec-fetch-site", "content-length"]) {
    const value = request.headers.get(name);
    if (value !== null && (name !== "content-length" || contentType?.startsWith("multipart/")))
      headers.set(name, value);
  }
  if (contentType !== null) headers.set("content-type", contentType);
  return headers;
}

async function readForm(request: Request): Promise<URLSearchParams | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) {
    bytes += next.value.length;
    if (bytes > formBytesMax) return undefined;
    chunks.push(next.value);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

async function show(page: Html, status = 200): Promise<Response> {
  return new Response((await page).toString(), {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
  });
}
