import { Rejected } from "../../events/rejected.ts";
import { sizeInWords } from "../../shared/size-in-words.ts";
import { decodeFeed } from "./feed/decode-feed.ts";
import type { ParsedFeed } from "./feed/parsed-feed.ts";
import { readJsonFeed } from "./feed/read-json-feed.ts";
import { readXmlFeed } from "./feed/read-xml-feed.ts";
import type { FeedSource, ReadFeed } from "./feed/reading.ts";

export interface FeedOrigin {
  /** As the server said it, with its parameters. A hint: what the bytes are decides. */
  readonly contentType?: string;
  /** Where they were found, after all redirects: what relative addresses are relative to. */
  readonly url: string;
  /** Nothing in a feed is newer than the moment of fetching it. */
  readonly fetchedAt: Date;
}

export interface FeedLimits {
  /** Decoded from any compression. */
  readonly bytesMax: number;
  readonly itemsMax: number;
}

export const feedLimits: FeedLimits = { bytesMax: 10 * 1024 * 1024, itemsMax: 250_000 };

/**
 * Reads whatever a feed is written in: RSS 0.90 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed, CDF; in any encoding; damaged or
 * not. The same bytes give the same answer, in time linear in their number; nothing is fetched, expanded or defined.
 *
 * @throws Rejected `feed/empty`, `feed/too-large`, `feed/not-a-feed`
 */
export function parseFeed(bytes: Uint8Array, origin: FeedOrigin, limits: FeedLimits = feedLimits): ParsedFeed {
  if (bytes.byteLength > limits.bytesMax) {
    throw new Rejected(
      "feed/too-large",
      `This feed is larger than ${sizeInWords(limits.bytesMax)}. Ask its publisher for one with fewer articles in it.`,
    );
  }
  const { text, encoding, damage } = decode(bytes, origin.contentType);
  const start = text.search(/\S/u);
  if (start === -1) {
    throw new Rejected(
      "feed/empty",
      "The server answered with nothing where the feed should be. It may come back later.",
    );
  }
  const source = { text, url: origin.url, fetchedAt: origin.fetchedAt, itemsMax: limits.itemsMax };
  const feed = read(source, text[start] === "{");
  if (feed === undefined) throw notAFeed();
  return { ...feed, encoding, damage: [...damage, ...feed.damage] };
}

function read(source: FeedSource, isJson: boolean): ReadFeed | undefined {
  return isJson ? (readJsonFeed(source) ?? readXmlFeed(source)) : readXmlFeed(source);
}

function decode(bytes: Uint8Array, contentType: string | undefined) {
  try {
    return decodeFeed(bytes, contentType);
  } catch (error) {
    if (error instanceof Rejected) throw notAFeed(error);
    throw error;
  }
}

function notAFeed(cause?: Rejected): Rejected {
  return new Rejected(
    "feed/not-a-feed",
    "There is no feed at this address: neither RSS, Atom nor JSON Feed. Look on the page for the address of its feed.",
    cause === undefined ? {} : { cause },
  );
}
