import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import type { FeedContext } from "./context.ts";
import type { ParsedFeed } from "./parsed-feed.ts";
import type { Dialect } from "./read-text.ts";
import type { FieldKey } from "./vocabulary.ts";

/** The text of a document that may be a feed, and where and when it was found. */
export interface FeedSource {
  readonly text: string;
  readonly url: string;
  readonly fetchedAt: Date;
  /** Further items are left out. */
  readonly itemsMax: number;
}

/** A feed read; what its bytes were is told elsewhere. */
export type ReadFeed = Omit<ParsedFeed, "encoding">;

/** How one XML document is read. */
export interface Reading {
  readonly dialect: Dialect;
  readonly keyOf: (element: RecoveredElement) => FieldKey;
  readonly fetchedAt: Date;
  /** The address of the feed. */
  readonly url: string;
}

/** An element and what it inherits from those around it. */
export interface Placed {
  readonly element: RecoveredElement;
  readonly context: FeedContext;
}
