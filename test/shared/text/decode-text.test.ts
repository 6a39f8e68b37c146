import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { Rejected } from "../../../events/rejected.ts";
import { decodeAs } from "../../../shared/text/decode-as.ts";
import { decodeText } from "../../../shared/text/decode-text.ts";
import { encodingOf } from "../../../shared/text/encoding-labels.ts";
import { tidyCharacters } from "../../../shared/text/tidy-characters.ts";

const bytesOf = (text: string) => Buffer.from(text, "latin1");
const swapped = (text: string) => Buffer.from(text, "utf16le").swap16();

describe("decoding a text of unknown encoding", () => {
  it.each([
    ["utf-8", Buffer.from("\uFEFFnaïve", "utf8")],
    ["utf-16le", Buffer.from("\uFEFFnaïve", "utf16le")],
    ["utf-16be", swapped("\uFEFFnaïve")],
    [
      "utf-32le",
      Uint8Array.of(0xff, 0xfe, 0, 0, 0x6e, 0, 0, 0, 0x61, 0, 0, 0, 0xef, 0, 0, 0, 0x76, 0, 0, 0, 0x65, 0, 0, 0),
    ],
    [
      "utf-32be",
      Uint8Array.of(0, 0, 0xfe, 0xff, 0, 0, 0, 0x6e, 0, 0, 0, 0x61, 0, 0, 0, 0xef, 0, 0, 0, 0x76, 0, 0, 0, 0x65),
    ],
  ])("believes the byte order mark of %s, and leaves it out", (encoding, bytes) => {
    expect(decodeText(bytes)).toEqual({ text: "naïve", encoding, replaced: 0 });
  });

  it.each([
    ["utf-16le", Buffer.from("第一章 東京は夜の七時。\n雨が降る。", "utf16le")],
    ["utf-16be", swapped("Ein Satz, dann noch einer.\n")],
  ])("recognises %s without a mark", (encoding, bytes) => {
    expect(decodeText(bytes).encoding).toBe(encoding);
  });

  it("takes UTF-8 that is damaged in one place for UTF-8, and counts the place", () => {
    const bytes = Buffer.concat([
      Buffer.from("Über die Straße, größer, schöner, kühner, fröhlich ".repeat(3)),
      Buffer.of(0xc3),
    ]);
    expect(decodeText(bytes)).toMatchObject({ encoding: "utf-8", replaced: 1 });
  });

  it("believes UTF-8 that proves itself over a declaration of one-byte letters", () => {
    expect(decodeText(Buffer.from('<meta charset="iso-8859-1">ä'), { markup: true }).text).toContain("ä");
  });

  it("believes a declaration of two-byte letters over bytes that could be UTF-8", () => {
    // 联通 in GBK is well-formed UTF-8 by chance.
    const bytes = Buffer.concat([bytesOf('<meta charset="gbk">'), Uint8Array.of(0xc1, 0xaa, 0xcd, 0xa8)]);
    expect(decodeText(bytes, { markup: true }).text).toContain("联通");
  });

  it("prefers what the transport declares to what the page declares", () => {
    const bytes = bytesOf('<meta charset="windows-1252">\xf0\xd2\xc9\xd7\xc5\xd4');
    expect(decodeText(bytes, { declared: "KOI8-R", markup: true }).text).toContain("Привет");
  });

  it("ignores a declaration that makes nonsense of the bytes", () => {
    const bytes = Buffer.concat([
      bytesOf('<?xml version="1.0" encoding="utf-8"?>'),
      bytesOf("d\xe9j\xe0 vu, l'\xe9t\xe9 \xe0 la plage".repeat(4)),
    ]);
    expect(decodeText(bytes, { markup: true }).text).toContain("déjà vu");
  });

  it.each([
    ["johab", Uint8Array.of(0xd0, 0x65, 0x8b, 0x69), "한글"],
    ["hz-gb-2312", bytesOf("a ~{VPND~} ~~ b"), "a 中文 ~ b"],
    ["iso-2022-kr", bytesOf("\x1b$)C\x0eGQ1[\x0f ok"), "한글 ok"],
    ["euc-tw", Uint8Array.of(0xc4, 0xe3, 0xc5, 0xc6), "中文"],
    ["euc-kr", Uint8Array.of(0x8c, 0x63, 0xb9, 0xe6, 0xb0, 0xa2, 0xc7, 0xcf), "똠방각하"],
    ["ibm437", Uint8Array.of(0x84, 0xe1, 0xc9), "äß╔"],
    ["ibm855", Uint8Array.of(0xdd, 0xe1, 0xb7, 0xeb, 0xa8, 0xe5), "Привет"],
  ])("decodes %s, which TextDecoder does not or not wholly know", (encoding, bytes, text) => {
    expect(decodeAs(bytes, encoding)).toEqual({ text, replaced: 0 });
  });

  it("refuses bytes that are no text", () => {
    const bytes = Uint8Array.from({ length: 4000 }, (_, at) => (at * 7919) % 256);
    expect(() => decodeText(bytes)).toThrow(expect.objectContaining({ code: "text/not-text" }));
  });

  it("reads a text that somebody padded with NULs", () => {
    expect(decodeText(Buffer.from(`words here${"\0".repeat(5000)}`)).text).toBe("words here");
  });

  it("gives every character back that any Unicode encoding holds, but for controls and line ends", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const marked = `\uFEFF${text}`;
        const plain = tidyCharacters(text.startsWith("\uFEFF") ? text.slice(1) : text);
        for (const bytes of [Buffer.from(marked, "utf8"), Buffer.from(marked, "utf16le"), swapped(marked)]) {
          expect(tidyCharacters(decodeText(bytes).text)).toBe(tidyCharacters(plain));
        }
      }),
    );
  });

  it("never fails with anything but a refusal, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, markup) => {
        try {
          const { text } = decodeText(bytes, { markup });
          expect(text.isWellFormed()).toBe(true);
          // oxlint-disable-next-line no-control-regex -- there must be none.
          expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
        } catch (error) {
          expect(error).toBeInstanceOf(Rejected);
        }
      }),
    );
  });
});

describe("the label of an encoding", () => {
  it.each([
    ["CP949", "euc-kr"],
    ["TIS-620", "windows-874"],
    ["Latin-1", "windows-1252"],
    ["ISO_8859-2", "iso-8859-2"],
    [" 'UTF8' ", "utf-8"],
    ["MacCyrillic", "x-mac-cyrillic"],
    ["cp1251", "windows-1251"],
    ["IBM855", "ibm855"],
    ["cp850", "ibm850"],
    ["GB2312", "gb18030"],
    ["x-sjis", "shift_jis"],
  ])("%s is understood as %s", (label, encoding) => {
    expect(encodingOf(label)).toBe(encoding);
  });

  it.each(["", "utf-7", "iso-2022-cn", "ebcdic-us", "__proto__", "none"])("%p is not understood", (label) => {
    expect(encodingOf(label)).toBeUndefined();
  });
});
