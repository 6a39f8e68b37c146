import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { books } from "../../../shared/read-models/books.ts";
import { type ApiKit, openApiKit } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

const content = "0123456789";
const addBook = () => kit.addBook({ title: 'Ann & "Bo" 50%; Ōe', epub: content });

async function fetched(path: string, headers: Readonly<Record<string, string>> = {}, method = "GET") {
  const response = await kit.ask(path, { headers, method });
  return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
}

describe("a download", () => {
  it("is the EPUB with its name, its size and its tag", async () => {
    const id = await addBook();
    const { status, headers, text } = await fetched(`/api/books/${id}/epub`);
    expect({ status, text }).toEqual({ status: 200, text: content });
    expect(headers).toMatchObject({
      "content-type": "application/epub+zip",
      "content-length": "10",
      "accept-ranges": "bytes",
      "cache-control": "private, no-cache",
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
      "content-disposition":
        "attachment; filename=\"Ann & _Bo_ 50__ Oe.epub\"; filename*=UTF-8''Ann%20%26%20%22Bo%22%2050%25%3B%20%C5%8Ce.epub",
    });
  });

  it("is called by its title without what would part a path", async () => {
    const id = await kit.addBook({ title: "Either/Or: A\\B 1:2", epub: content });
    const { headers } = await fetched(`/api/books/${id}/epub`);
    expect(headers["content-disposition"]).toBe(
      "attachment; filename=\"Either-Or - A-B 1-2.epub\"; filename*=UTF-8''Either-Or%20-%20A-B%201-2.epub",
    );
  });

  it("is not sent again to who has it", async () => {
    const id = await addBook();
    const { headers } = await fetched(`/api/books/${id}/epub`);
    const etag = headers["etag"] ?? "";
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const { status, text, headers: again } = await fetched(`/api/books/${id}/epub`, { "if-none-match": known });
      expect({ status, text, etag: again["etag"] }).toEqual({ status: 304, text: "", etag });
    }
    expect((await fetched(`/api/books/${id}/epub`, { "if-none-match": '"other"' })).status).toBe(200);
  });

  it.each([
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=4-", 206, "456789", "bytes 4-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=-99", 206, content, "bytes 0-9/10"],
    ["bytes=8-99", 206, "89", "bytes 8-9/10"],
    ["bytes=9-9", 206, "9", "bytes 9-9/10"],
    ["bytes=10-", 416, undefined, "bytes */10"],
    ["bytes=-0", 416, undefined, "bytes */10"],
    ["bytes=5-3", 200, content, undefined],
    ["bytes=0-1,4-5", 200, content, undefined],
    ["bytes=-", 200, content, undefined],
    ["lines=1-2", 200, content, undefined],
  ])("comes in the range that is asked for: %s", async (range, status, text, contentRange) => {
    const id = await addBook();
    const answer = await fetched(`/api/books/${id}/epub`, { range });
    expect({ status: answer.status, range: answer.headers["content-range"] }).toEqual({ status, range: contentRange });
    if (text !== undefined) {
      expect(answer.text).toBe(text);
      expect(answer.headers["content-length"]).toBe(String(text.length));
    }
  });

  it("comes whole where the range was asked of other bytes", async () => {
    const id = await addBook();
    const { headers } = await fetched(`/api/books/${id}/epub`);
    const range = "bytes=0-3";
    expect((await fetched(`/api/books/${id}/epub`, { range, "if-range": headers["etag"] ?? "" })).status).toBe(206);
    expect((await fetched(`/api/books/${id}/epub`, { range, "if-range": '"other"' })).status).toBe(200);
  });

  it("is described by HEAD without being opened", async () => {
    const opened: string[] = [];
    const id = await addBook();
    const watched = await openApiKit({
      ports: () => ({
        ...kit.ports,
        blobs: {
          ...kit.ports.blobs,
          read: async (key) => {
            opened.push(key);
            return await kit.ports.blobs.read(key);
          },
        },
      }),
    });
    const head = await watched.ask(`/api/books/${id}/epub`, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe("10");
    expect(opened).toEqual([]);
    await watched.close();
  });

  it("of a page that somebody dropped never acts as one of ours", async () => {
    const id = await kit.addBook({ title: "Page", source: "<script>steal()</script>", format: "html" });
    const { headers, text } = await fetched(`/api/books/${id}/original`);
    expect(text).toBe("<script>steal()</script>");
    expect(headers).toMatchObject({
      "content-type": "application/octet-stream",
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
      "content-disposition": expect.stringMatching(/^attachment; filename="Page.html"/),
    });
  });

  it("of a cover is a picture to look at", async () => {
    const { headers } = await fetched(`/api/books/${await addBook()}/cover`);
    expect(headers).toMatchObject({ "content-type": "image/jpeg", "content-disposition": "inline" });
  });

  it("of what is not there yet answers 404 with the reason", async () => {
    const { id } = await kit.json<{ id: string }>("/api/books", { method: "POST", body: "x" });
    expect(JSON.parse((await fetched(`/api/books/${id}/epub`)).text)).toMatchObject({
      status: 404,
      code: "book/not-ready",
    });
    expect(JSON.parse((await fetched(`/api/books/${id}/cover`)).text)).toMatchObject({
      status: 404,
      code: "book/no-cover",
    });
    expect((await fetched(`/api/books/${id}/original`)).text).toBe("x");
  });

  it("of content that is gone answers 404", async () => {
    const { id } = await kit.json<{ id: string }>("/api/books", { method: "POST", body: "x" });
    const book = await kit.ports.readModels.get(books, "home", id);
    await kit.ports.blobs.remove(book?.sourceKey ?? "");
    expect(JSON.parse((await fetched(`/api/books/${id}/original`)).text)).toMatchObject({ code: "content/missing" });
  });
});
