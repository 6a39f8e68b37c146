import { type Context, Hono } from "hono";
import { Rejected } from "../../events/rejected.ts";
import { accountEndpoints } from "./account/account-endpoints.ts";
import { addRoutes, findEndpoint } from "./add-routes.ts";
import type { ApiPorts, ApiSettings } from "./api-ports.ts";
import { articleEndpoints } from "./articles/article-endpoints.ts";
import { bookDownloads } from "./books/book-downloads.ts";
import { bookEndpoints } from "./books/book-endpoints.ts";
import { signedUploadEndpoints } from "./books/signed-upload-endpoints.ts";
import { opdsEndpoints } from "./catalogue/opds-endpoints.ts";
import { sessionCookieHeader, sessionOf } from "./credentials.ts";
import { deadLetterEndpoints } from "./dead-letters/dead-letter-endpoints.ts";
import { defineEndpoint, type Endpoint } from "./define-endpoint.ts";
import { deliveryEndpoints } from "./deliveries/delivery-endpoints.ts";
import { type Described, describedPage, describedWebhooks } from "./described-besides.ts";
import { deviceEndpoints } from "./devices/device-endpoints.ts";
import { digestEndpoints } from "./digests/digest-endpoints.ts";
import { editionDownloads } from "./editions/edition-downloads.ts";
import { editionEndpoints } from "./editions/edition-endpoints.ts";
import { eventStreamEndpoints } from "./event-stream-endpoints.ts";
import { feedEndpoints } from "./feeds/feed-endpoints.ts";
import { opmlEndpoints } from "./feeds/opml-endpoints.ts";
import { createGuard } from "./guard.ts";
import { openApi } from "./open-api.ts";
import { createMetrics, type Metrics } from "./operations/metrics.ts";
import { operationsEndpoints } from "./operations/operations-endpoints.ts";
import { askToSignIn, isOpenPath, isPagePath, pageRoutes } from "./page/page-routes.ts";
import { Problem, problemResponse } from "./problem.ts";
import type { Api } from "./publish-command.ts";
import { tokenEndpoints } from "./tokens/token-endpoints.ts";

/** Of what INTERFACE.md promises to programs. */
const interfaceVersion = "1.0.0";

/** What the server that carries the app tells about a request, where it tells anything. */
type Bindings = { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } } };
type AppContext = Context<{ Bindings: Bindings }>;

/**
 * Every endpoint there is: the routes, the description and the tests are made from this list.
 * @param besides what else is served, for the description
 */
export function apiEndpoints(
  api: Api,
  metrics: Metrics,
  besides: readonly Described[] = [describedPage],
): readonly Endpoint[] {
  const endpoints: Endpoint[] = [
    ...bookEndpoints(api),
    ...signedUploadEndpoints(api),
    ...bookDownloads(api),
    ...deviceEndpoints(api),
    ...deliveryEndpoints(api),
    ...deadLetterEndpoints(api),
    // Before those of one feed: `opml` is no feed's id.
    ...opmlEndpoints(api),
    ...feedEndpoints(api),
    ...articleEndpoints(api),
    ...digestEndpoints(api),
    ...editionEndpoints(api),
    ...editionDownloads(api),
    ...tokenEndpoints(api),
    ...accountEndpoints(api),
    ...eventStreamEndpoints(api),
    ...opdsEndpoints(api),
    ...operationsEndpoints(api, metrics),
  ];
  endpoints.push(
    defineEndpoint({
      method: "GET",
      path: "/openapi.json",
      summary: "This description",
      responses: { 200: { description: "OpenAPI 3.1", mediaTypes: ["application/json"] } },
      handle: async () => ({
        status: 200,
        headers: { "content-type": "application/json" },
        content: JSON.stringify(openApi([...endpoints, ...besides], { version: interfaceVersion })),
      }),
    }),
  );
  return endpoints;
}

/** What is served beside the API where all of it is one program. */
export interface ApiParts {
  /** Below `/webhooks/`: whoever posts there shows by itself who it is. */
  readonly webhooks?: Hono;
}

const probes = ["/health", "/ready"];

