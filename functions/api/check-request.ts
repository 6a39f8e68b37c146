import * as z from "zod";
import type { Call, Endpoint } from "./define-endpoint.ts";
import { invalidRequest, type Mistake, Problem } from "./problem.ts";
import { readJsonBody } from "./read-json-body.ts";

const Key = z.string().regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters");

/** Checks a request against its endpoint's schemas. @throws Problem 400 with every mistake; 404; 413; 415 */
export async function checkRequest(
  endpoint: Endpoint,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<Call<unknown, unknown, unknown>> {
  const url = new URL(request.url);
  const named = endpoint.params?.safeParse(params);
  // No id looks like this: whatever else the request asks for, it is of something that is not there.
  if (named?.success === false) throw new Problem(404, "request/not-found", "There is nothing at this address.");
  const body = endpoint.body && (await readJsonBody(request.headers, request.body));
  const mistakes: Mistake[] = [];
  const checked = {
    params: named?.data,
    query: check(endpoint.query ?? z.object({}), queryOf(url, mistakes), mistakes),
    body: check(endpoint.body, body ?? (endpoint.bodyOptional ? {} : undefined), mistakes),
    idempotencyKey: check(Key.optional(), request.headers.get("idempotency-key") ?? undefined, mistakes, [
      "Idempotency-Key",
    ]) as string | undefined,
  };
  if (mistakes.length > 0) throw invalidRequest(mistakes);
  return {
    ...checked,
    method: request.method,
    path: url.pathname,
    headers: request.headers,
    content: endpoint.takesContent ? request.body : null,
    signal: request.signal,
  };
}

function check(
  schema: z.ZodType | undefined,
  value: unknown,
  mistakes: Mistake[],
  at: readonly PropertyKey[] = [],
): unknown {
  if (schema === undefined) return undefined;
  const strict = schema instanceof z.ZodObject ? schema.strict() : schema;
  const checked = strict.safeParse(value);
  if (checked.success) return checked.data;
  mistakes.push(...checked.error.issues.flatMap((issue) => mistakesOf(issue, at)));
  return undefined;
}

function mistakesOf(issue: z.core.$ZodIssue, at: readonly PropertyKey[]): readonly Mistake[] {
  const path = [...at, ...issue.path];
  if (issue.code !== "unrecognized_keys") return [{ path: path.map(String).join("."), message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key].map(String).join("."), message: "is not known here" }));
}

function queryOf(url: URL, mistakes: Mistake[]): Readonly<Record<string, string>> {
  const names = new Set(url.searchParams.keys());
  for (const name of names) {
    if (url.searchParams.getAll(name).length > 1) mistakes.push({ path: name, message: "is given more than once" });
  }
  return Object.fromEntries([...names].map((name) => [name, url.searchParams.get(name) ?? ""]));
}
