import type { Env, Hono } from "hono";
import { checkRequest } from "./check-request.ts";
import type { AnyReply, Endpoint } from "./define-endpoint.ts";
import { Problem } from "./problem.ts";

/** Adds one route for each endpoint: checks the request, asks the endpoint, writes its answer. */
export function addRoutes<E extends Env>(app: Hono<E>, endpoints: readonly Endpoint[]): void {
  for (const endpoint of endpoints) {
    app.on(endpoint.method, endpoint.path.replaceAll(/\{(\w+)\}/g, ":$1"), async (context) => {
      checkAccept(endpoint, context.req.header("accept"));
      const call = await checkRequest(endpoint, context.req.raw, context.req.param());
      return responseOf(await endpoint.handle(call));
    });
  }
}

/** The endpoint that a request is for; where only its method is wrong, the methods that there are. */
export function findEndpoint(
  endpoints: readonly Endpoint[],
  method: string,
  path: string,
): { readonly endpoint?: Endpoint; readonly allowed: readonly string[] } {
  const there = endpoints.filter((endpoint) => pathPattern(endpoint.path).test(path));
  const asked = method === "HEAD" ? "GET" : method;
  const endpoint = there.find((candidate) => candidate.method === asked);
  const allowed = [...new Set(there.flatMap((one) => (one.method === "GET" ? ["GET", "HEAD"] : [one.method])))];
  return { ...(endpoint && { endpoint }), allowed };
}

const patterns = new Map<string, RegExp>();

function pathPattern(path: string): RegExp {
  const known = patterns.get(path);
  if (known !== undefined) return known;
  const pattern = new RegExp(`^${path.replaceAll(/[.]/g, "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`);
  patterns.set(path, pattern);
  return pattern;
}

/** Only JSON is negotiated: whoever asks for a file or a stream gets what there is. */
function checkAccept({ responses }: Endpoint, accept: string | undefined): void {
  if (accept === undefined || !Object.values(responses).some(({ body }) => body !== undefined)) return;
  const ranges = accept.split(",").map((range) => range.split(";").map((part) => part.trim().toLowerCase()));
  const takesJson = ranges.some(
    ([type = "", ...parameters]) =>
      /^(\*\/\*|application\/\*|application\/([\w.-]+\+)?json|)$/.test(type) &&
      !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)),
  );
  if (!takesJson) throw new Problem(406, "request/not-acceptable", "This answers as application/json.");
}

function responseOf({ status, headers, body, content }: AnyReply): Response {
  if (body === undefined) return new Response(content ?? null, { status, ...(headers && { headers }) });
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
}
