/** Puts sentences behind each other, each with its full stop. */
export function joined(...parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => (/[.!?:…]["”’)]?$/u.test(part) ? part : `${part}.`))
    .join(" ");
}

/** As people quote a name. */
export function quoted(name: string): string {
  return `“${name}”`;
}

/** As people count things up. */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
