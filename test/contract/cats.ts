import * as z from "zod";
import type { QueryOptions, ReadModel, ReadModels } from "../../shared/ports/read-models.ts";

export const Cat = z.object({
  name: z.string(),
  legs: z.number(),
  bornAt: z.string(),
  tame: z.boolean(),
  colour: z.string().optional(),
  likes: z.record(z.string(), z.unknown()).optional(),
});
export type Cat = z.infer<typeof Cat>;

export const cats: ReadModel<Cat> = {
  name: "cats",
  writer: "project",
  schema: Cat,
  queries: {
    youngest: { where: [], orderBy: "bornAt", direction: "descending" },
    oldest: { where: [], orderBy: "bornAt", direction: "ascending" },
    byLegs: { where: ["tame", "colour"], orderBy: "legs", direction: "ascending" },
    ofLegs: { where: ["legs"], orderBy: "name", direction: "descending" },
  },
  searchTerms: ({ name }) => name.toLowerCase().split(" "),
};

export const dogs: ReadModel<{ name: string }> = {
  name: "dogs",
  writer: "project",
  schema: z.object({ name: z.string() }),
  queries: { byName: { where: [], orderBy: "name", direction: "ascending" } },
};

export function cat(change: Partial<Cat> = {}): Cat {
  return { name: "Tom", legs: 4, bornAt: "2020-01-01", tame: true, ...change };
}

/** One leg more than before. */
export function grow(before: Cat | undefined): Cat {
  return cat({ legs: (before?.legs ?? 0) + 1 });
}

/** Puts documents under ids. */
export async function fill(
  models: ReadModels,
  documents: Readonly<Record<string, Cat>>,
  account = "home",
): Promise<void> {
  await Promise.all(
    Object.entries(documents).map(([id, document]) => models.update(cats, account, id, () => document)),
  );
}

/** The names of every page, page by page. */
export async function pages(models: ReadModels, query: string, options: QueryOptions, account = "home") {
  const found: string[][] = [];
  let after: string | undefined;
  do {
    const page = await models.query(cats, account, query, { ...options, ...(after === undefined ? {} : { after }) });
    found.push(page.items.map(({ name }) => name));
    after = page.next;
  } while (after !== undefined);
  return found;
}
