/** JSON that may be damaged. */
export interface MendedJson {
  /** `undefined` where nothing could be made of it. */
  readonly value: unknown;
  readonly damage: readonly string[];
}

/**
 * Reads JSON; what is none is read as the members and items that are: a feed that was cut off, or has one broken item, keeps
 * the others. One pass, whatever it is given.
 */
export function mendJson(text: string): MendedJson {
  try {
    return { value: JSON.parse(text), damage: [] };
  } catch {
    const start = text.search(/\S/u);
    if (start === -1 || text[start] !== "{") return { value: undefined, damage: [] };
    return { value: readMembers(text, start + 1), damage: ["JSON that is broken"] };
  }
}

const nameThenColon = /[\s,]*"((?:[^"\\]|\\.){0,200})"\s*:\s*/uy;

/** The members of the outermost object that can be read, up to the first place that makes no sense. */
function readMembers(text: string, start: number): Record<string, unknown> {
  // No prototype: a member may be called anything.
  const members: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  let at = start;
  for (;;) {
    nameThenColon.lastIndex = at;
    const name = nameThenColon.exec(text)?.[1];
    if (name === undefined) return members;
    at = nameThenColon.lastIndex;
    if (name === "items" && text[at] === "[") {
      const items = readItems(text, at + 1);
      members[name] = items.values;
      at = items.end;
      continue;
    }
    const end = endOfValue(text, at);
    const value = parsed(text.slice(at, end));
    if (value !== undefined) members[name] = value;
    at = end;
  }
}

/** Where an item may begin anew behind a broken one. */
const nextItem = /\}\s*,\s*(?=\{\s*"(?:id|url|title|summary|content_html|content_text|date_published)"\s*:)/gu;
/** Looking for the end of broken items may cost this many times the length of the text. */
const searchesMax = 4;

function readItems(text: string, start: number): { values: readonly unknown[]; end: number } {
  const values: unknown[] = [];
  let charactersLeft = text.length * searchesMax;
  let at = start;
  while (at < text.length && charactersLeft > 0) {
    const character = text[at];
    if (character === "]") return { values, end: at + 1 };
    if (character !== "{") {
      at += 1;
      continue;
    }
    const end = endOfValue(text, at);
    const value = parsed(text.slice(at, end));
    if (value !== undefined) {
      values.push(value);
      at = end;
      continue;
    }
    // A quote too many or too few turns text into structure: not where the item seems to end, but where one begins.
    charactersLeft -= end - at;
    nextItem.lastIndex = at + 1;
    at = nextItem.test(text) ? nextItem.lastIndex : text.length;
  }
  return { values, end: at };
}

const boundary = /["{}[\],]/gu;

/** Past the value that begins at a place: its last bracket or quote, else before the comma behind it. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  boundary.lastIndex = start;
  for (let match = boundary.exec(text); match !== null; match = boundary.exec(text)) {
    const [sign] = match;
    if (sign === '"') {
      boundary.lastIndex = endOfString(text, boundary.lastIndex);
      if (depth === 0) return boundary.lastIndex;
    } else if (sign === "{" || sign === "[") depth += 1;
    else if (sign === ",") {
      if (depth === 0) return match.index;
    } else {
      depth -= 1;
      if (depth <= 0) return depth === 0 ? boundary.lastIndex : match.index;
    }
  }
  return text.length;
}

/** Past the quote that ends a string. */
function endOfString(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === "\\") at += 1;
    else if (character === '"') return at + 1;
  }
  return text.length;
}

// oxlint-disable-next-line no-control-regex -- line ends and tabs that should have been escaped are what this is about.
const rawControls = /[\u0000-\u001f]/gu;

function parsed(text: string): unknown {
  for (const candidate of [text, text.replace(rawControls, " "), text.replace(/,\s*(?=[}\]])/gu, "")]) {
    try {
      return JSON.parse(candidate);
    } catch {
      // The next reading, or none.
    }
  }
  return undefined;
}
