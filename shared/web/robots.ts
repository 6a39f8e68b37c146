/** What one robots.txt says to one robot (RFC 9309). */
export interface RobotsRules {
  /** Whether a path with its query, as `URL` writes them, may be fetched. */
  allows(pathAndQuery: string): boolean;
  /**
   * How long its host wants to be left alone between two pages: no rule of RFC 9309, but many write it. At most
   * {@link crawlDelayMsMax}; `undefined` where it says nothing readable.
   */
  readonly crawlDelayMs: number | undefined;
}

/** A host that wants more gets this: a morning paper has to be there in the morning. */
export const crawlDelayMsMax = 10_000;

/** So many rules are kept for one robot; further ones are passed over. */
export const robotsRulesMax = 10_000;

interface Rule {
  readonly isAllowed: boolean;
  /** What lies between the stars. */
  readonly pieces: readonly string[];
  readonly endsThere: boolean;
  /** What it is longer than another one by: the longest that matches counts. */
  readonly octets: number;
}

/**
 * Reads a robots.txt as RFC 9309 has it: the groups that name the robot, else those for all, as if they were one; what is no
 * rule never ends a group. Text that is none, an error page for one, forbids nothing.
 *
 * @param productToken letters, `-` and `_`, in any case
 */
export function parseRobots(text: string, productToken: string): RobotsRules {
  const ours: Rule[] = [];
  const everybodys: Rule[] = [];
  const wanted = productToken.toLowerCase();
  let isNamed = false;
  const delays = { ours: 0, everybodys: 0 };
  let agents: { isOurs: boolean; isEverybodys: boolean; hasRules: boolean } | undefined;
  for (const line of text.replace(/^\ufeff/u, "").split(/\r\n|\r|\n/u)) {
    const { name, value } = recordIn(line);
    switch (name) {
      case "user-agent": {
        if (agents === undefined || agents.hasRules) agents = { isOurs: false, isEverybodys: false, hasRules: false };
        if (/^\*(?:\s|$)/u.test(value)) agents.isEverybodys = true;
        else if (/^[a-z_-]*/iu.exec(value)?.[0].toLowerCase() === wanted) agents.isOurs = isNamed = true;
        break;
      }
      case "crawl-delay": {
        const delayMs = delayOf(value);
        if (agents?.isOurs === true) delays.ours = Math.max(delays.ours, delayMs);
        if (agents?.isEverybodys === true) delays.everybodys = Math.max(delays.everybodys, delayMs);
        break;
      }
      case "allow":
      case "disallow": {
        if (agents === undefined) break;
        agents.hasRules = true;
        const rule = ruleOf(value, name === "allow");
        if (rule === undefined) break;
        if (agents.isOurs && ours.length < robotsRulesMax) ours.push(rule);
        if (agents.isEverybodys && everybodys.length < robotsRulesMax) everybodys.push(rule);
        break;
      }
    }
  }
  const rules = isNamed ? ours : everybodys;
  const crawlDelayMs = isNamed ? delays.ours : delays.everybodys;
  return {
    crawlDelayMs: crawlDelayMs > 0 ? crawlDelayMs : undefined,
    allows: (pathAndQuery) => {
      if (pathAndQuery === "/robots.txt") return true;
      // Signs that mean something in a rule are written in their own way where they are meant themselves (2.2.3).
      const path = normalised(pathAndQuery).replaceAll("*", "%2A").replaceAll("$", "%24");
      let best: Rule | undefined;
      for (const rule of rules) {
        const isBetter =
          best === undefined || rule.octets > best.octets || (rule.octets === best.octets && rule.isAllowed);
        if (isBetter && matches(rule, path)) best = rule;
      }
      return best?.isAllowed ?? true;
    },
  };
}

/** Seconds, as a number with or without a fraction. */
function delayOf(value: string): number {
  return /^\d{1,9}(?:\.\d{1,9})?$/u.test(value) ? Math.min(Number(value) * 1000, crawlDelayMsMax) : 0;
}

/** `Name: value # comment` */
function recordIn(line: string): { readonly name: string; readonly value: string } {
  const hash = line.indexOf("#");
  const said = hash === -1 ? line : line.slice(0, hash);
  const colon = said.indexOf(":");
  if (colon === -1) return { name: "", value: "" };
  return { name: said.slice(0, colon).trim().toLowerCase(), value: said.slice(colon + 1).trim() };
}

/** `undefined` for an empty one, which says nothing. */
function ruleOf(pattern: string, isAllowed: boolean): Rule | undefined {
  if (pattern === "") return undefined;
  const endsThere = pattern.endsWith("$");
  const path = normalised(endsThere ? pattern.slice(0, -1) : pattern).replaceAll("$", "%24");
  // A path begins with a slash, whether or not its rule does.
  const rooted = /^[/*]/u.test(path) ? path : `/${path}`;
  return { isAllowed, pieces: rooted.split("*"), endsThere, octets: rooted.length + (endsThere ? 1 : 0) };
}

/** From the left, each piece as early as it goes: with nothing but stars between them, that finds a match if there is one. */
function matches({ pieces, endsThere }: Rule, path: string): boolean {
  const [first = "", ...others] = pieces;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  const last = endsThere ? others.pop() : undefined;
  for (const piece of others) {
    const found = path.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  if (!endsThere) return true;
  return last === undefined ? at === path.length : path.length - last.length >= at && path.endsWith(last);
}

const unreserved = /[a-z0-9._~-]/iu;

/** One spelling for what percent-encoding can write in several (2.2.2). */
function normalised(text: string): string {
  return text
    .replace(/%([0-9a-f]{2})/giu, (whole, hex: string) => {
      const character = String.fromCharCode(Number.parseInt(hex, 16));
      return unreserved.test(character) ? character : whole.toUpperCase();
    })
    .replace(/[^!#-;=?-_a-z|~]/gu, (character) => encodeURIComponent(character.toWellFormed()));
}
