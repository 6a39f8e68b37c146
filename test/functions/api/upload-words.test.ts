import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { BookReceived } from "../../../events/book-received.ts";
import { type ApiKit, openApiKit } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

const words = () => kit.published.map((event) => (event as BookReceived).data.words);
const problemOf = async (response: Response) => (await response.json()) as { code: string; errors: { path: string }[] };

const raw = (query: string) =>
  kit.ask(`/api/books?${query}`, { method: "POST", headers: { "content-type": "text/plain" }, body: "It is a truth" });

function form(fields: readonly (readonly [name: string, value: string])[], fileFirst = true): FormData {
  const body = new FormData();
  const file = () => body.append("file", new Blob(["It is a truth"], { type: "text/plain" }), "emma.txt");
  if (fileFirst) file();
  for (const [name, value] of fields) body.append(name, value);
  if (!fileFirst) file();
  return body;
}
const send = (body: FormData, query = "") => kit.ask(`/api/books${query}`, { method: "POST", body });

describe("what is said of a book while it is sent", () => {
  it("is taken from the address, in the one event that the upload is", async () => {
    const query =
      "title=Emma&authors=Austen,%20Jane;Anon&language=en-GB&series=Novels&seriesPosition=4&publisher=Murray&description=A%20novel";
    expect((await raw(query)).status).toBe(202);
    expect(words()).toEqual([
      {
        title: "Emma",
        authors: ["Austen, Jane", "Anon"],
        language: "en-GB",
        series: { name: "Novels", position: 4 },
        publisher: "Murray",
        description: "A novel",
      },
    ]);
  });

  it.each([true, false])("is taken from the fields of the form (the file first: %s)", async (fileFirst) => {
    const fields = [
      ["title", "Emma"],
      ["authors", "Jane Austen"],
      ["authors", "Anon"],
      ["publisher", ""],
    ] as const;
    expect((await send(form(fields, fileFirst))).status).toBe(202);
    expect(words()).toEqual([{ title: "Emma", authors: ["Jane Austen", "Anon"] }]);
  });

  it("may be JSON where it is a list or a series", async () => {
    const fields = [
      ["authors", '["A; B", "C"]'],
      ["series", '{"name": "S", "position": 1.5}'],
    ] as const;
    expect((await send(form(fields))).status).toBe(202);
    expect(words()).toEqual([{ authors: ["A; B", "C"], series: { name: "S", position: 1.5 } }]);
  });

  it("counts more in the form than in the address", async () => {
    expect((await send(form([["title", "In the form"]]), "?title=Address&language=de")).status).toBe(202);
    expect(words()).toEqual([{ title: "In the form", language: "de" }]);
  });

  it("is nothing where nothing is said", async () => {
    expect((await send(form([["title", " "]]))).status).toBe(202);
    expect(words()).toEqual([undefined]);
  });

  it("is refused with every mistake, and then the file is not kept either", async () => {
    const fields = [
      ["language", "not a tag"],
      ["seriesPosition", "first"],
      ["title", "One"],
      ["title", "Two"],
    ] as const;
    const inForm = await send(form(fields));
    expect(inForm.status).toBe(400);
    const { code, errors } = await problemOf(inForm);
    expect(code).toBe("request/invalid");
    expect(errors.map(({ path }) => path)).toEqual(["title", "language", "series.name", "series.position"]);
    const inAddress = await raw("language=not%20a%20tag");
    expect((await problemOf(inAddress)).errors.map(({ path }) => path)).toEqual(["language"]);
    expect((await problemOf(await send(form([["titel", "Emma"]])))).errors).toMatchObject([{ path: "titel" }]);
    expect((await send(form([["description", "x".repeat(5000)]]))).status).toBe(400);
    expect((await send(form([["description", "x".repeat(50_000)]]))).status).toBe(400);
    expect(kit.published).toEqual([]);
  });
});
