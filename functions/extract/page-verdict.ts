import type { WebAnswer } from "../../shared/ports/web.ts";

/** Why there is no page, for programs and for people. */
export interface Shortfall {
  readonly code: string;
  /** A sentence. */
  readonly message: string;
}

const htmlTypes = /^(?:text\/html|application\/xhtml\+xml|text\/plain|application\/xml|text\/xml)\b/iu;

/** What stands against an answer to the request for a page; `undefined` where it is one. `passes`: it may be otherwise soon. */
export function pageVerdict(answer: WebAnswer): (Shortfall & { readonly passes: boolean }) | undefined {
  switch (answer.outcome) {
    case "refused":
      return { code: answer.code, message: sentence(answer.reason), passes: false };
    case "delayed":
      return { code: "page/delayed", message: "The site wants to be asked for it another time.", passes: false };
    case "failed":
      // Half a page may hold the whole article.
      if (answer.partial?.status === 200) return undefined;
      return { code: answer.code, message: sentence(answer.reason), passes: answer.code !== "web/tls" };
    case "answered":
      return verdictOnStatus(answer.status, answer.headers, answer.contentType);
  }
}

function verdictOnStatus(
  status: number,
  headers: Readonly<Record<string, string>>,
  contentType: string | undefined,
): (Shortfall & { readonly passes: boolean }) | undefined {
  if (headers["cf-mitigated"] === "challenge") {
    return {
      code: "page/challenge",
      message: "The site shows its pages only to people with a browser.",
      passes: false,
    };
  }
  if (status === 200 || status === 203) {
    if (contentType === undefined || htmlTypes.test(contentType)) return undefined;
    const type = contentType.split(";", 1)[0]?.trim() ?? "";
    return { code: "page/no-page", message: `It is no page but a file (${type}).`, passes: false };
  }
  if (status === 404 || status === 410)
    return { code: "page/gone", message: "The page is not there any more.", passes: false };
  if (status === 401 || status === 402) {
    return { code: "page/subscribers-only", message: "The page is for subscribers only.", passes: false };
  }
  if (status === 403 || status === 451) {
    return {
      code: "page/forbidden",
      message: `The site does not give its page to programs (${status}).`,
      passes: false,
    };
  }
  if (status === 429)
    return { code: "page/too-many", message: "The site has had enough requests for now.", passes: false };
  if (status >= 500)
    return { code: "page/failed", message: `The site failed to show its page (${status}).`, passes: true };
  return { code: "page/failed", message: `The site answered ${status} instead of showing its page.`, passes: false };
}

function sentence(reason: string): string {
  return /[.!?]$/u.test(reason) ? reason : `${reason}.`;
}
