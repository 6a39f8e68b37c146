const rowsMax = 5000;
const valuesMax = 200_000;

/**
 * Reads the stream in which Next.js sends what React's server components have drawn: rows of a hexadecimal number, a colon and JSON, or
 * `T`, a length in bytes and that much text. Rows name each other (`$1a`, `$L1a`); what they name is put in its place. Other kinds of rows
 * (modules, hints) say nothing.
 */
export function readFlight(stream: string): readonly unknown[] {
  const rows = new Map<string, unknown>();
  const bytes = Buffer.from(stream, "utf8");
  for (let at = 0; at < bytes.length && rows.size < rowsMax; ) {
    const colon = bytes.indexOf(":", at);
    if (colon === -1) break;
    const id = bytes.toString("latin1", at, colon).trim();
    const text = textAt(bytes, colon + 1);
    if (text !== undefined) {
      rows.set(id, text.value);
      at = text.end;
      continue;
    }
    const newline = bytes.indexOf("\n", colon);
    const end = newline === -1 ? bytes.length : newline;
    if (/^[\da-f]{1,6}$/i.test(id)) rows.set(id, parsed(bytes.toString("utf8", colon + 1, end)));
    at = end + 1;
  }
  settle(rows);
  return [...rows.values()].filter((row) => typeof row === "object" && row !== null);
}

const textHead = /^T([\da-f]{1,7}),/i;

function textAt(bytes: Buffer, from: number): { value: string; end: number } | undefined {
  const head = textHead.exec(bytes.toString("latin1", from, from + 10));
  if (head?.[1] === undefined) return undefined;
  const start = from + head[0].length;
  const end = Math.min(bytes.length, start + Number.parseInt(head[1], 16));
  return { value: bytes.toString("utf8", start, end), end };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const rowName = /^\$[L@]?([\da-f]{1,6})$/i;

/** Puts rows in the place of their names. They may name each other in a circle: nothing is walked here but what each of them holds itself. */
function settle(rows: Map<string, unknown>): void {
  const meant = (value: unknown): unknown => {
    if (typeof value !== "string" || !value.startsWith("$")) return value;
    if (value.startsWith("$$")) return value.slice(1);
    const [, id] = rowName.exec(value) ?? [];
    return id !== undefined && rows.has(id) ? rows.get(id) : value;
  };
  let visited = 0;
  const open: unknown[] = [...rows.values()];
  const seen = new Set<unknown>();
  while (open.length > 0 && visited < valuesMax) {
    const value = open.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    visited += 1;
    const holder = value as Record<string, unknown>;
    for (const key of Object.keys(holder)) {
      const before = holder[key];
      open.push(before);
      // A component of the page's own making is named "$L…" where an element has its tag: that stays.
      if (
        typeof before === "string" &&
        key !== "__proto__" &&
        !(Array.isArray(value) && value[0] === "$" && key <= "1")
      )
        holder[key] = meant(before);
    }
  }
}
