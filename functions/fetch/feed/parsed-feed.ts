/** What a feed says, whatever it is written in. Text is plain unless its name says `Html`; addresses are absolute. */
export interface ParsedFeed {
  readonly format: FeedFormat;
  /** What its bytes were decoded by, as the WHATWG list names it, where it does. */
  readonly encoding: string;
  /** Empty where there is none. */
  readonly title: string;
  readonly descriptionHtml: string | undefined;
  /** `atom:id` */
  readonly id: string | undefined;
  /** The page that it is the feed of. */
  readonly siteUrl: string | undefined;
  /** As written: `en-us`. */
  readonly language: string | undefined;
  readonly author: string | undefined;
  readonly image: string | undefined;
  readonly published: Date | undefined;
  readonly updated: Date | undefined;
  readonly pace: FeedPace;
  /** WebSub: where to subscribe, and by which address it calls itself. */
  readonly hubs: readonly string[];
  readonly self: string | undefined;
  /** Where it says that it has moved to. */
  readonly newFeedUrl: string | undefined;
  /** In the document's order. Several may have one identity: `distinctItems`. */
  readonly items: readonly ParsedItem[];
  /** What had to be guessed at or left out, in words. Empty for a feed that is as it should be. */
  readonly damage: readonly string[];
}

export type FeedFormat =
  | "rss"
  | `rss-${"0.90" | "0.91" | "0.92" | "0.93" | "0.94" | "1.0" | "2.0"}`
  | `atom-${"0.3" | "1.0"}`
  | `json-${"1.0" | "1.1"}`
  | "cdf"
  /** A document that says nothing but where the feed is now. */
  | "redirect";

/** How often its publisher says that it changes: hints, never rules. */
export interface FeedPace {
  readonly ttlMinutes: number | undefined;
  /** `sy:updatePeriod` divided by `sy:updateFrequency`. */
  readonly updatePeriodMinutes: number | undefined;
  /** Hours of the day in GMT, 0 to 23, in which nothing changes. */
  readonly skipHours: readonly number[];
  /** Days of the week in GMT, 0 for Sunday, on which nothing changes. */
  readonly skipDays: readonly number[];
}

export interface ParsedItem {
  /** The same for the same item as long as its feed lives: `identityOf` says how. */
  readonly identity: string;
  /** As written, without white space around it. */
  readonly guid: string | undefined;
  /** The page of the item. */
  readonly url: string | undefined;
  /** Empty where there is none. */
  readonly title: string;
  /** Where the item names one; the feed's own is left to whoever asks. */
  readonly author: string | undefined;
  readonly published: Date | undefined;
  readonly updated: Date | undefined;
  /** `future`: it said to be newer than the moment of fetching, which stands for it. `missing`: it says nothing readable. */
  readonly dateFlag: "future" | "missing" | undefined;
  /** What the publisher calls a summary, and the whole text, as HTML that nobody has cleaned. */
  readonly summaryHtml: string | undefined;
  readonly contentHtml: string | undefined;
  /** What relative addresses in them are relative to. */
  readonly base: string;
  readonly language: string | undefined;
  readonly categories: readonly string[];
  readonly enclosures: readonly Enclosure[];
  readonly image: string | undefined;
  readonly commentsUrl: string | undefined;
  /** A hash of what a reader would see: another one means that the item has been changed. */
  readonly contentHash: string;
}

export interface Enclosure {
  readonly url: string;
  readonly mediaType: string | undefined;
  readonly bytes: number | undefined;
}
