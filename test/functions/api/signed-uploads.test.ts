import { afterEach, describe, expect, it } from "@jest/globals";
import type { UploadRequest } from "../../../shared/ports/uploads.ts";
import { type ApiKit, openApiKit, post } from "./open-api-kit.ts";

let kit: ApiKit;
afterEach(() => kit.close());

async function openWithBucket(): Promise<readonly UploadRequest[]> {
  const signed: UploadRequest[] = [];
  const uploads = {
    sign: async (request: UploadRequest) => {
      signed.push(request);
      return { url: "https://storage.example/signed", headers: { "content-type": "application/octet-stream" } };
    },
    read: async () => undefined,
    remove: async () => {},
  };
  kit = await openApiKit({ ports: () => ({ uploads }) });
  return signed;
}

describe("a signed upload", () => {
  it("is an address for that file alone, good for an hour", async () => {
    const signed = await openWithBucket();
    const answer = await kit.ask("/api/uploads", post({ fileName: "books/Émile.epub", bytes: 1024 }));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      url: "https://storage.example/signed",
      headers: { "content-type": "application/octet-stream" },
    });
    expect(signed).toMatchObject([{ account: "home", fileName: "Émile.epub", bytes: 1024 }]);
    expect(signed[0]?.until.toISOString()).toMatch(/^2026-03-01T09:00:00/);
  });

  it.each([
    ["of nothing", { fileName: "a.epub", bytes: 0 }, 400, "request/invalid"],
    ["of half a byte", { fileName: "a.epub", bytes: 1.5 }, 400, "request/invalid"],
    ["without a name", { bytes: 5 }, 400, "request/invalid"],
    ["of more than is taken", { fileName: "a.epub", bytes: 200 * 1024 * 1024 + 1 }, 413, "book/too-large"],
  ])("%s is refused before anything is signed", async (_, body, status, code) => {
    const signed = await openWithBucket();
    const answer = await kit.ask("/api/uploads", post(body));
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
    expect(signed).toEqual([]);
  });

  it("is refused on one machine, with the way that there is instead", async () => {
    kit = await openApiKit();
    const answer = await kit.ask("/api/uploads", post({ fileName: "a.epub", bytes: 5 }));
    expect(answer.status).toBe(501);
    expect(await answer.json()).toMatchObject({
      code: "upload/no-bucket",
      detail: expect.stringContaining("`POST /api/books`"),
    });
  });
});
