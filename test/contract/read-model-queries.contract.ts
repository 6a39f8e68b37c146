import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { type QueryOptions, type ReadModel, type ReadModels, UnknownPage } from "../../shared/ports/read-models.ts";
import { cat, cats, dogs, fill, pages } from "./cats.ts";

type Open = (models: readonly ReadModel[]) => Promise<ReadModels>;

/** The half of the port's contract that is about finding documents. */
export function readModelQueriesContract(adapter: string, openWith: Open) {
  const open = () => openWith([cats, dogs]);
  describe(`${adapter} answers the queries of a model and`, () => {
    it("sorts by the query's field, then by id, both in its direction", async () => {
      const models = await open();
      await fill(models, {
        a: cat({ name: "A", bornAt: "2020" }),
        b: cat({ name: "B", bornAt: "2021" }),
        c: cat({ name: "C", bornAt: "2020" }),
      });
      expect(await pages(models, "oldest", { limit: 9 })).toEqual([["A", "C", "B"]]);
      expect(await pages(models, "youngest", { limit: 9 })).toEqual([["B", "C", "A"]]);
    });

    it("sorts numbers as numbers", async () => {
      const models = await open();
      await fill(models, {
        a: cat({ name: "ten", legs: 10, colour: "red" }),
        b: cat({ name: "nine", legs: 9, colour: "red" }),
        c: cat({ name: "less", legs: -2.5, colour: "red" }),
        d: cat({ name: "most", legs: 2 ** 60, colour: "red" }),
      });
      const where = { tame: true, colour: "red" };
      expect(await pages(models, "byLegs", { where, limit: 9 })).toEqual([["less", "nine", "ten", "most"]]);
      expect(await pages(models, "byLegs", { where, limit: 1 })).toEqual([["less"], ["nine"], ["ten"], ["most"]]);
    });

    it("finds only what has every given value, of the same kind", async () => {
      const models = await open();
      await fill(models, {
        a: cat({ name: "A", colour: "red" }),
        b: cat({ name: "B", colour: "red", tame: false }),
        c: cat({ name: "C", colour: "true" }),
        d: cat({ name: "D" }),
        e: cat({ name: "E", colour: "1" }),
      });
      const find = async (tame: boolean | number, colour: string | boolean | number) =>
        (await pages(models, "byLegs", { where: { tame, colour }, limit: 9 })).flat();
      expect(await find(true, "red")).toEqual(["A"]);
      expect(await find(false, "red")).toEqual(["B"]);
      expect(await find(true, "true")).toEqual(["C"]);
      expect(await find(true, true)).toEqual([]);
      expect(await find(1, "red")).toEqual([]);
      expect(await find(true, 1)).toEqual([]);
      expect(await find(true, "' OR 1=1 --")).toEqual([]);
    });

    it("finds a document where it is now, not where it was", async () => {
      const models = await open();
      await fill(models, { a: cat({ legs: 3 }) });
      await fill(models, { a: cat({ legs: 4 }) });
      expect(await pages(models, "ofLegs", { where: { legs: 3 }, limit: 9 })).toEqual([[]]);
      expect(await pages(models, "ofLegs", { where: { legs: 4 }, limit: 9 })).toEqual([["Tom"]]);
    });

    it("ends a page at its limit, and leaves out the next one's name on the last", async () => {
      const models = await open();
      await fill(models, Object.fromEntries(["A", "B", "C", "D"].map((name) => [name, cat({ name })])));
      expect(await pages(models, "oldest", { limit: 2 })).toEqual([
        ["A", "B"],
        ["C", "D"],
      ]);
      expect(await pages(models, "oldest", { limit: 3 })).toEqual([["A", "B", "C"], ["D"]]);
      expect(await pages(models, "youngest", { limit: 3 })).toEqual([["D", "C", "B"], ["A"]]);
      expect(await models.query(cats, "nobody", "oldest", { limit: 3 })).toEqual({ items: [] });
    });

    it("shows every document once, whatever the documents, the limit and the order", async () => {
      const born = fc.constantFrom("2019", "2020", "2021", "é", "\u{1f408}", "");
      const documents = fc.array(fc.record({ bornAt: born, legs: fc.integer({ min: 0, max: 2 }) }), { maxLength: 25 });
      await fc.assert(
        fc.asyncProperty(documents, fc.integer({ min: 1, max: 7 }), async (all, limit) => {
          const models = await open();
          const named = all.map((each, number) => cat({ ...each, name: `cat ${number}` }));
          await fill(models, Object.fromEntries(named.map((each) => [each.name, each])));
          for (const query of ["youngest", "oldest"]) {
            for (const terms of [[], ["cat"]]) {
              const found = await pages(models, query, { limit, terms });
              expect(found.flat().toSorted()).toEqual(named.map(({ name }) => name).toSorted());
              for (const page of found.slice(0, -1)) expect(page).toHaveLength(limit);
            }
          }
          const ascending = (await pages(models, "oldest", { limit })).flat();
          expect((await pages(models, "youngest", { limit })).flat()).toEqual(ascending.toReversed());
        }),
        { numRuns: 30 },
      );
    });

    it("goes on where the page before ended, though its last document is gone and others have come", async () => {
      const models = await open();
      await fill(models, Object.fromEntries(["B", "D", "F"].map((name) => [name, cat({ name })])));
      const first = await models.query(cats, "home", "oldest", { limit: 2 });
      await models.update(cats, "home", "D", () => undefined);
      await fill(models, { A: cat({ name: "A" }), E: cat({ name: "E" }) });
      const second = await models.query(cats, "home", "oldest", { limit: 2, after: first.next ?? "" });
      expect(second.items.map(({ name }) => name)).toEqual(["E", "F"]);
      expect(second.next).toBeUndefined();
    });

    it("refuses what is not the name of a page of this very list", async () => {
      const models = await open();
      await fill(models, { a: cat({ name: "Tom A" }), b: cat({ name: "Tom B" }), c: cat({ name: "Tom C" }) });
      await fill(models, { a: cat(), b: cat() }, "other");
      const first = await models.query(cats, "home", "ofLegs", { where: { legs: 4 }, limit: 1 });
      const next = first.next ?? "";
      const ask = (query: string, options: Partial<QueryOptions>, account = "home") =>
        models.query(cats, account, query, { limit: 1, after: next, ...options });
      await expect(ask("ofLegs", { where: { legs: 3 } })).rejects.toThrow(UnknownPage);
      await expect(ask("ofLegs", { where: { legs: 4 } }, "other")).rejects.toThrow(UnknownPage);
      await expect(ask("ofLegs", { where: { legs: 4 }, terms: ["tom"] })).rejects.toThrow(UnknownPage);
      await expect(ask("oldest", {})).rejects.toThrow(UnknownPage);
      const mine = { where: { legs: 4 } };
      for (const garbage of [
        "",
        " ",
        "0",
        "null",
        "e30",
        "W10",
        "WyJhIiwiYiIsImMiXQ",
        `${next}=`,
        `${next} `,
        "x".repeat(9999),
      ]) {
        await expect(ask("ofLegs", { ...mine, after: garbage })).rejects.toThrow(UnknownPage);
      }
      await expect(ask("ofLegs", { ...mine, limit: 2 })).resolves.toMatchObject({
        items: [{ name: "Tom B" }, { name: "Tom A" }],
      });
    });

    it("refuses every page name that a stranger makes up, whatever it is", async () => {
      const models = await open();
      await fill(models, { a: cat() });
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.string(),
            fc.base64String(),
            fc.json().map((json) => Buffer.from(json).toString("base64url")),
          ),
          async (after) => {
            await expect(models.query(cats, "home", "oldest", { limit: 1, after })).rejects.toThrow(UnknownPage);
          },
        ),
        { numRuns: 200 },
      );
    });

    it("throws at a query that the model lacks, at other fields than the query names, and at an empty page", async () => {
      const models = await open();
      const ask = (query: string, options: Partial<QueryOptions>) =>
        models.query(cats, "home", query, { limit: 5, ...options });
      await expect(ask("fattest", {})).rejects.toThrow("fattest");
      await expect(ask("toString", {})).rejects.toThrow("toString");
      await expect(ask("ofLegs", {})).rejects.toThrow("legs");
      await expect(ask("ofLegs", { where: { legs: 4, name: "Tom" } })).rejects.toThrow("name");
      for (const limit of [0, -1, 1.5, Number.NaN]) await expect(ask("oldest", { limit })).rejects.toThrow(RangeError);
    });
  });

  describe(`${adapter} finds documents by their words and`, () => {
    it("wants every term, each equal to a word", async () => {
      const models = await open();
      await fill(models, {
        a: cat({ name: "big red tom" }),
        b: cat({ name: "red tim" }),
        c: cat({ name: "tomcat" }),
      });
      const find = async (...terms: string[]) => (await pages(models, "oldest", { limit: 9, terms })).flat();
      expect(await find("red")).toEqual(["big red tom", "red tim"]);
      expect(await find("tom", "red")).toEqual(["big red tom"]);
      expect(await find("red", "red")).toEqual(["big red tom", "red tim"]);
      expect(await find("tom", "tim")).toEqual([]);
      expect(await find("unknown")).toEqual([]);
      expect(await find("%", "' OR 1=1 --")).toEqual([]);
      expect(await find()).toEqual(["big red tom", "red tim", "tomcat"]);
    });

    it("finds within a query and its account alone, in its order, page by page", async () => {
      const models = await open();
      await fill(models, {
        a: cat({ name: "tom a", legs: 3 }),
        b: cat({ name: "tom b" }),
        c: cat({ name: "tom c" }),
        d: cat({ name: "tim d" }),
      });
      await fill(models, { e: cat({ name: "tom e" }) }, "other");
      const options = { where: { legs: 4 }, terms: ["tom"], limit: 1 };
      expect(await pages(models, "ofLegs", options)).toEqual([["tom c"], ["tom b"]]);
      expect(await pages(models, "ofLegs", options, "other")).toEqual([["tom e"]]);
    });

    it("forgets the words that a document no longer has", async () => {
      const models = await open();
      await fill(models, { a: cat({ name: "red tom" }) });
      await fill(models, { a: cat({ name: "red tim" }) });
      const find = async (term: string) => (await pages(models, "oldest", { limit: 9, terms: [term] })).flat();
      expect(await find("tom")).toEqual([]);
      expect(await find("tim")).toEqual(["red tim"]);
      expect(await find("red")).toEqual(["red tim"]);
    });

    it("finds the same however common a word is", async () => {
      const models = await open();
      const names = Array.from(
        { length: 1300 },
        (_, n) => `cat${n % 2 === 0 ? " even" : ""}${n % 400 === 0 ? " rare" : ""} n${n}`,
      );
      await fill(models, Object.fromEntries(names.map((name) => [name, cat({ name })])));
      const count = async (...terms: string[]) => (await pages(models, "oldest", { limit: 100, terms })).flat().length;
      expect(await count("cat")).toBe(1300);
      expect(await count("cat", "even")).toBe(650);
      expect(await count("cat", "rare")).toBe(4);
      expect(await count("even", "n7")).toBe(0);
    });

    it("throws at terms for a model that has none", async () => {
      const models = await open();
      await expect(models.query(dogs, "home", "byName", { limit: 5, terms: ["rex"] })).rejects.toThrow("search terms");
      await expect(models.query(dogs, "home", "byName", { limit: 5, terms: [] })).resolves.toEqual({ items: [] });
    });
  });
}
