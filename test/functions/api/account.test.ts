import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ofPresentAccount } from "../../../functions/api/of-present-account.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { erasedAccounts } from "../../../shared/read-models/erased-accounts.ts";
import { type ApiKit, openApiKit, post } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

const erase = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  kit.ask("/api/account", { ...post(body, headers), method: "DELETE" });
const wishes = () => kit.published.filter(({ name }) => name === "account.erasure-requested");

describe("erasing the account over HTTP", () => {
  it("needs the account's name, and says so", async () => {
    expect(await kit.json("/api/account")).toEqual({ account: "home" });
    expect((await kit.ask("/api/account", { method: "DELETE" })).status).toBe(400);
    expect((await erase({})).status).toBe(400);
    const wrong = await erase({ erase: "Home" });
    expect([wrong.status, await wrong.json()]).toEqual([422, expect.objectContaining({ code: "account/not-named" })]);
    expect(wishes()).toEqual([]);
  });

  it("is one wish, however often it is asked for and under whatever key", async () => {
    for (const key of ["one", "one", "another"]) {
      const answer = await erase({ erase: "home" }, { "idempotency-key": key });
      expect([answer.status, await answer.json()]).toEqual([202, { id: "home" }]);
    }
    expect((await erase({ erase: "home" })).status).toBe(202);
    expect(new Set(wishes().map(({ id }) => id)).size).toBe(1);
  });

  it("costs the account that came after nothing, when what has been done is asked for again", async () => {
    await kit.ports.readModels.update(erasedAccounts, publicAccount, "before", () => ({
      id: "before",
      nextAccount: "home",
      since: "2026-03-01T07:00:00.000Z",
      requestId: "wish",
    }));
    const answer = await erase({ erase: "before" });
    expect([answer.status, await answer.json()]).toEqual([202, { id: "before" }]);
    expect(wishes()).toEqual([]);
  });

  it.each(["read", "upload"])("is not for a token that may only %s", async (scope) => {
    const { token } = await kit.json<{ token: string }>("/api/tokens", post({ name: "Phone", scopes: [scope] }));
    const answer = await erase({ erase: "home" }, { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(403);
    expect(wishes()).toEqual([]);
  });
});

describe("the account that is served", () => {
  it("is the one that there is at that moment, made once for each", async () => {
    let present = "home";
    const made: string[] = [];
    const app = ofPresentAccount(
      async () => present,
      (account) => {
        made.push(account);
        return { fetch: () => new Response(account) };
      },
    );
    const ask = async () => await (await app.fetch(new Request("http://localhost/"))).text();
    expect([await ask(), await ask()]).toEqual(["home", "home"]);
    present = "home-2";
    expect([await ask(), await ask()]).toEqual(["home-2", "home-2"]);
    expect(made).toEqual(["home", "home-2"]);
  });
});
