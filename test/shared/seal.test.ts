import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { keyedHash, seal, unseal } from "../../shared/seal.ts";

const key = new Uint8Array(32).fill(7);
const text = fc.string({ unit: "grapheme" });

describe("a seal", () => {
  it("opens to what was sealed, whatever it was", () => {
    fc.assert(
      fc.property(text, text, text, (account, purpose, secret) => {
        expect(unseal(key, account, purpose, seal(key, account, purpose, secret))).toBe(secret);
      }),
    );
  });

  it("opens with no other key, for no other account, and for no other purpose", () => {
    const sealed = seal(key, "home", "device", "me@kindle.com");
    expect(() => unseal(randomBytes(32), "home", "device", sealed)).toThrow();
    expect(() => unseal(key, "other", "device", sealed)).toThrow();
    expect(() => unseal(key, "home", "session", sealed)).toThrow();
    // The two are kept apart: no account can be chosen so that the two together read the same.
    expect(() => unseal(key, 'home","device', "", sealed)).toThrow();
  });

  it("does not open once a single bit of it has changed, whichever", () => {
    const sealed = Buffer.from(seal(key, "home", "device", "me@kindle.com"), "base64url");
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => unseal(key, "home", "device", changed.toString("base64url"))).toThrow();
      }),
    );
  });

  it("does not open what is no seal at all, however short its tag", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(() => unseal(key, "home", "device", Buffer.from(bytes).toString("base64url"))).toThrow();
      }),
    );
    const sealed = Buffer.from(seal(key, "home", "device", "me@kindle.com"), "base64url");
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => unseal(key, "home", "device", sealed.subarray(0, length).toString("base64url"))).toThrow();
    }
  });

  it("never looks the same twice, so that equal addresses cannot be told from it", () => {
    expect(seal(key, "home", "device", "me@kindle.com")).not.toBe(seal(key, "home", "device", "me@kindle.com"));
  });

  it("shows nothing of what is in it", () => {
    const sealed = seal(key, "home", "device", "me@kindle.com");
    expect(sealed).toMatch(/^[\w-]+$/);
    expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("kindle");
  });
});

describe("a keyed hash", () => {
  it("is the same for the same key and parts, for ever", () => {
    expect(keyedHash(key, "device", "home", "me@kindle.com")).toBe("a62af6b7433aa4e24ddd577fce572e08");
  });

  it("differs with the key", () => {
    expect(keyedHash(randomBytes(32), "device")).not.toBe(keyedHash(key, "device"));
  });

  it("differs for any two lists of parts, however they are cut", () => {
    const parts = fc.array(fc.string({ unit: "grapheme", maxLength: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        expect(keyedHash(key, ...one) === keyedHash(key, ...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
    expect(keyedHash(key, "ab", "c")).not.toBe(keyedHash(key, "a", "bc"));
    expect(keyedHash(key, "1:a")).not.toBe(keyedHash(key, "", "a"));
  });
});
