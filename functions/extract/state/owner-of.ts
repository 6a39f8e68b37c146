import { isSameTitle } from "../page/find-body.ts";
import { isThing } from "./state-value.ts";
import type { Meant } from "./write-blocks.ts";

/** What is known of the article beside the data. */
export interface Sought {
  /** What the page is called: empty where nothing but the site's name says it. */
  readonly titles: readonly string[];
  readonly address: string;
}

/** What an article is called in data, and where it lies: empty lists where the data does not say. */
export interface Owner {
  readonly titles: readonly string[];
  readonly addresses: readonly string[];
}

/** How sure it is that a text is the article's. */
export const knownRank = 3;
const looseRank = 2;
const unnamedRank = 1;

/** Whose it is: the page's article, nobody's, somebody's on a page without a name, or, 0, another article's. */
export function rankOf(owner: Owner | undefined, { titles, address }: Sought): number {
  if (owner !== undefined) {
    if (owner.titles.some((one) => titles.some((other) => isSameTitle(one, other)))) return knownRank;
    const place = placeOf(address);
    if (place !== undefined && owner.addresses.some((one) => placeOf(one) === place)) return knownRank;
    return titles.length === 0 ? unnamedRank : 0;
  }
  return titles.length === 0 ? unnamedRank : looseRank;
}

/** The last part of an address that names something: `/2026/rain-over-lisbon.html` is `rain-over-lisbon`. */
function placeOf(address: string): string | undefined {
  const parts = (address.split(/[?#]/)[0] ?? "").replace(/^[a-z]+:\/\/[^/]*/i, "").split("/");
  const last = parts
    .findLast((part) => part !== "" && !/^index\.\w+$/.test(part))
    ?.replace(/\.\w{2,5}$/, "")
    .toLowerCase();
  return last !== undefined && last.length >= 4 ? last : undefined;
}

/** The thing that a text belongs to: it has a title, and a place, a date or a hand. Parts of an article have titles alone. */
export function ownerOf(written: unknown, meant: Meant): Owner | undefined {
  const value = meant(written);
  if (!isThing(value)) return undefined;
  const titles = Object.keys(value)
    .filter((key) => titleKey.test(key))
    .flatMap((key) => namesIn(meant(value[key])));
  if (titles.length === 0 || !identifying.some((key) => value[key] !== undefined && value[key] !== null))
    return undefined;
  return { titles, addresses: addressKeys.flatMap((key) => namesIn(value[key])) };
}

const titleKey = /^(?:title|hed|\w{0,20}headlines?|(?:seo|meta|og|social|full|short)_?title)$/i;
const addressKeys = [
  "url",
  "slug",
  "path",
  "href",
  "link",
  "permalink",
  "uri",
  "canonicalUrl",
  "canonical_url",
  "canonical",
  "mediumUrl",
];
const identifying = [
  ...addressKeys,
  "id",
  "_id",
  "uid",
  "uuid",
  "date",
  "publishedAt",
  "published_at",
  "datePublished",
  "createdAt",
  "author",
  "authors",
  "byline",
];

const namesIn = (value: unknown): readonly string[] =>
  typeof value === "string"
    ? value.trim() === ""
      ? []
      : [value.trim()]
    : isThing(value)
      ? Object.values(value)
          .slice(0, 8)
          .filter((one) => typeof one === "string" && one.trim() !== "")
          .map(String)
      : [];
