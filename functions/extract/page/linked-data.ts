/** What a page tells machines about its article, by schema.org. */
export interface LinkedArticle {
  readonly title?: string;
  readonly authors: readonly string[];
  readonly publisher?: string;
  readonly published?: string;
  readonly image?: string;
  readonly language?: string;
  /** The whole text, plain; some pages put it nowhere else. */
  readonly body?: string;
}

const scriptCharactersMax = 1024 * 1024;
const thingsMax = 2000;
const depthMax = 8;
const authorsMax = 20;
const articleKinds =
  /^(?:\w*Article|\w*BlogPosting|SocialMediaPosting|Report|Review|WebPage|CreativeWork|Recipe|Course)$/;

/** Reads JSON-LD; what is broken or tells of something else says nothing. */
export function readLinkedArticle(scripts: readonly string[]): LinkedArticle {
  const things: Thing[] = [];
  for (const script of scripts) {
    if (script.length <= scriptCharactersMax) collectThings(parsed(script), things);
  }
  const rated = things.filter((thing) => kindsOf(thing).some((kind) => articleKinds.test(kind)));
  // A page about an article says less than the article.
  const thing =
    rated.find((one) => text(one["articleBody"]) !== undefined) ??
    rated.find((one) => !kindsOf(one).includes("WebPage")) ??
    rated[0];
  if (thing === undefined) return { authors: [] };
  const title = text(thing["headline"]) ?? text(thing["name"]);
  const publisher = nameOf(thing["publisher"], things);
  const published = text(thing["datePublished"]);
  const image = imageOf(thing["image"], things);
  const language = text(thing["inLanguage"]);
  const body = text(thing["articleBody"]);
  return {
    authors: listOf(thing["author"] ?? thing["creator"])
      .map((author) => nameOf(author, things))
      .filter((name) => name !== undefined)
      .slice(0, authorsMax),
    ...(title !== undefined && { title }),
    ...(publisher !== undefined && { publisher }),
    ...(published !== undefined && { published }),
    ...(image !== undefined && { image }),
    ...(language !== undefined && { language }),
    ...(body !== undefined && { body }),
  };
}

type Thing = Readonly<Record<string, unknown>>;

const isThing = (value: unknown): value is Thing =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const kindsOf = (thing: Thing) => listOf(thing["@type"]).filter((kind) => typeof kind === "string");

function parsed(script: string): unknown {
  try {
    return JSON.parse(
      script
        .replace(/^\s*(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/|<!\[CDATA\[)/, "")
        .replace(/(?:-->|\/\*\s*\]\]>\s*\*\/|\]\]>)\s*;?\s*$/, ""),
    );
  } catch {
    return undefined;
  }
}

function collectThings(value: unknown, things: Thing[], depth = 0): void {
  if (depth > depthMax) return;
  for (const thing of listOf(value)) {
    if (!isThing(thing) || things.length >= thingsMax) continue;
    things.push(thing);
    for (const key of ["@graph", "mainEntity", "mainEntityOfPage", "hasPart"]) {
      if (thing[key] !== undefined) collectThings(thing[key], things, depth + 1);
    }
  }
}

function text(value: unknown): string | undefined {
  if (Array.isArray(value)) return text(value[0]);
  if (typeof value !== "string") return undefined;
  const plain = value.trim();
  return plain === "" ? undefined : plain;
}

/** Things may stand for others by their id. */
function meant(value: unknown, things: readonly Thing[]): unknown {
  if (!isThing(value) || typeof value["@id"] !== "string" || value["name"] !== undefined || value["url"] !== undefined)
    return value;
  return things.find((thing) => thing["@id"] === value["@id"] && thing !== value) ?? value;
}

function nameOf(value: unknown, things: readonly Thing[]): string | undefined {
  const one = meant(Array.isArray(value) ? value[0] : value, things);
  const name = isThing(one) ? text(one["name"]) : text(one);
  // An address is where an author is found, not who it is.
  return name === undefined || /^(?:https?:|www\.|@)/i.test(name) ? undefined : name.replace(/\s+/gu, " ");
}

function imageOf(value: unknown, things: readonly Thing[]): string | undefined {
  const one = meant(Array.isArray(value) ? value[0] : value, things);
  return isThing(one) ? (text(one["url"]) ?? text(one["contentUrl"])) : text(one);
}
