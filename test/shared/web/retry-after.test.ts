import { describe, expect, it } from "@jest/globals";
import { retryAfterMs, retryAfterMsMax } from "../../../shared/web/retry-after.ts";

const now = new Date("2026-03-01T08:00:00Z");

describe("Retry-After", () => {
  it.each([
    ["120", 120_000],
    [" 0 ", 0],
    ["99999999999999999999", retryAfterMsMax],
    ["Sun, 01 Mar 2026 08:02:00 GMT", 120_000],
    ["Sunday, 01-Mar-26 08:02:00 GMT", 120_000],
    ["Sun Mar  1 08:02:00 2026", 120_000],
    ["Fri, 01 Jan 2100 00:00:00 GMT", retryAfterMsMax],
    // A moment that has passed, and what is neither: the asker's own pace decides.
    ["Sun, 01 Mar 2026 08:00:00 GMT", undefined],
    ["Thu, 01 Jan 1970 00:00:00 GMT", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["soon", undefined],
    ["2026-03-01T08:02:00Z", undefined],
    ["120, 240", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("of %j", (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
