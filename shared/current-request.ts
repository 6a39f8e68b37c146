import { AsyncLocalStorage } from "node:async_hooks";
import type { TraceContext } from "./trace-context.ts";

/** What one request or delivery has asked of the stores so far. */
export type Counts = Record<string, number>;

/** One request or delivery that is being answered. A function answers many at once, so that none of this is global. */
export interface CurrentRequest {
  readonly trace: TraceContext | undefined;
  readonly counts: Counts;
}

const storage = new AsyncLocalStorage<CurrentRequest>();

/** `undefined` outside of requests, and on one machine, where nothing is counted. */
export function currentRequest(): CurrentRequest | undefined {
  return storage.getStore();
}

/** Everything that `run` leads to belongs to this request. */
export function withinRequest<T>(request: CurrentRequest, run: () => T): T {
  return storage.run(request, run);
}
