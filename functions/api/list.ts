import * as z from "zod";
import { type Page, UnknownPage } from "../../shared/ports/read-models.ts";
import { invalidRequest } from "./problem.ts";
import { wholeNumber } from "./values.ts";

const limitMax = 200;
const limitDefault = 50;

/** The query parameters of every list. */
export const ListQuery = z.object({
  limit: wholeNumber(1, limitMax)
    .default(limitDefault)
    .meta({ description: `How many, 1 to ${limitMax}` }),
  page: z.string().min(1).max(1000).optional().meta({ description: "The `nextPage` of the page before" }),
});

export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextPage: z.string().optional() });
}

/** A page of a read model, each document as `show` shows it. @throws Problem 400 for a page that is not this list's */
export async function listPage<Document, Item>(
  query: Promise<Page<Document>>,
  show: (document: Document) => Item | Promise<Item>,
): Promise<{ items: Item[]; nextPage?: string }> {
  try {
    const { items, next } = await query;
    return { items: await Promise.all(items.map(show)), ...(next !== undefined && { nextPage: next }) };
  } catch (error) {
    if (!(error instanceof UnknownPage)) throw error;
    throw notAPage();
  }
}

/** A page of a list that is at hand as a whole. A page ends with an item, and the next one begins after it. */
export function pageOf<Item extends { readonly id: string }>(
  items: readonly Item[],
  { limit, page }: { readonly limit: number; readonly page?: string | undefined },
): { items: readonly Item[]; nextPage?: string } {
  const start = page === undefined ? 0 : items.findIndex(({ id }) => id === page) + 1;
  if (page !== undefined && start === 0) throw notAPage();
  const shown = items.slice(start, start + limit);
  const last = start + limit < items.length ? shown.at(-1) : undefined;
  return { items: shown, ...(last !== undefined && { nextPage: last.id }) };
}

function notAPage() {
  return invalidRequest([{ path: "page", message: "is not a page of this list" }]);
}
