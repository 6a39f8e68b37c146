const entitiesMax = 100;
const entityCharactersMax = 200;
/** All that entities add to a text: more references are left as they are. */
const expandedCharactersMax = 1024 * 1024;

const declaration = /<!ENTITY\s+([\w.-]{1,60})\s+(["'])((?:[^"'<>&%]|&#\d{1,7};|&#x[\da-f]{1,6};)*)\2\s*>/giu;
const reference = /&([\w.-]{1,60});/gu;

/**
 * The short plain texts that the internal subset of a DOCTYPE gives names to, by these names. What holds markup or refers to
 * anything but a character is left out, so that nothing expands any further, and what lies in another file is never looked for.
 */
export function ownEntities(subset: string): ReadonlyMap<string, string> {
  const entities = new Map<string, string>();
  for (const [, name = "", , value = ""] of subset.matchAll(declaration)) {
    if (entities.size < entitiesMax && value.length <= entityCharactersMax && !entities.has(name)) {
      entities.set(name, value);
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