/** The whole HTTP side: the API, the web page, the catalogue for e-readers, health and metrics. */
export function createApi(
  ports: ApiPorts,
  settings: ApiSettings,
  { webhooks }: ApiParts = {},
): Hono<{ Bindings: Bindings }> {
  const metrics = createMetrics(ports.vitals);
  const api = { ports, settings };
  const endpoints = apiEndpoints(api, metrics, [describedPage, ...(webhooks === undefined ? [] : describedWebhooks)]);
  const guard = createGuard(ports, settings);
  const app = new Hono<{ Bindings: Bindings }>();

  app.use(async (context, next) => {
    const startedAt = performance.now();
    const { method, path } = context.req;
    const { endpoint } = findEndpoint(endpoints, method, path);
    try {
      await next();
    } catch (error) {
      // Hono hands errors to `onError`, and lets out whatever else is thrown.
      context.res = await answerError(error, context, ports);
    }
    secure(context.res.headers);
    const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
    const answer = { method, route: routeOf(endpoint, path), status: context.res.status, durationMs };
    metrics.answered(answer);
    // What watches a server asks every few seconds: only what is wrong is of interest.
    const isProbe = probes.includes(answer.route) && answer.status === 200;
    if (!isProbe) ports.log.info("http.answered", { step: "api", ...answer });
  });
  app.use(async (context, next) => {
    const { method, path, raw } = context.req;
    // They come from the internet, under its name for us.
    if (!isWebhookPath(path)) guard.checkHost(new URL(raw.url));
    const { endpoint, allowed } = findEndpoint(endpoints, method, path);
    const opensSession = path === "/" && method === "GET" && context.req.query("token") !== undefined;
    // Webhooks prove themselves by their signatures.
    const isOpen = opensSession || isOpenPath(path) || isWebhookPath(path);
    const access = endpoint?.access ?? (isOpen ? "open" : "token");
    await guard.admit(raw, access, remoteOf(context));
    if (endpoint === undefined && allowed.length > 0) {
      throw new Problem(405, "request/method", `This takes ${allowed.join(", ")}.`, {
        headers: { allow: allowed.join(", ") },
      });
    }
    await next();
  });
  app.get("/", async (context, next) => {
    const token = context.req.query("token");
    if (token === undefined) return await next();
    await guard.checkToken(token, remoteOf(context));
    const url = new URL(context.req.url);
    const secureTransport = url.protocol === "https:" || context.req.header("x-forwarded-proto") === "https";
    const session = sessionOf(await ports.secrets.key("session"), settings.token);
    // To an address without the token, so that it stays out of the history and of what is shared.
    return new Response(null, {
      status: 303,
      headers: { location: "/", "set-cookie": sessionCookieHeader(session, { secure: secureTransport }) },
    });
  });
  addRoutes(app, endpoints);
  if (webhooks !== undefined) app.route("/", webhooks);
  app.route(
    "/",
    pageRoutes(api, (request, bindings) => app.fetch(request, bindings as Bindings)),
  );
  app.notFound(() => problemResponse(new Problem(404, "request/not-found", "There is nothing at this address.")));
  app.onError((error, context) => answerError(error, context, ports));
  return app;
}

async function answerError(error: unknown, context: AppContext, { log }: ApiPorts): Promise<Response> {
  if (error instanceof Problem && error.status === 401 && isForReader(context)) {
    return await askToSignIn(error.code === "token/wrong" ? error.message : undefined);
  }
  if (error instanceof Problem) return problemResponse(error);
  if (error instanceof Rejected) return problemResponse(new Problem(422, error.code, error.message));
  if (!context.req.raw.signal.aborted) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    log.error("http.failed", { step: "api", method: context.req.method, reason });
  }
  return problemResponse(new Problem(500, "server/failed", "Something went wrong here. It has been written down."));
}

/** Whether a person looks at the answer: programs, and the page's own scripts, say that they want JSON. */
function isForReader(context: AppContext): boolean {
  return isPagePath(context.req.path) && context.req.header("accept")?.includes("text/html") === true;
}

function isWebhookPath(path: string): boolean {
  return path.startsWith("/webhooks/");
}

/** Ids make no route of their own. */
function routeOf(endpoint: Endpoint | undefined, path: string): string {
  if (isWebhookPath(path)) return "(webhook)";
  return endpoint?.path ?? (isPagePath(path) || isOpenPath(path) ? "(page)" : "(none)");
}

function secure(headers: Headers): void {
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-resource-policy", "same-origin");
  headers.set("x-frame-options", "DENY");
  if (!headers.has("content-security-policy")) {
    headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  }
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
}

function remoteOf(context: AppContext): string {
  // Absent where no server carries the app, as in a test.
  return (context.env as Bindings | undefined)?.incoming?.socket?.remoteAddress ?? "unknown";
}
