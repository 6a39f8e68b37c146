import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import JSZip from "jszip";
import { fromWire } from "../../../events/wire.ts";
import { books } from "../../../shared/read-models/books.ts";
import { addEdition, knowFeed, subscribe } from "./news-kit.ts";
import { type ApiKit, openApiKit, post } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

interface Listed {
  readonly id: string;
  readonly title: string;
  readonly removed?: boolean;
  readonly files: { readonly original?: string; readonly documents: readonly string[]; readonly cover?: string };
}

async function exported() {
  const response = await kit.ask("/api/export");
  const zip = await JSZip.loadAsync(Buffer.from(await response.arrayBuffer()), { checkCRC32: true });
  const text = async (name: string) => (await zip.file(name)?.async("string")) ?? "";
  return {
    response,
    names: Object.keys(zip.files).filter((name) => zip.files[name]?.dir === false),
    text,
    json: async <T>(name: string) => JSON.parse(await text(name)) as readonly T[],
  };
}

describe("an export", () => {
  it("is a ZIP with everything of the account and what each file is, in words", async () => {
    const bookId = await kit.addBook({ title: "Emma: a Novel/1", source: "the original", epub: "the document" });
    await kit.addDevice("kitchen@kindle.com", "Kitchen");
    const feedId = await subscribe(kit, "https://example.org/feed.xml", { folders: ["News"] });
    await knowFeed(kit, feedId);
    const editionId = await addEdition(kit, { epub: "the edition" });
    const { token } = await kit.json<{ token: string }>("/api/tokens", post({ name: "Phone", scopes: ["upload"] }));

    const { response, names, text, json } = await exported();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/zip");
    expect(response.headers.get("content-disposition")).toContain("kindle-content-server-2026-03-01.zip");
    const readme = await text("README.txt");
    for (const name of names.slice(1)) expect(readme).toContain(name.split("/")[0]);

    const [book] = await json<Listed>("books.json");
    expect(book).toMatchObject({ id: bookId, title: "Emma: a Novel/1" });
    expect(book?.files).toEqual({
      original: `books/Emma - a Novel-1 ${bookId}/original.epub`,
      documents: [`books/Emma - a Novel-1 ${bookId}/document.epub`],
      cover: `books/Emma - a Novel-1 ${bookId}/cover.jpg`,
    });
    expect(await text(book?.files.original ?? "")).toBe("the original");
    expect(await text(book?.files.documents[0] ?? "")).toBe("the document");
    const [edition] = await json<Listed>("editions.json");
    expect(edition?.id).toBe(editionId);
    expect(await text(edition?.files.documents[0] ?? "")).toBe("the edition");
    expect(await json("devices.json")).toMatchObject([{ email: "kitchen@kindle.com", name: "Kitchen" }]);
    expect(await json("feeds.json")).toMatchObject([{ id: feedId, title: "Example News", folders: ["News"] }]);
    expect(await text("feeds.opml")).toContain('xmlUrl="https://example.org/feed.xml"');

    expect(await json("tokens.json")).toEqual([
      { name: "Phone", scopes: ["upload"], createdAt: expect.any(String), revoked: false },
    ]);
    for (const name of names) expect(await text(name)).not.toContain(token);

    const lines = (await text("journal.jsonl")).trimEnd().split("\n");
    const events = lines.map((line) => fromWire(JSON.parse(line)));
    expect(events.map(({ id }) => id)).toEqual(
      (await kit.ports.journal.recent("home", 100)).map(({ id }) => id).toReversed(),
    );
    expect(events.length).toBeGreaterThan(5);
  });

  it("is the same list of names each time, and no two books share one, whatever they are called", async () => {
    const titles = [
      "Same",
      "same",
      "SAME.epub",
      "../../etc/passwd",
      "CON",
      "a\u0000b\nc",
      "",
      "\u202Eepub.exe",
      "x".repeat(300),
    ];
    for (const [at, title] of titles.entries()) await kit.addBook({ title, source: `source ${at}` });
    const { names, json } = await exported();
    expect((await exported()).names).toEqual(names);
    expect((await json<Listed>("books.json")).map(({ title }) => title).toSorted()).toEqual(titles.toSorted());
    expect(new Set(names.map((name) => name.normalize("NFC").toLowerCase())).size).toBe(names.length);
    for (const name of names.filter((each) => each.startsWith("books/"))) {
      expect(name).toMatch(
        /^books\/[^/\\:*?"<>|\p{Cc}\p{Cf}]+ [0-9a-f]{32}\/(original(\.[a-z0-9]{1,8})?|document\.epub|cover\.jpg)$/u,
      );
      expect(name.split("/")).not.toContain("..");
    }
  });

  it("says what was missing, and has all the rest", async () => {
    const lost = await kit.addBook({ title: "Lost", source: "lost source", epub: "lost epub" });
    await kit.addBook({ title: "Found", source: "found source", epub: "found epub" });
    await kit.ports.blobs.remove((await kit.ports.readModels.get(books, "home", lost))?.sourceKey ?? "");
    const { names, text } = await exported();
    expect(await text("missing.txt")).toBe(`books/Lost ${lost}/original.epub\n`);
    expect(names.filter((name) => name.startsWith("books/"))).toHaveLength(5);
  });

  it("has nothing of another account", async () => {
    await kit.addBook({ title: "Mine" });
    const other = await openApiKit({ settings: { account: "other" }, ports: () => kit.ports });
    try {
      const response = await other.ask("/api/export");
      const zip = await JSZip.loadAsync(Buffer.from(await response.arrayBuffer()));
      expect(Object.keys(zip.files).filter((name) => name.includes("/"))).toEqual([]);
      expect(await zip.file("books.json")?.async("string")).toBe("[]\n");
      expect(await zip.file("journal.jsonl")?.async("string")).toBe("");
    } finally {
      await other.close();
    }
  });

  it("is made no faster than it is taken, and no further once its reader has gone", async () => {
    const reads: string[] = [];
    const eager = await openApiKit({
      ports: ({ blobs }) => ({
        blobs: {
          ...blobs,
          read: async (key, range) => {
            reads.push(key);
            return await blobs.read(key, range);
          },
        },
      }),
    });
    try {
      for (let at = 0; at < 20; at += 1) await eager.addBook({ title: `Book ${at}` });
      const response = await eager.ask("/api/export");
      const reader = response.body?.getReader();
      await reader?.read();
      await reader?.read();
      expect(reads).toEqual([]);
      await reader?.cancel();
      expect(reads).toEqual([]);
      const { status, body } = await eager.ask("/api/export", { method: "HEAD" });
      expect({ status, body }).toEqual({ status: 200, body: null });
    } finally {
      await eager.close();
    }
  });
});
