import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { bookDescribed } from "../../../events/book-described.ts";
import { books } from "../../../shared/read-models/books.ts";
import type { Call } from "../define-endpoint.ts";
import { Problem } from "../problem.ts";
import { type Api, causeOf, commandTime, publishCommand } from "../publish-command.ts";
import { findBook } from "./find-book.ts";

const line = (charactersMax: number) => z.string().trim().min(1).max(charactersMax);

/** What a reader can say of a book; `null` takes it back. */
export const Description = z
  .object({
    title: line(300).nullable().optional(),
    authors: z.array(line(200)).max(50).nullable().optional(),
    language: line(35).refine(isLanguage, { message: "is no language tag, such as en or pt-BR" }).nullable().optional(),
    series: z
      .object({ name: line(200), position: z.number().min(0).max(1_000_000).optional() })
      .strict()
      .nullable()
      .optional(),
    publisher: line(200).nullable().optional(),
    description: line(4000).nullable().optional(),
  })
  .strict()
  .refine((words) => Object.keys(words).length > 0, {
    message: "names nothing to change: `title`, `authors`, `language`, `series`, `publisher` or `description`",
  });
export type Description = z.infer<typeof Description>;

type DescribeCall = Pick<Call<unknown, unknown, Description>, "method" | "path" | "idempotencyKey" | "body" | "signal">;

/** Has a book go by its reader's own words. @throws Problem 404, 409 */
export async function describeBook(api: Api, call: DescribeCall, id: string): Promise<void> {
  const { ports, settings } = api;
  const { account } = settings;
  const read = () => ports.readModels.get(books, account, id);
  const event = bookDescribed.from(causeOf(api, call), {
    subject: id,
    at: commandTime(ports.clock, (await read())?.stamps),
    data: { bookId: id, words: call.body },
  });
  await publishCommand(api, event, {
    allowed: async () => {
      const { status } = await findBook(api, id);
      if (status === "ready") return;
      const why = status === "rejected" ? "It was refused, so there is nothing to describe." : "It is not ready yet.";
      throw new Problem(409, "book/not-ready", why);
    },
    seen: async () => isDeepStrictEqual({ ...(await read())?.described, ...call.body }, (await read())?.described),
    signal: call.signal,
  });
}

function isLanguage(tag: string): boolean {
  try {
    return new Intl.Locale(tag).language !== undefined;
  } catch {
    return false;
  }
}
