const entitiesMax = 100;
const entityCharactersMax = 200;
const quotes: Readonly<Record<string, string>> = { '"': "&#34;", "'": "&#39;" };
/** All that entities add to a text: more references are left as they are. */
const expandedCharactersMax = 1024 * 1024;

const declaration = /<!ENTITY\s+([\w.-]{1,60})\s+(?:"([^"<>%]*)"|'([^'<>%]*)')\s*>/giu;
const refersToCharacters = /^(?:[^&]|&#\d{1,7};|&#x[\da-f]{1,6};){0,200}$/iu;
const reference = /&([\w.-]{1,60});/gu;

/**
 * The short plain texts that the internal subset of a DOCTYPE gives names to, by these names. What holds markup or refers to
 * anything but a character is left out, so that nothing expands any further, and what lies in another file is never looked for.
 */
export function ownEntities(subset: string): ReadonlyMap<string, string> {
  const entities = new Map<string, string>();
  for (const [, name = "", quoted, value = quoted ?? ""] of subset.matchAll(declaration)) {
    const isPlain = value.length <= entityCharactersMax && refersToCharacters.test(value);
    if (isPlain && entities.size < entitiesMax && !entities.has(name)) {
      // It may stand in an attribute.
      entities.set(
        name,
        value.replaceAll(/["']/gu, (quote) => quotes[quote] ?? quote),
      );
    }
  }
  return entities;
}

/** Markup with these texts in the place of their names, as far as there is room. */
export function withEntities(markup: string, entities: ReadonlyMap<string, string>): string {
  if (entities.size === 0) return markup;
  let charactersLeft = expandedCharactersMax;
  return markup.replaceAll(reference, (written, name: string) => {
    const value = entities.get(name);
    if (value === undefined || value.length > charactersLeft) return written;
    charactersLeft -= value.length;
    return value;
  });
}
