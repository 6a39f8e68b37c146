import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type ApiKit, openApiKit, token as ownersToken, post } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

interface Made {
  id: string;
  token: string;
}
interface Listed {
  items: { id: string; name: string; scopes: string[]; createdAt: string }[];
}
const make = async (scopes: readonly string[], headers = {}): Promise<Made> => {
  const answer = await kit.ask("/api/tokens", post({ name: "Phone", scopes }, headers));
  expect(answer.status).toBe(202);
  return (await answer.json()) as Made;
};
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const upload = (token: string): RequestInit => ({
  method: "POST",
  headers: { ...bearer(token), "content-type": "text/html" },
  body: "<h1>Emma</h1>",
});
const basic = (token: string) => ({
  authorization: `Basic ${Buffer.from(`reader:${token}`).toString("base64")}`,
});

describe("a token for a program", () => {
  it("is shown once, and kept as its hash alone", async () => {
    const { id, token } = await make(["read"]);
    expect(id).toBe(createHash("sha256").update(token).digest("hex"));
    expect(await kit.json<Listed>("/api/tokens")).toEqual({
      items: [{ id, name: "Phone", scopes: ["read"], createdAt: expect.stringMatching(/^2026-03-01T.*Z$/) }],
    });
    expect(kit.published).toMatchObject([
      { name: "token.created", subject: id, data: { tokenSha256: id, name: "Phone", scopes: ["read"] } },
    ]);
    const kept = JSON.stringify([kit.published, kit.log.lines, await kit.json("/api/tokens")]);
    expect(kept).not.toContain(token);
  });

  it("differs from every other, except for the same request asked again", async () => {
    const key = { "idempotency-key": "one" };
    const first = await make(["read"], key);
    expect(await make(["read"], key)).toEqual(first);
    expect((await make(["read"])).token).not.toBe((await make(["read"])).token);
    expect((await kit.json<Listed>("/api/tokens")).items).toHaveLength(3);
    const other = await kit.ask("/api/tokens", post({ name: "Phone", scopes: ["manage"] }, key));
    expect([other.status, await other.json()]).toEqual([422, expect.objectContaining({ code: "request/key-reused" })]);
  });

  it("opens what its scopes say and nothing else", async () => {
    const requests: readonly (readonly [string, string, (token: string) => RequestInit])[] = [
      ["read", "/api/books", (token) => ({ headers: bearer(token) })],
      ["read", "/api/tokens", (token) => ({ headers: bearer(token) })],
      ["read", "/metrics", (token) => ({ headers: bearer(token) })],
      ["read", "/api/devices", (token) => ({ method: "HEAD", headers: bearer(token) })],
      ["upload", "/api/books", upload],
      ["manage", "/api/devices", (token) => post({ email: "a@kindle.com" }, bearer(token))],
      ["manage", "/api/tokens", (token) => post({ name: "More", scopes: ["manage"] }, bearer(token))],
      ["manage", "/page/devices", (token) => ({ method: "POST", headers: bearer(token) })],
      ["manage", "/page/books", upload],
    ];
    for (const scopes of [["read"], ["upload"], ["read", "upload"], ["manage"]]) {
      const { token } = await make(scopes);
      for (const [needed, path, request] of requests) {
        const { status } = await kit.ask(path, request(token));
        const may = scopes.includes(needed) || scopes.includes("manage");
        expect([scopes, needed, path, status === 403]).toEqual([scopes, needed, path, !may]);
      }
    }
  });

  it("is told which scope it would need", async () => {
    const { token } = await make(["upload"]);
    const answer = await kit.ask("/api/books", { headers: bearer(token) });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({
      status: 403,
      code: "token/scope",
      detail: "This token may not do that: it would need the scope `read`.",
    });
  });

  it("is a password for e-readers where it may read", async () => {
    const { token } = await make(["read"]);
    expect((await kit.ask("/opds", { headers: basic(token) })).status).toBe(200);
    expect((await kit.ask("/api/books", { headers: basic(token) })).status).toBe(401);
    expect((await kit.ask("/opds", { headers: basic((await make(["upload"])).token) })).status).toBe(403);
  });

  it("opens nothing from the moment on at which it is revoked", async () => {
    const { id, token } = await make(["manage"]);
    const kept = await make(["read"]);
    expect((await kit.ask("/api/books", { headers: bearer(token) })).status).toBe(200);
    expect(await kit.json(`/api/tokens/${id}`, { method: "DELETE" })).toEqual({ id });
    expect((await kit.ask("/api/books", { headers: bearer(token) })).status).toBe(401);
    expect((await kit.ask("/api/books", { headers: bearer(kept.token) })).status).toBe(200);
    expect((await kit.json<Listed>("/api/tokens")).items).toMatchObject([{ id: kept.id }]);
    expect(kit.published.at(-1)).toMatchObject({ name: "token.revoked", subject: id, data: { tokenSha256: id } });
    for (const unknown of [id, "0".repeat(64), "none"]) {
      const again = await kit.ask(`/api/tokens/${unknown}`, { method: "DELETE" });
      expect([unknown, again.status]).toEqual([unknown, 404]);
      expect(await again.json()).toMatchObject({ code: "token/not-found" });
    }
  });

  it("never signs anybody in to the page, as only the owner's own does", async () => {
    const { token } = await make(["manage"]);
    expect((await kit.askAs({}, `/?token=${token}`)).status).toBe(401);
    expect((await kit.askAs({}, `/?token=${ownersToken}`)).status).toBe(303);
  });

  it("needs a name and scopes that there are, each once", async () => {
    const wrong: readonly (readonly [unknown, readonly string[]])[] = [
      [{}, ["name", "scopes"]],
      [{ name: " ", scopes: [] }, ["name", "scopes"]],
      [{ name: "x", scopes: ["write"] }, ["scopes.0"]],
      [{ name: "x", scopes: ["read", "read"] }, ["scopes"]],
      [{ name: "x", scopes: "read" }, ["scopes"]],
      [{ name: "x", scopes: ["read"], token: "mine" }, ["token"]],
    ];
    for (const [body, paths] of wrong) {
      const answer = await kit.ask("/api/tokens", post(body));
      expect(answer.status).toBe(400);
      const { errors } = (await answer.json()) as { errors: { path: string }[] };
      expect(errors.map(({ path }) => path)).toEqual(paths);
    }
    expect(kit.published).toEqual([]);
  });
});
