import { epubType } from "../../../events/values.ts";
import { type Page, UnknownPage } from "../../../shared/ports/read-models.ts";
import { type Book, books } from "../../../shared/read-models/books.ts";
import { type Edition, editions } from "../../../shared/read-models/editions.ts";
import { wordsOf } from "../../../shared/read-models/search-terms.ts";
import { invalidRequest } from "../problem.ts";
import type { Api } from "../publish-command.ts";
import type { FeedDocument } from "./opds-feed.ts";

/** Where a list has been read to: `undefined` at its beginning, `null` at its end. */
type Position = string | undefined | null;

interface Wish {
  readonly query: string;
  readonly limit: number;
  readonly page: string | undefined;
}

/**
 * A page of every document, books and editions, newest first. Each kind is a list of its own in the store: the page is merged
 * out of both, and its token says how far each has been read.
 * @throws Problem 400 for a page that is not this list's
 */
export async function catalogueOf(
  api: Api,
  { query, limit, page }: Wish,
): Promise<{ items: readonly FeedDocument[]; nextPage?: string }> {
  const terms = wordsOf(query);
  if (query.trim() !== "" && terms.length === 0) return { items: [] };
  const lists = [bookList(api, terms), editionList(api, terms)] as const;
  const start = page === undefined ? ([undefined, undefined] as const) : positionsIn(page);
  try {
    const found = await Promise.all(lists.map((list, at) => readFrom(list, start[at], limit)));
    const items = found
      .flatMap((one, at) => one.items.map((item) => ({ item, at })))
      .toSorted((one, other) => (one.item.updated > other.item.updated ? -1 : 1))
      .slice(0, limit);
    const positions = await Promise.all(
      lists.map(async (list, at): Promise<Position> => {
        const taken = items.filter((one) => one.at === at).length;
        if (taken === 0) return found[at]?.items.length === 0 ? null : start[at];
        // Asked again for what is taken alone: a token stands at the end of what was asked for.
        if (taken === found[at]?.items.length) return found[at].next ?? null;
        return (await readFrom(list, start[at], taken)).next ?? null;
      }),
    );
    const ended = positions.every((position) => position === null);
    return { items: items.map(({ item }) => item), ...(!ended && { nextPage: tokenOf(positions) }) };
  } catch (error) {
    if (!(error instanceof UnknownPage)) throw error;
    throw notAPage();
  }
}

type List = (limit: number, after: string | undefined) => Promise<Page<FeedDocument>>;

async function readFrom(list: List, position: Position, limit: number): Promise<Page<FeedDocument>> {
  return position === null ? { items: [] } : await list(limit, position);
}

function bookList({ ports, settings }: Api, terms: readonly string[]): List {
  return async (limit, after) => {
    const { items, next } = await ports.readModels.query(books, settings.account, "byStatus", {
      where: { removed: false, status: "ready" },
      ...(terms.length > 0 && { terms }),
      limit,
      ...(after !== undefined && { after }),
    });
    return { items: items.map(bookDocument), ...(next !== undefined && { next }) };
  };
}

/** Editions are found by the words of their titles. */
function editionList({ ports, settings }: Api, terms: readonly string[]): List {
  return async (limit, after) => {
    const { items, next } = await ports.readModels.query(editions, settings.account, "byStatus", {
      where: { status: "ready" },
      ...(terms.length > 0 && { terms }),
      limit,
      ...(after !== undefined && { after }),
    });
    return { items: items.map(editionDocument), ...(next !== undefined && { next }) };
  };
}

function bookDocument({ id, title, authors, language, receivedAt, document, cover }: Book): FeedDocument {
  return {
    id,
    kind: "book",
    title,
    authors,
    language,
    updated: receivedAt,
    documentBytes: document?.bytes ?? 0,
    documentType: document?.mediaType ?? epubType,
    ...(cover && { coverType: cover.mediaType }),
  };
}

function editionDocument({ id, title, digestName, slot, document }: Edition): FeedDocument {
  return {
    id,
    kind: "edition",
    title,
    authors: [digestName],
    language: document?.language ?? "und",
    updated: slot,
    documentBytes: document?.bytes ?? 0,
    documentType: epubType,
    ...(document?.cover && { coverType: document.cover.mediaType }),
  };
}

function tokenOf(positions: readonly Position[]): string {
  return Buffer.from(JSON.stringify(positions.map((position) => position ?? (position === null ? 0 : 1)))).toString(
    "base64url",
  );
}

function positionsIn(token: string): readonly Position[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (Array.isArray(read) && read.length === 2 && read.every(isPosition)) {
      return read.map((position) => (typeof position === "string" ? position : position === 0 ? null : undefined));
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw notAPage();
}

function isPosition(value: unknown): value is string | 0 | 1 {
  return typeof value === "string" || value === 0 || value === 1;
}

function notAPage() {
  return invalidRequest([{ path: "page", message: "is not a page of this list" }]);
}
