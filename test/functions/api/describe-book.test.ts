import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type ApiKit, openApiKit } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

const patch = (id: string, body: unknown) => ({
  path: `/api/books/${id}`,
  init: {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  },
});
const describeBook = (id: string, body: unknown) => {
  const { path, init } = patch(id, body);
  return kit.ask(path, init);
};

describe("a book that its reader describes", () => {
  it("goes by the reader's words, and by the file's again once they are taken back", async () => {
    const id = await kit.addBook({ title: "emma_final(2)" });
    const answer = await describeBook(id, { title: "  Emma ", series: { name: "Austen", position: 4 } });
    expect(answer.status).toBe(202);
    expect(kit.published.at(-1)).toMatchObject({
      name: "book.described",
      data: { bookId: id, words: { title: "Emma", series: { name: "Austen", position: 4 } } },
    });
    expect(await kit.json(`/api/books/${id}`)).toMatchObject({
      title: "Emma",
      authors: ["Jane Austen"],
      described: { title: "Emma", series: { name: "Austen", position: 4 } },
    });
    await describeBook(id, { title: null, authors: ["J. A."] });
    expect(await kit.json(`/api/books/${id}`)).toMatchObject({ title: "emma_final(2)", authors: ["J. A."] });
  });

  it.each([
    {},
    { title: "" },
    { title: 5 },
    { authors: [""] },
    { language: "no language at all" },
    { series: { name: "x", position: -1 } },
    { colour: "red" },
    [],
  ])("is left alone by %j, which is answered with what is wrong", async (body) => {
    const id = await kit.addBook({ title: "Emma" });
    const before = kit.published.length;
    const answer = await describeBook(id, body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: expect.any(Array) });
    expect(kit.published).toHaveLength(before);
  });

  it("has to be there", async () => {
    expect((await describeBook("nobody", { title: "x" })).status).toBe(404);
  });
});
