import { describe, expect, it } from "@jest/globals";
import { reservationsOf } from "../../../shared/web/reservations.ts";

const noArchive = (header: string | undefined, ...metas: readonly (readonly [name: string, content: string])[]) =>
  reservationsOf(
    header === undefined ? {} : { "x-robots-tag": header },
    metas.map(([name, content]) => ({ name, content })),
    "KindleContentServer",
  ).noArchive;

const of = (headers: Record<string, string>, ...metas: readonly { name: string; content: string }[]) =>
  reservationsOf(headers, metas, "x");

describe("what a publisher reserves", () => {
  it.each([
    ["noarchive", true],
    ["noindex, NoArchive", true],
    ["none", true],
    ["noindex, nofollow", false],
    ["otherbot: noarchive", false],
    ["otherbot: noindex, noarchive", false],
    ["otherbot: noindex, KindleContentServer: nofollow, noarchive", true],
    ["max-snippet: 20, noarchive", true],
    ["unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive", true],
    [undefined, false],
  ])("is archiving, by the header: %s", (header, expected) => {
    expect(noArchive(header)).toBe(expected);
  });

  it("is archiving, by the page, for us and for all", () => {
    expect(noArchive(undefined, ["Robots", "index, NOARCHIVE"])).toBe(true);
    expect(noArchive(undefined, ["kindlecontentserver", "noarchive"])).toBe(true);
    expect(noArchive(undefined, ["googlebot", "noarchive"], ["description", "noarchive"])).toBe(false);
  });

  it("is mining, by the header or the page, with its conditions", () => {
    expect(of({ "tdm-reservation": "1", "tdm-policy": "https://a.example/p.json" })).toEqual({
      noArchive: false,
      tdmReserved: true,
      tdmPolicy: "https://a.example/p.json",
    });
    expect(of({}, { name: "TDM-Reservation", content: " 1 " }).tdmReserved).toBe(true);
    expect(of({ "tdm-reservation": "0" }, { name: "tdm-policy", content: " " })).toEqual({
      noArchive: false,
      tdmReserved: false,
      tdmPolicy: undefined,
    });
  });
});
