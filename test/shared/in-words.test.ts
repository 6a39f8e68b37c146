import { describe, expect, it } from "@jest/globals";
import { durationInWords } from "../../shared/duration-in-words.ts";
import { sizeInWords } from "../../shared/size-in-words.ts";

describe("sizes in words", () => {
  it.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1000, "1 KB"],
    [1500, "1.5 KB"],
    [999_999, "1 MB"],
    [1_234_567, "1.2 MB"],
    [52_428_800, "52 MB"],
    [2_000_000_000_000, "2000 GB"],
  ])("%d bytes are %s", (bytes, words) => {
    expect(sizeInWords(bytes)).toBe(words);
  });
});

describe("durations in words", () => {
  it.each([
    [10, "less than a minute"],
    [60_000, "about 1 minute"],
    [300_000, "about 5 minutes"],
    [7_200_000, "about 2 hours"],
    [48 * 3_600_000, "about 2 days"],
  ])("%d ms are %s", (ms, words) => {
    expect(durationInWords(ms)).toBe(words);
  });
});
