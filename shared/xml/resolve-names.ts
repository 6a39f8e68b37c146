import type { Tag } from "./read-tag.ts";

/** What prefixes mean at one place of a document. */
export interface Bindings {
  readonly declared: ReadonlyMap<string, string>;
  /** Around them. */
  readonly outer?: Bindings;
  /** What prefixes mean by those around, once they have been asked. */
  readonly inherited: Map<string, string | undefined>;
  /** Names that have been looked up, by how they are written. */
  readonly names: Map<string, QualifiedName>;
  /** What prefixes mean that nothing binds. */
  readonly assumed: ReadonlyMap<string, string>;
}

interface QualifiedName {
  readonly name: string;
  readonly namespace: string;
}

/** A name whose prefix nothing binds is in a namespace of its own, which this begins. */
export const unboundPrefix = "prefix:";

export function rootBindings(assumed: ReadonlyMap<string, string> = new Map()): Bindings {
  return {
    assumed,
    declared: new Map([["xml", "http://www.w3.org/XML/1998/namespace"]]),
    inherited: new Map(),
    names: new Map(),
  };
}

export interface BoundTag extends QualifiedName {
  /** By local name for those without a prefix, by `{uri}local` for the others. */
  readonly attributes: ReadonlyMap<string, string>;
  /** What holds within the element. */
  readonly bindings: Bindings;
}

/** Resolves the names of a tag by what it and those around it declare. */
export function bindNames(tag: Tag, outer: Bindings, note: (damage: string) => void): BoundTag {
  if (tag.attributes.length === 0) {
    return { ...nameOf(tag.name, outer, note), attributes: noAttributes, bindings: outer };
  }
  const bindings = declare(tag, outer);
  const attributes = new Map<string, string>();
  for (const [written, value] of tag.attributes) {
    if (isDeclaration(written)) continue;
    if (!written.includes(":")) attributes.set(written, value);
    else {
      const { name, namespace } = nameOf(written, bindings, note);
      attributes.set(`{${namespace}}${name}`, value);
    }
  }
  return { ...nameOf(tag.name, bindings, note), attributes, bindings };
}

const noAttributes: ReadonlyMap<string, string> = new Map();

function isDeclaration(name: string): boolean {
  return name.startsWith("xmlns") && (name.length === 5 || name[5] === ":");
}

/** The new bindings know of the old ones and copy nothing: a prefix costs no more the more there are of them. */
function declare(tag: Tag, outer: Bindings): Bindings {
  const declarations = tag.attributes.filter(([name]) => isDeclaration(name));
  // Feeds that say the same again on every element are common: what has been looked up stays known.
  if (declarations.every(([name, uri]) => uriOf(name.slice(6), outer) === uri.trim())) return outer;
  const declared = new Map(declarations.map(([name, uri]) => [name.slice(6), uri.trim()]));
  return { declared, outer, inherited: new Map(), names: new Map(), assumed: outer.assumed };
}

function uriOf(prefix: string, { declared, outer, inherited }: Bindings): string | undefined {
  const uri = declared.get(prefix);
  if (uri !== undefined || outer === undefined) return uri;
  if (!inherited.has(prefix)) inherited.set(prefix, uriOf(prefix, outer));
  return inherited.get(prefix);
}

function nameOf(written: string, bindings: Bindings, note: (damage: string) => void): QualifiedName {
  const known = bindings.names.get(written);
  if (known !== undefined) return known;
  const colon = written.indexOf(":");
  const prefix = colon === -1 ? "" : written.slice(0, colon);
  const uri = uriOf(prefix, bindings);
  if (uri === undefined && prefix !== "") note("a prefix that nothing binds");
  const resolved = {
    name: written.slice(colon + 1),
    namespace:
      uri ?? (prefix === "" ? "" : (bindings.assumed.get(prefix) ?? `${unboundPrefix}${prefix.toLowerCase()}`)),
  };
  bindings.names.set(written, resolved);
  return resolved;
}
