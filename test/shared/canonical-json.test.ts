import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { canonicalJson } from "../../shared/canonical-json.ts";

/** The same value with the members of every object put in the other order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, reversed(member)] as const)
      .toReversed(),
  );
}

describe("canonical JSON", () => {
  it("sorts the members of every object by UTF-16 code units, numbers among them", () => {
    const members = {
      "\u{1f408}": 0,
      "\uff5e": 0,
      é: 0,
      b: { d: 1, c: [{ z: 1, y: 2 }] },
      a: 0,
      10: 0,
      9: 0,
      B: 0,
      "": 0,
    };
    expect(canonicalJson(members)).toBe(
      '{"":0,"10":0,"9":0,"B":0,"a":0,"b":{"c":[{"y":2,"z":1}],"d":1},"é":0,"\u{1f408}":0,"\uff5e":0}',
    );
  });

  it("leaves out what is undefined", () => {
    expect(canonicalJson({ b: undefined, a: { c: undefined } })).toBe('{"a":{}}');
  });

  it("writes numbers and texts as ECMAScript does", () => {
    expect(canonicalJson([1.0, -0, 1e21, 0.1, "\u0000\n\u2028\ud800"])).toBe(
      '[1,0,1e+21,0.1,"\\u0000\\n\u2028\\ud800"]',
    );
  });

  it("reads back as the same value, and is one text for it, whatever it is and in whatever order it was made", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it("keeps a member named __proto__ a member", () => {
    const value: unknown = JSON.parse('{"__proto__":{"a":1}}');
    expect(canonicalJson(value)).toBe('{"__proto__":{"a":1}}');
  });

  it.each<[string, unknown]>([
    ["NaN", Number.NaN],
    ["an infinite number", Number.POSITIVE_INFINITY],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["bytes", new Uint8Array(1)],
    ["a function", () => 1],
    ["a big integer", 1n],
    ["nothing in a list", [undefined]],
    ["a gap in a list", Array.from<unknown>({ length: 2 })],
    ["nothing at all", undefined],
  ])("refuses %s, which JSON would lose", (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    expect(() => canonicalJson({ member: [value] })).toThrow(TypeError);
  });
});
