import type { Request } from "@google-cloud/functions-framework";
import { withinRequest } from "../current-request.ts";
import { readTraceparent } from "../trace-context.ts";

/**
 * Runs the work as one request of its own: counted apart, and part of the trace of whoever caused it. That is the one
 * who announced the event, where the event says so; else the one who called, as Cloud Run passes it on.
 */
export function withinDelivery<T>(request: Request, cause: string | undefined, run: () => Promise<T>): Promise<T> {
  const trace = readTraceparent(cause) ?? readTraceparent(request.get("traceparent"));
  return withinRequest({ trace, counts: {} }, run);
}
