import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { canonicalJson } from "../../shared/canonical-json.ts";
import { type PagePosition, pageTokenOf, readPageToken } from "../../shared/page-token.ts";
import { UnknownPage } from "../../shared/ports/read-models.ts";

const position = fc.record({
  orderedBy: fc.oneof(fc.string({ unit: "grapheme" }), fc.double({ noNaN: true, noDefaultInfinity: true })),
  id: fc.string({ unit: "grapheme" }),
});
const list = fc.jsonValue();

describe("a page token", () => {
  it("says where its page ended, whatever that was", () => {
    fc.assert(
      fc.property(list, position, (of, end) => {
        const { orderedBy, id } = readPageToken(of, pageTokenOf(of, end));
        expect([orderedBy, id]).toEqual([end.orderedBy === 0 ? 0 : end.orderedBy, end.id]);
      }),
    );
  });

  it("goes into an address as it is", () => {
    fc.assert(fc.property(list, position, (of, end) => expect(pageTokenOf(of, end)).toMatch(/^[\w-]+$/)));
  });

  it("is of no use in another list", () => {
    fc.assert(
      fc.property(list, list, position, (of, other, end) => {
        fc.pre(canonicalJson(of) !== canonicalJson(other));
        expect(() => readPageToken(other, pageTokenOf(of, end))).toThrow(UnknownPage);
      }),
    );
  });

  it("has one form only: whatever else decodes to the same is unknown", () => {
    const token = pageTokenOf(["books"], { orderedBy: "2026", id: "a" });
    fc.assert(
      fc.property(fc.nat(token.length), fc.string({ maxLength: 2 }), (at, other) => {
        const changed = token.slice(0, at) + other + token.slice(at + 1);
        const found = positionIn(changed);
        expect(found === undefined || pageTokenOf(["books"], found) === changed).toBe(true);
      }),
    );
    for (const same of [`${token}=`, ` ${token}`, `${token}\n`, `${token.slice(0, 4)}!${token.slice(4)}`]) {
      expect(positionIn(same)).toBeUndefined();
    }
  });

  it("is unknown where it was never ours, whatever it says", () => {
    const json = fc.json().map((text) => Buffer.from(text).toString("base64url"));
    fc.assert(
      fc.property(fc.oneof(fc.string(), json), (garbage) => {
        expect(() => readPageToken(["books"], garbage)).toThrow(UnknownPage);
      }),
    );
  });
});

/** What the token says about the list of books, or `undefined` where it is unknown. */
function positionIn(token: string): PagePosition | undefined {
  try {
    return readPageToken(["books"], token);
  } catch (error) {
    if (error instanceof UnknownPage) return undefined;
    throw error;
  }
}
