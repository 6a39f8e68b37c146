import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { type Caller, CallerRefused, googleCaller } from "../../../shared/triggers/google-caller.ts";
import { type GoogleKeys, startGoogleKeys } from "./google-keys.ts";

let keys: GoogleKeys;
beforeAll(async () => {
  keys = await startGoogleKeys();
});
afterAll(() => keys.close());

const email = "kcs-format-call@p.iam.gserviceaccount.com";
const epochS = Date.parse("2026-03-01T08:00:00.000Z") / 1000;
let now: number;
let caller: Caller;
beforeEach(() => {
  now = epochS * 1000;
  caller = googleCaller({ audience: "kcs-format", emails: [email], keysUrl: keys.url }, { now: () => new Date(now) });
});

/** As Google's look: https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions#jwt_format */
const claims = {
  aud: "kcs-format",
  azp: "113774264463038321964",
  email,
  email_verified: true,
  exp: epochS + 3600,
  iat: epochS,
  iss: "https://accounts.google.com",
  sub: "113774264463038321964",
};
const bearer = (changed: Readonly<Record<string, unknown>> = {}, header?: Readonly<Record<string, unknown>>) =>
  `Bearer ${keys.token({ ...claims, ...changed }, header)}`;

describe("a caller who has to be Google", () => {
  it("is let in with a token that Google has signed for us", async () => {
    await expect(caller.check(bearer())).resolves.toBeUndefined();
    await expect(caller.check(bearer({ iss: "accounts.google.com" }))).resolves.toBeUndefined();
  });

  it.each([
    ["has none", undefined],
    ["shows a password", "Basic a2luZGxlOmtpbmRsZQ=="],
    ["shows no token", "Bearer no-token"],
    ["shows one of nothing", "Bearer .."],
    ["shows a long one", `Bearer ${"a".repeat(9000)}.b.c`],
  ])("is refused who %s", async (_, authorization) => {
    await expect(caller.check(authorization)).rejects.toMatchObject({ name: "CallerRefused", status: 401 });
  });

  it.each([
    ["is made for somebody else", { aud: "kcs-deliver" }, 401],
    ["is made for several", { aud: ["kcs-format", "kcs-deliver"] }, 401],
    ["somebody else has issued", { iss: "https://accounts.example.com" }, 401],
    ["is out of date", { exp: epochS - 61 }, 401],
    ["never ends", { exp: undefined }, 401],
    ["is from the future", { iat: epochS + 61 }, 401],
    ["names no account", { email: undefined }, 401],
    ["names an account that is not verified", { email_verified: false }, 401],
    ["names another account", { email: "someone@p.iam.gserviceaccount.com" }, 403],
  ])("is refused whose token %s", async (_, changed, status) => {
    await expect(caller.check(bearer(changed))).rejects.toMatchObject({ name: "CallerRefused", status });
  });

  it("is given a minute for clocks that differ", async () => {
    await expect(caller.check(bearer({ exp: epochS - 59 }))).resolves.toBeUndefined();
    await expect(caller.check(bearer({ iat: epochS + 59 }))).resolves.toBeUndefined();
  });

  it("is refused whose token somebody else has signed, in whatever way", async () => {
    const [header, body] = keys.token(claims).split(".");
    const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const other = sign("sha256", Buffer.from(`${header}.${body}`), own.privateKey).toString("base64url");
    const none = Buffer.from('{"alg":"none","kid":"key-0"}').toString("base64url");
    const symmetric = Buffer.from('{"alg":"HS256","kid":"key-0"}').toString("base64url");
    const hmac = createHmac("sha256", "key-0").update(`${symmetric}.${body}`).digest("base64url");
    const forged = [`${header}.${body}.${other}`, `${none}.${body}.AA`, `${symmetric}.${body}.${hmac}`];
    for (const token of forged) await expect(caller.check(`Bearer ${token}`)).rejects.toBeInstanceOf(CallerRefused);
  });

  it("is refused whose token differs in any character, whichever it is", async () => {
    const token = keys.token(claims);
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom("A", "b", "7", "_"), async (at, character) => {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        // The last character of a signature carries two bits that say nothing.
        const isSame = Buffer.from(changed, "base64url").equals(Buffer.from(token, "base64url"));
        const isSameSignature = changed.split(".").slice(0, 2).join() === token.split(".").slice(0, 2).join();
        fc.pre(changed !== token && !(isSame && isSameSignature) && at < token.length - 1);
        await expect(caller.check(`Bearer ${changed}`)).rejects.toBeInstanceOf(CallerRefused);
      }),
      { numRuns: 60 },
    );
  });

  it("costs one request for Google's keys, however many come at once, until they run out", async () => {
    const before = keys.asked();
    await Promise.all(Array.from({ length: 10 }, () => caller.check(bearer())));
    now += 3599_000;
    await caller.check(bearer({ iat: now / 1000, exp: now / 1000 + 60 }));
    expect(keys.asked() - before).toBe(1);
    now += 1000;
    await caller.check(bearer({ iat: now / 1000, exp: now / 1000 + 60 }));
    expect(keys.asked() - before).toBe(2);
  });

  it("is let in with a key that Google has since begun to use, and no forger makes us ask more than once a minute", async () => {
    await caller.check(bearer());
    const before = keys.asked();
    keys.rotate();
    await expect(caller.check(bearer())).rejects.toThrow("a key that is not Google's");
    now += 60_000;
    await expect(caller.check(bearer())).resolves.toBeUndefined();
    for (let forgery = 0; forgery < 5; forgery += 1) {
      await expect(caller.check(bearer({}, { kid: `forged-${forgery}` }))).rejects.toThrow("not Google's");
    }
    expect(keys.asked() - before).toBe(1);
  });

  it("is nobody's verdict while Google's keys cannot be had: they have to come again", async () => {
    keys.setWell(false);
    const failure = caller.check(bearer());
    await expect(failure).rejects.toThrow("Google's keys cannot be had");
    await expect(failure).rejects.not.toBeInstanceOf(CallerRefused);
    keys.setWell(true);
    await expect(caller.check(bearer())).resolves.toBeUndefined();
  });
});
