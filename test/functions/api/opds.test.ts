import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { opdsFeed } from "../../../functions/api/catalogue/opds-feed.ts";
import { addEdition } from "./news-kit.ts";
import { type ApiKit, openApiKit } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

interface Link {
  rel: string;
  href: string;
  type: string;
  length?: string;
}
interface Entry {
  title: string;
  id: string;
  updated: string;
  author: { name: string }[];
  link: Link[];
  language?: string;
}
interface Feed {
  feed: { title: string; id: string; updated: string; link: Link[]; entry?: Entry[] };
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => ["entry", "author", "link"].includes(name),
});

function parse(xml: string): Feed["feed"] {
  expect(XMLValidator.validate(xml)).toBe(true);
  return (parser.parse(xml) as Feed).feed;
}
const linkTo = (links: readonly Link[], rel: string) => links.find((link) => link.rel === rel);

async function feedAt(path: string) {
  const response = await kit.ask(path);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/atom+xml;profile=opds-catalog;kind=acquisition");
  return parse(await response.text());
}

/** XML 1.0 has no way to write these, and reads every line end as one. */
function asXmlReads(text: string): string {
  const letters = [...text.toWellFormed()].filter((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code === 9 || code === 10 || code === 13 || (code >= 32 && code !== 0xfffe && code !== 0xffff);
  });
  return letters.join("").replaceAll(/\r\n?/g, "\n");
}

describe("the catalogue for e-readers", () => {
  it("offers every ready document, newest first, with where to get it and its cover", async () => {
    await kit.addBook({ title: "Emma" });
    const id = await kit.addBook({ title: '<Love> & "Freindship"', epub: "0123456789" });
    await kit.ask("/api/books", { method: "POST", body: "not ready" });
    const { entry = [] } = await feedAt("/opds");
    expect(entry.map(({ title }) => title)).toEqual(['<Love> & "Freindship"', "Emma"]);
    const [newest] = entry;
    expect(newest).toMatchObject({
      author: [{ name: "Jane Austen" }],
      language: "en",
      id: expect.stringContaining(id),
    });
    expect(linkTo(newest?.link ?? [], "http://opds-spec.org/acquisition")).toEqual({
      rel: "http://opds-spec.org/acquisition",
      href: `/api/books/${id}/epub`,
      type: "application/epub+zip",
      length: "10",
    });
    for (const rel of ["http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"]) {
      expect(linkTo(newest?.link ?? [], rel)).toMatchObject({ href: `/api/books/${id}/cover`, type: "image/jpeg" });
    }
  });

  it("leads from page to page", async () => {
    for (const title of ["One", "Two", "Three"]) await kit.addBook({ title });
    const seen: string[] = [];
    for (let address: string | undefined = "/opds?limit=1"; address !== undefined; ) {
      const { entry = [], link } = await feedAt(address);
      seen.push(...entry.map(({ title }) => title));
      expect(linkTo(link, "self")?.href).toBe(address);
      expect(linkTo(link, "start")?.href).toBe("/opds");
      address = linkTo(link, "next")?.href;
    }
    expect(seen).toEqual(["Three", "Two", "One"]);
  });

  it("has editions among the books, in one order, over all pages", async () => {
    const slots = ["2026-02-01T06:00:00.000Z", "2026-04-01T06:00:00.000Z", "2026-05-01T06:00:00.000Z"];
    const ids = [];
    for (const slot of slots)
      ids.push(await addEdition(kit, { slot, title: `Paper of ${slot.slice(5, 7)}`, epub: slot }));
    await addEdition(kit, { slot: "2026-06-01T06:00:00.000Z", title: "Not made yet" });
    for (const title of ["One", "Two"]) await kit.addBook({ title });
    for (const limit of [1, 2, 3, 50]) {
      const seen: string[] = [];
      for (let address: string | undefined = `/opds?limit=${limit}`; address !== undefined; ) {
        const { entry = [], link } = await feedAt(address);
        expect(entry.length).toBeGreaterThan(0);
        seen.push(...entry.map(({ title }) => title));
        address = linkTo(link, "next")?.href;
      }
      expect([limit, seen]).toEqual([limit, ["Paper of 05", "Paper of 04", "Two", "One", "Paper of 02"]]);
    }
    const { entry = [] } = await feedAt("/opds?q=paper%2004");
    expect(entry.map(({ title }) => title)).toEqual(["Paper of 04"]);
    expect(linkTo(entry[0]?.link ?? [], "http://opds-spec.org/acquisition")?.href).toBe(`/api/editions/${ids[1]}/epub`);
    for (const page of ["nonsense", "WyJ4IiwieSJd", "bnVsbA"]) {
      expect([page, (await kit.ask(`/opds?page=${page}`)).status]).toEqual([page, 400]);
    }
  });

  it("can be searched, as it says itself", async () => {
    await kit.addBook({ title: "Emma" });
    await kit.addBook({ title: "Persuasion" });
    const { link } = await feedAt("/opds");
    const description = await kit.ask(linkTo(link, "search")?.href ?? "");
    expect(description.headers.get("content-type")).toBe("application/opensearchdescription+xml");
    const xml = await description.text();
    expect(XMLValidator.validate(xml)).toBe(true);
    const template = /template="([^"]+)"/.exec(xml)?.[1] ?? "";
    const { entry = [] } = await feedAt(template.replace("{searchTerms}", "pers"));
    expect(entry.map(({ title }) => title)).toEqual(["Persuasion"]);
    expect((await feedAt(template.replace("{searchTerms}", "%3F"))).entry).toBeUndefined();
  });

  it("is a feed even when it is empty", async () => {
    expect(await feedAt("/opds")).toMatchObject({
      title: "Kindle Content Server",
      updated: expect.stringMatching(/Z$/),
    });
  });

  it("is well-formed and says the same, whatever books are called", () => {
    const anything = fc.string({ unit: "binary", maxLength: 30 });
    fc.assert(
      fc.property(anything, anything, anything, (title, author, query) => {
        const book = {
          id: "b",
          kind: "book" as const,
          title,
          authors: [author],
          language: "en",
          updated: "2026-03-01T08:00:00.000Z",
          documentBytes: 1,
          documentType: "application/epub+zip",
        };
        const feed = parse(
          opdsFeed({ updated: book.updated, documents: [book], self: "/opds", query: query.toWellFormed() }),
        );
        const shown = feed.entry?.[0];
        expect((shown?.title ?? "").replaceAll(/\r\n?/g, "\n")).toBe(asXmlReads(title));
      }),
    );
  });
});
