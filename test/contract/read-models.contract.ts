import { describe, expect, it } from "@jest/globals";
import * as z from "zod";
import type { ReadModel, ReadModels } from "../../shared/ports/read-models.ts";
import { type Cat, cat, cats, dogs, fill, grow, pages } from "./cats.ts";

type Open = (models: readonly ReadModel[]) => Promise<ReadModels>;

/** The half of the port's contract that is about keeping documents. */
export function readModelsContract(adapter: string, openWith: Open) {
  const open = () => openWith([cats, dogs]);
  describe(`${adapter} keeps documents and`, () => {
    it("answers a document as it was written, and nothing where there is none", async () => {
      const models = await open();
      const document = cat({ likes: { b: [1, null, { d: "é\u0000\u2028🐈", c: -0.5 }], a: 1e21, 10: true, 9: "" } });
      expect(await models.update(cats, "home", "a", () => document)).toEqual(document);
      expect(await models.get(cats, "home", "a")).toEqual(document);
      expect(await models.get(cats, "home", "b")).toBeUndefined();
    });

    it("keeps the documents of two accounts, and of two models, apart", async () => {
      const models = await open();
      await models.update(cats, "home", "a", () => cat({ name: "Mine" }));
      await models.update(cats, "other", "a", () => cat({ name: "Theirs" }));
      await models.update(dogs, "home", "a", () => ({ name: "Rex" }));
      expect((await models.get(cats, "home", "a"))?.name).toBe("Mine");
      expect((await models.get(cats, "other", "a"))?.name).toBe("Theirs");
      expect(await models.get(dogs, "home", "a")).toEqual({ name: "Rex" });
      expect(await pages(models, "youngest", { limit: 9 })).toEqual([["Mine"]]);
    });

    it("lets a change see what was there, and answers what is there afterwards", async () => {
      const models = await open();
      expect((await models.update(cats, "home", "a", grow))?.legs).toBe(1);
      expect((await models.update(cats, "home", "a", grow))?.legs).toBe(2);
      expect((await models.get(cats, "home", "a"))?.legs).toBe(2);
    });

    it("removes a document for which the change answers nothing, from its lists too", async () => {
      const models = await open();
      await fill(models, { a: cat(), b: cat({ name: "Tim" }) });
      expect(await models.update(cats, "home", "a", () => undefined)).toBeUndefined();
      expect(await models.get(cats, "home", "a")).toBeUndefined();
      expect(await pages(models, "youngest", { limit: 9 })).toEqual([["Tim"]]);
      expect(await pages(models, "youngest", { limit: 9, terms: ["tom"] })).toEqual([[]]);
    });

    it("makes nothing where there was nothing and the change answers nothing", async () => {
      const models = await open();
      expect(await models.update(cats, "home", "a", () => undefined)).toBeUndefined();
      expect(await models.get(cats, "home", "a")).toBeUndefined();
    });

    it("loses none of many simultaneous changes of one document", async () => {
      const models = await open();
      await Promise.all(Array.from({ length: 100 }, () => models.update(cats, "home", "a", grow)));
      expect((await models.get(cats, "home", "a"))?.legs).toBe(100);
    });

    it("leaves everything as it was when a change throws, and lets the others through", async () => {
      const models = await open();
      await fill(models, { a: cat() });
      const broken = models.update(cats, "home", "a", () => {
        throw new Error("Not this one");
      });
      const fine = models.update(cats, "home", "b", () => cat({ name: "Tim" }));
      await expect(broken).rejects.toThrow("Not this one");
      expect((await fine)?.name).toBe("Tim");
      expect(await models.get(cats, "home", "a")).toEqual(cat());
    });

    it("rejects a document that its model cannot read again, or that its lists have no place for", async () => {
      const models = await open();
      const wrong = { ...cat(), legs: "four" } as unknown as Cat;
      await expect(models.update(cats, "home", "a", () => wrong)).rejects.toThrow();
      const nameless = z.object({ name: z.string().optional() });
      const loose: ReadModel<{ name?: string | undefined }> = { ...dogs, schema: nameless };
      await expect(models.update(loose, "home", "a", () => ({}))).rejects.toThrow();
      expect(await models.get(cats, "home", "a")).toBeUndefined();
      expect(await models.get(dogs, "home", "a")).toBeUndefined();
    });

    it("fails loudly at a document that was kept in another shape", async () => {
      const models = await open();
      await fill(models, { a: cat() });
      const newer: ReadModel<{ purrs: boolean }> = {
        ...cats,
        schema: z.object({ purrs: z.boolean() }),
        searchTerms: () => [],
      };
      const unreadable = { code: "read-model/unreadable" };
      await expect(models.get(newer, "home", "a")).rejects.toMatchObject(unreadable);
      await expect(models.query(newer, "home", "youngest", { limit: 5 })).rejects.toMatchObject(unreadable);
      await expect(models.update(newer, "home", "a", () => ({ purrs: true }))).rejects.toMatchObject(unreadable);
      expect(await models.get(cats, "home", "a")).toEqual(cat());
    });

    it("goes through every document of a model, of every account, by account and id", async () => {
      const models = await open();
      await fill(models, Object.fromEntries(Array.from({ length: 450 }, (_, n) => [`${1000 + n}`, cat()])), "b");
      await fill(models, { z: cat({ name: "Zoe" }), a: cat() }, "a");
      await models.update(dogs, "a", "m", () => ({ name: "Rex" }));
      const found: (readonly [string, string, Cat])[] = [];
      for await (const each of models.all(cats)) found.push(each);
      expect(found.map(([account, id]) => `${account}/${id}`)).toEqual([
        "a/a",
        "a/z",
        ...Array.from({ length: 450 }, (_, n) => `b/${1000 + n}`),
      ]);
      expect(found[1]?.[2]).toEqual(cat({ name: "Zoe" }));
    });

    it("goes through the documents of one account alone where only those are asked for, each once", async () => {
      const models = await open();
      await fill(models, Object.fromEntries(Array.from({ length: 450 }, (_, n) => [`${1000 + n}`, cat()])), "b");
      await fill(models, { a: cat(), "not/plain": cat() }, "c");
      await fill(models, { a: cat() }, "a");
      const idsOf = async (account: string) => {
        const ids: string[] = [];
        for await (const [of, id] of models.all(cats, account)) ids.push(`${of}/${id}`);
        return ids;
      };
      expect((await idsOf("b")).toSorted()).toEqual(Array.from({ length: 450 }, (_, n) => `b/${1000 + n}`));
      expect((await idsOf("c")).toSorted()).toEqual(["c/a", "c/not/plain"]);
      expect(await idsOf("c")).toEqual(await idsOf("c"));
      expect(await idsOf("nobody")).toEqual([]);
    });

    it("clears the documents of one account alone where that is asked for, with what they are found by", async () => {
      const models = await open();
      await fill(models, { a: cat(), b: cat({ name: "Tim" }) });
      await fill(models, { a: cat() }, "other");
      await models.update(dogs, "home", "a", () => ({ name: "Rex" }));
      await models.clear(cats, "home");
      expect(await models.get(cats, "home", "a")).toBeUndefined();
      expect(await pages(models, "youngest", { limit: 9, terms: ["tom"] })).toEqual([[]]);
      expect(await models.get(cats, "other", "a")).toEqual(cat());
      expect(await pages(models, "youngest", { limit: 9, terms: ["tom"] }, "other")).toEqual([["Tom"]]);
      expect(await models.get(dogs, "home", "a")).toEqual({ name: "Rex" });
      await models.clear(cats, "nobody");
    });

    it("clears every document of a model, of every account, and no other model", async () => {
      const models = await open();
      await fill(models, { a: cat() });
      await fill(models, { a: cat() }, "other");
      await models.update(dogs, "home", "a", () => ({ name: "Rex" }));
      await models.clear(cats);
      expect(await models.get(cats, "home", "a")).toBeUndefined();
      expect(await models.get(cats, "other", "a")).toBeUndefined();
      expect(await pages(models, "youngest", { limit: 9, terms: ["tom"] })).toEqual([[]]);
      expect(await models.get(dogs, "home", "a")).toEqual({ name: "Rex" });
      await fill(models, { a: cat() });
      expect(await pages(models, "youngest", { limit: 9, terms: ["tom"] })).toEqual([["Tom"]]);
    });
  });
}
