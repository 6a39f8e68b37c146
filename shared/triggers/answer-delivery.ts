import type { Request, Response } from "@google-cloud/functions-framework";
import type { Log } from "../ports/log.ts";
import { type Caller, CallerRefused } from "./google-caller.ts";

/**
 * Whether the caller may go on; otherwise they have their answer already. It says nothing of what was wrong with the
 * token: that is in the log.
 */
export async function admit(request: Request, response: Response, caller: Caller, log: Log): Promise<boolean> {
  if (request.method !== "POST") {
    response.status(405).set("allow", "POST").end();
    return false;
  }
  try {
    await caller.check(request.get("authorization"));
    return true;
  } catch (error) {
    if (!(error instanceof CallerRefused)) {
      answerFailure(error, response, log, "caller.unchecked");
      return false;
    }
    log.warn("caller.refused", { status: error.status, reason: error.message });
    response.status(error.status).end();
    return false;
  }
}

/** The caller is told nothing but to come again: the framework would send an error's message out. */
export function answerFailure(error: unknown, response: Response, log: Log, event: string): void {
  log.warn(event, { reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  response.status(500).end();
}
