import { attributeOf, elementsBelow, isText, type PageElement, type PageParent } from "../page/page-nodes.ts";
import { readFlight } from "./read-flight.ts";
import { unflatten } from "./unflatten.ts";

/** Of all scripts together: beyond this a page was made to be slow. */
const stateCharactersMax = 6 * 1024 * 1024;
const scriptsMax = 500;
const assignmentsMax = 50;
const rootsMax = 100;

/**
 * What a page carries as JSON for its scripts, which are not run: scripts of `application/json` (Next.js, Nuxt 3, islands), plain JSON
 * that is given to a name of the window (`__INITIAL_STATE__`, `__APOLLO_STATE__`, Nuxt 2, Remix, Arc), and what Next.js sends in pieces.
 * What is no plain JSON says nothing.
 */
export function findState(scriptElements: readonly PageElement[]): readonly unknown[] {
  const roots: unknown[] = [];
  const pushed: string[] = [];
  let left = stateCharactersMax;
  let scripts = 0;
  for (const element of scriptElements) {
    if (roots.length >= rootsMax) break;
    const type = (attributeOf(element, "type") ?? "").trim().toLowerCase();
    const isJson = /^(?:application|text)\/(?:[\w.-]+\+)?json\b/.test(type) && !/\bld\+json|json\+ld/.test(type);
    if (!isJson && type !== "" && type !== "module" && !/(?:java|ecma)script/.test(type)) continue;
    const script = element.childNodes.map((node) => (isText(node) ? node.value : "")).join("");
    scripts += 1;
    left -= script.length;
    if (left < 0 || scripts > scriptsMax) break;
    if (isJson) roots.push(unflatten(parsed(withoutMarks(script))));
    else if (flightCall.test(script)) pushed.push(...pushedIn(script));
    else roots.push(...assignedIn(script));
  }
  if (pushed.length > 0) roots.push(...readFlight(pushed.join("")));
  return roots.filter((root) => typeof root === "object" && root !== null);
}

export function scriptsOf(document: PageParent): readonly PageElement[] {
  const scripts: PageElement[] = [];
  for (const element of elementsBelow(document)) if (element.tagName === "script") scripts.push(element);
  return scripts;
}

const flightCall = /\b__next_f\b/;
const push = /__next_f\.push\(\s*(?=\[1,)/g;

/** The pieces of the stream that Next.js sends, in order. */
function pushedIn(script: string): readonly string[] {
  return jsonAfter(script, push).flatMap(({ value }) =>
    Array.isArray(value) && typeof value[1] === "string" ? [value[1]] : [],
  );
}

/** `window.NAME = {…}`, `window["NAME"] = [...]` and `window.NAME = JSON.parse("…")`. */
const assignment =
  /\b(?:window|self|globalThis|Fusion)\s*(?:\.\s*[\w$]{1,80}|\[\s*["'][^"'\]]{1,80}["']\s*\])\s*=\s*(?:(JSON\s*\.\s*parse\s*\(\s*)(?=")|(?=[{[]))/g;

function assignedIn(script: string): readonly unknown[] {
  return jsonAfter(script, assignment).map(({ value, parse }) =>
    parse === undefined ? value : typeof value === "string" ? parsed(value) : undefined,
  );
}

/** The JSON that follows each match, none within another, with what the first group of the match holds. */
function jsonAfter(
  script: string,
  pattern: RegExp,
): readonly { readonly value: unknown; readonly parse: string | undefined }[] {
  const found: { value: unknown; parse: string | undefined }[] = [];
  pattern.lastIndex = 0;
  while (found.length < assignmentsMax) {
    const match = pattern.exec(script);
    if (match === null) break;
    const at = match.index + match[0].length;
    pattern.lastIndex = endOfJson(script, at);
    found.push({ value: parsed(script.slice(at, pattern.lastIndex)), parse: match[1] });
  }
  pattern.lastIndex = 0;
  return found;
}

/** Where the object, list or text ends that begins at `from`, in one pass; the end of the script where it does not. */
function endOfJson(script: string, from: number): number {
  let depth = 0;
  for (let at = from; at < script.length; at += 1) {
    const character = script[at];
    if (character === '"') {
      at += 1;
      while (at < script.length && script[at] !== '"') at += script[at] === "\\" ? 2 : 1;
    } else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth <= 0) return at + 1;
  }
  return script.length;
}

function withoutMarks(script: string): string {
  return script.replace(/^\s*(?:<!--|<!\[CDATA\[)/, "").replace(/(?:-->|\]\]>)\s*$/, "");
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
