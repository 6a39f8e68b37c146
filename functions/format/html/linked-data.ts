export interface LinkedData {
  readonly title?: string;
  readonly authors: readonly string[];
  readonly publisher?: string;
  readonly published?: string;
}

const scriptCharactersMax = 512 * 1024;
const authorsMax = 20;
/** Kinds of things that a page can be about as a text. */
const textKinds = /^(?:\w*Article|BlogPosting|SocialMediaPosting|Book|Chapter|Report|CreativeWork|WebPage)$/u;

/** What JSON-LD says of the text of a page; broken JSON says nothing. */
export function readLinkedData(scripts: readonly string[]): LinkedData {
  const things = scripts
    .filter((script) => script.length <= scriptCharactersMax)
    .flatMap((script) => thingsIn(parsed(script)));
  const texts = things.filter((thing) => kinds(thing).some((kind) => textKinds.test(kind)));
  // A page about an article says less than the article.
  const thing = texts.find((text) => !kinds(text).includes("WebPage")) ?? texts[0];
  if (thing === undefined) return { authors: [] };
  const title = text(thing["headline"]) ?? text(thing["name"]);
  const publisher = name(thing["publisher"]);
  const published = text(thing["datePublished"]);
  return {
    authors: list(thing["author"])
      .map(name)
      .filter((author) => author !== undefined)
      .slice(0, authorsMax),
    ...(title !== undefined && { title }),
    ...(publisher !== undefined && { publisher }),
    ...(published !== undefined && { published }),
  };
}

type Thing = Readonly<Record<string, unknown>>;

const isThing = (value: unknown): value is Thing =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const kinds = (thing: Thing) => list(thing["@type"]).filter((kind) => typeof kind === "string");

function parsed(script: string): unknown {
  try {
    return JSON.parse(script);
  } catch {
    return undefined;
  }
}

function thingsIn(value: unknown): readonly Thing[] {
  return list(value)
    .filter(isThing)
    .flatMap((thing) => [thing, ...list(thing["@graph"]).filter(isThing)]);
}

function text(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const plain = value.replace(/\s+/gu, " ").trim();
  return plain === "" || /^https?:/u.test(plain) ? undefined : plain;
}

function name(value: unknown): string | undefined {
  return isThing(value) ? text(value["name"]) : text(value);
}
