import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { attachmentName, attachmentNameBytesMax, attachmentNameCharactersMax } from "../../shared/attachment-name.ts";

describe("K51: the name of an attachment", () => {
  it.each([
    ["Emma", "Emma.epub"],
    ["Frankenstein; or, the Modern Prometheus", "Frankenstein; or, the Modern Prometheus.epub"],
    ["Dune: Messiah", "Dune - Messiah.epub"],
    ["The Clock Struck 12:30", "The Clock Struck 12-30.epub"],
    ["AC/DC\\Live|now", "AC-DC-Live-now.epub"],
    ['"Quoted" <tag> *star* why?', "'Quoted' tag star why.epub"],
    ["  many\t\n spaces \u2028 and lines  ", "many spaces and lines.epub"],
    ["../../etc/passwd", "-..-etc-passwd.epub"],
    ["...hidden...", "hidden.epub"],
    ["a\u0000b\u0007c\r\nBcc: x", "abc Bcc - x.epub"],
    ["evil\u202Egpe.exe", "evilgpe.exe.epub"],
    ["emma.epub", "emma.epub"],
    ["Emma.EPUB.epub", "Emma.epub"],
    ["", "Document.epub"],
    [" ?.* ", "Document.epub"],
    [".epub", "epub.epub"],
    ["战争与和平", "战争与和平.epub"],
    ["Cafe\u0301", "Café.epub"],
    ["नमस्ते क्\u200dष", "नमस्ते क्\u200dष.epub"],
    ["half a \uD83D pair", "half a pair.epub"],
  ])("of %j is %j", (title, name) => {
    expect(attachmentName(title)).toBe(name);
  });

  it("is cut between characters as readers see them, within both limits", () => {
    expect(attachmentName("x".repeat(500))).toBe(`${"x".repeat(95)}.epub`);
    const family = "👩‍👩‍👧‍👦";
    expect(attachmentName(family.repeat(30))).toBe(`${family.repeat(8)}.epub`);
    expect(attachmentName("火".repeat(200))).toBe(`${"火".repeat(83)}.epub`);
  });

  it("is safe and short enough whatever the title", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ maxLength: 300 })), (title) => {
        const name = attachmentName(title);
        expect(name.length).toBeLessThanOrEqual(attachmentNameCharactersMax);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(attachmentNameBytesMax);
        expect(name).toMatch(/^[^.\s/\\:*?"<>|\p{Cc}](?:[^/\\:*?"<>|\p{Cc}]*)\.epub$/u);
        expect(name.isWellFormed()).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("ends in .pdf where the document is a PDF, once", () => {
    expect(attachmentName("A Title", "application/pdf")).toBe("A Title.pdf");
    expect(attachmentName("paper.pdf", "application/pdf")).toBe("paper.pdf");
    expect(attachmentName("x".repeat(500), "application/pdf")).toBe(`${"x".repeat(96)}.pdf`);
  });
});
