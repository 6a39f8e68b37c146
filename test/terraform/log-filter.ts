/** One entry of Cloud Logging, as far as our filters look at it. */
export interface LogEntry {
  readonly severity: string;
  readonly [part: string]: unknown;
}

const termPattern = /([\w.]+)(=~|=|:)("(?:[^"\\]|\\.)*"|\S+)/g;

/**
 * Whether Cloud Logging would find an entry by a filter that is made of comparisons, all of which have to hold:
 * `path="text"`, `path=~"expression"`, `path:*` (https://cloud.google.com/logging/docs/view/logging-query-language).
 * @throws Error for a filter that has anything else in it
 */
export function logFilterMatches(filter: string, entry: LogEntry): boolean {
  const rest = filter.replaceAll(termPattern, "").trim();
  if (rest !== "") throw new Error(`${rest} is no comparison`);
  return [...filter.matchAll(termPattern)].every(([, path = "", comparison, wanted = ""]) => {
    const found = valueAt(entry, path.split("."));
    if (comparison === ":") {
      if (wanted !== "*") throw new Error(`${wanted} would be looked for in parts of words`);
      return found !== undefined;
    }
    const text = wanted.startsWith('"') ? (JSON.parse(wanted) as string) : wanted;
    if (typeof found !== "string" && typeof found !== "number") return false;
    return comparison === "=" ? String(found) === text : new RegExp(text).test(String(found));
  });
}

function valueAt(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined) return value;
  if (typeof value !== "object" || value === null) return undefined;
  return valueAt((value as Readonly<Record<string, unknown>>)[first], rest);
}
