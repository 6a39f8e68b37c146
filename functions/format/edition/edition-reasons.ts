import type { LeftOutRule } from "../../../shared/articles/edition-layout.ts";
import { editionLanguageOf, editionLocaleOf } from "../../../shared/articles/edition-locale.ts";
import { type ReasonKind, type ReasonWords, reasonWords } from "./edition-reason-words.ts";

/**
 * Why a feed could not be had, or why only a summary of an article could, in the edition's language. `undefined` where that is English,
 * which the step that says so tells with more in it, and for a code that nobody here has heard of.
 */
export function reasonIn(language: string, code: string | undefined): string | undefined {
  const words = wordsFor(language);
  const kind = code === undefined ? undefined : kinds.get(code);
  return kind === undefined ? undefined : words?.reasons[kind];
}

/** Which rule or limit left articles out, in the edition's language; `undefined` where that is English. */
export function ruleIn(language: string, rule: LeftOutRule | undefined): string | undefined {
  const words = wordsFor(language);
  if (words === undefined || rule === undefined) return undefined;
  const thing = rule.kind === "excluded" ? (rule.word ?? "") : counted(rule, language);
  return words.rules[rule.kind].replace("{}", () => thing);
}

function wordsFor(language: string): ReasonWords | undefined {
  const ours = editionLanguageOf(language);
  return ours === "en" ? undefined : reasonWords[ours];
}

function counted({ kind, limit = 0 }: LeftOutRule, language: string): string {
  const unit = kind === "too-old" ? ({ style: "unit", unit: "day", unitDisplay: "long" } as const) : {};
  return new Intl.NumberFormat(editionLocaleOf(language), unit).format(limit);
}

/** What the codes of feeds, of pages and of the web come to for somebody who reads a newspaper. */
const codes: Readonly<Record<ReasonKind, string>> = {
  tooMany: "feed/too-many-requests page/too-many",
  password: "feed/password-wanted",
  subscribers: "page/subscribers-only",
  forbidden: "feed/forbidden feed/forbidden-by-law page/forbidden robots/disallowed",
  missing: "feed/not-found page/gone",
  gone: "feed/gone",
  serverFailed: "feed/unavailable feed/server-failed page/failed robots/unreachable",
  challenge: "feed/challenge page/challenge",
  somethingElse:
    "feed/not-a-feed feed/empty feed/unexpected-answer page/no-page page/unreadable page/unknown web/bad-answer web/bad-redirect " +
    "web/redirect-loop web/too-many-redirects web/unknown-encoding web/too-many-encodings web/downgrade",
  tooLarge: "feed/too-large feed/too-slow feed/too-complex web/too-large web/compression-bomb article/too-large",
  unknownServer: "web/dns",
  untrusted: "web/tls",
  timeout: "web/timeout",
  connection: "web/connection web/truncated web/corrupt",
  address: "web/private-address web/port web/scheme web/bad-address robots/bad-address",
  later: "page/delayed",
  noText: "article/no-text",
  noPage: "article/no-page",
  cutOff: "article/cut-off",
  noBetterText: "article/no-better-text",
};
const kinds: ReadonlyMap<string, ReasonKind> = new Map(
  Object.entries(codes).flatMap(([kind, list]) => list.split(" ").map((code) => [code, kind as ReasonKind] as const)),
);
