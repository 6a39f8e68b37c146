/** A number from 0 up to 1, the next of a seeded series. */
export type Chance = () => number;

/** One way in which XML in the world is broken; `undefined` where a document offers no place for it. */
export type Damage = (xml: string, chance: Chance) => Uint8Array | string | undefined;

/** Replaces one of what matches. */
function one(pattern: RegExp, change: (found: string) => string): Damage {
  return (xml, chance) => {
    const found = [...xml.matchAll(pattern)].filter(({ index }) => index > startOfRoot(xml));
    const match = found[Math.floor(chance() * found.length)];
    if (match === undefined) return undefined;
    return xml.slice(0, match.index) + change(match[0]) + xml.slice(match.index + match[0].length);
  };
}

/** Replaces each of what matches, with a likelihood. */
function some(pattern: RegExp, share: number, change: (found: string) => string): Damage {
  return (xml, chance) => {
    const root = startOfRoot(xml);
    let isDone = false;
    const damaged = xml.replaceAll(pattern, (found, ...rest) => {
      const at = rest.find((argument) => typeof argument === "number") ?? 0;
      if (at <= root || (isDone && chance() >= share)) return found;
      isDone = true;
      return change(found);
    });
    return isDone ? damaged : undefined;
  };
}

function startOfRoot(xml: string): number {
  return xml.search(/<[a-z]/iu);
}

/** Between two words of the text. */
const gap = /(?<=>[^<>]*[^<>\s]) (?=[^<>\s][^<>]*<)/gu;
const endTag = /<\/[\w:.-]+>/gu;

export const damages: Readonly<Record<string, Damage>> = {
  "a bare &": one(gap, () => " R&D & more "),
  "entities of HTML": some(gap, 0.1, () => "&nbsp;"),
  "an entity that nobody knows": one(gap, () => " &foo; "),
  "a bare <": one(gap, () => " a < b "),
  "a word in angle brackets": one(gap, () => " <tag> "),
  "an element that is not closed": one(endTag, () => ""),
  "a tenth of all elements not closed": some(endTag, 0.1, () => ""),
  "an end of what was not begun": one(endTag, (tag) => tag + tag),
  "an end of something else": one(endTag, () => "</other>"),
  "crossed tags": one(gap, () => " <strong><emphasis>x</strong></emphasis> "),
  "ends that cross": one(/<\/[\w:.-]+>\s*<\/[\w:.-]+>/gu, (tags) =>
    tags.replace(/^(<[^<>]*>)(\s*)(<[^<>]*>)$/u, "$3$2$1"),
  ),
  "empty elements left open": some(/\s*\/>/gu, 0.5, () => ">"),
  "<br>": some(gap, 0.05, () => "<br>"),
  "control characters": some(gap, 0.05, () => " \u0001\u001f"),
  "text behind the root": (xml) => `${xml}\nDownloaded from <a href=x>somewhere</a> & more`,
  "elements behind the root": (xml) => `${xml}<p>more</p>`,
  "a root that ends too early": (xml, chance) => {
    const root = /<([\w:.-]+)/u.exec(xml.slice(startOfRoot(xml)))?.[1];
    return one(endTag, (tag) => `${tag}</${root}>`)(xml, chance);
  },
  "attributes without quotes": some(/(?<=[\w:]=)"[\w#.:/-]+"/gu, 0.3, (value) => value.slice(1, -1)),
  "an attribute without its end quote": one(/(?<=[\w:]="[\w#.:/-]+)"/gu, () => ""),
  "an attribute given twice": one(/ [\w:.-]+="[^"<]*"/gu, (attribute) => attribute + attribute),
  "a prefix that nothing binds": (xml) => {
    const unbound = xml.replaceAll(/\s+xmlns:[\w.-]+="[^"]*"/gu, "");
    return unbound === xml ? undefined : unbound;
  },
  "a comment that does not end": one(endTag, (tag) => `${tag}<!-- note `),
  "two dashes in a comment": one(endTag, (tag) => `${tag}<!-- a -- b --->`),
  "an end tag that is cut off": one(endTag, (tag) => tag.slice(0, -1)),
  "an end tag in capitals": one(endTag, (tag) => tag.toUpperCase()),
  "cut off in the middle": (xml) => xml.slice(0, Math.floor(xml.length * 0.7)),
  "cut off at its end": (xml) => xml.slice(0, -5),
  "a byte that is not UTF-8": (xml, chance) => {
    const marked = one(gap, () => " \u0001 ")(xml, chance);
    if (typeof marked !== "string") return undefined;
    const bytes = Buffer.from(marked);
    bytes[bytes.indexOf(1)] = 0xff;
    return bytes;
  },
  "Windows-1251 that calls itself UTF-8": (xml) => cyrillic(xml),
  "UTF-8 that calls itself Windows-1251": (xml) => {
    const declared = xml.replace(/^<\?xml[^>]*\?>/u, "");
    return `<?xml version="1.0" encoding="windows-1251"?>${declared}`;
  },
  "no declaration": (xml) => (xml.startsWith("<?xml") ? xml.replace(/^<\?xml[^>]*\?>\s*/u, "") : undefined),
};

/** `undefined` for text that has other letters, or none, beyond ASCII. */
function cyrillic(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else if (point >= 0x410 && point <= 0x44f) bytes.push(point - 0x410 + 0xc0);
    else return undefined;
  }
  return bytes.some((byte) => byte >= 0x80) ? Uint8Array.from(bytes) : undefined;
}
