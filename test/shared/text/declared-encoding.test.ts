import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, it } from "@jest/globals";
import { declaredEncoding } from "../../../shared/text/declared-encoding.ts";
import { decodeText } from "../../../shared/text/decode-text.ts";
import { encodingOf } from "../../../shared/text/encoding-labels.ts";
import { corpusFiles } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";

const files = corpusFiles("feeds/charset").filter((path) => path.endsWith(".dat") && !path.includes("scripted"));

interface Case {
  readonly data: Buffer;
  readonly encoding: string;
}

/** `#data`, bytes, `#encoding`, a label. */
function casesIn(path: string): readonly Case[] {
  const text = readFileSync(path).toString("latin1");
  return text
    .split(/(?:^|\n)#data\n/u)
    .slice(1)
    .map((part) => {
      const [data = "", encoding = ""] = part.split(/\n#encoding\n/u);
      return { data: Buffer.from(data, "latin1"), encoding: encoding.trim() };
    });
}

/** A mark says more than a declaration, and the standard's answer to silence is windows-1252. */
function encodingSaid(data: Buffer): string {
  if (data.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf))) return decodeText(data, { markup: true }).encoding;
  return declaredEncoding(data) ?? "windows-1252";
}

itWhere(
  files.length > 0,
  "the prescan of the HTML standard",
  "no corpora",
)("finds the declaration that the HTML standard's own cases say a page makes", () => {
  const cases = files.flatMap((path) => casesIn(path).map((one) => ({ ...one, from: basename(path) })));
  const wrong = cases.filter(({ data, encoding }) => encodingSaid(data) !== encodingOf(encoding));
  process.stderr.write(`prescan: ${cases.length - wrong.length} of ${cases.length} cases right\n`);
  expect(
    wrong.map(
      ({ data, encoding, from }) =>
        `${from} ${encoding} ${declaredEncoding(data)}: ${data.toString("latin1").slice(0, 300)}`,
    ),
  ).toEqual([]);
});

it.each([
  ['<?xml version="1.0" encoding="windows-1251"?>', "windows-1251"],
  ["<?xml version='1.0' encoding='UTF-16'?>", "utf-8"],
  ['<?xml version="1.0"?>', undefined],
  ['<!-- <meta charset="koi8-r"> --><meta charset="utf-8">', "utf-8"],
  ['<meta charset="no-such-thing"><meta charset="big5">', "big5"],
  ['<p title="<meta charset=koi8-r>"><meta charset="utf-8">', "utf-8"],
])("%s declares %s", (head, encoding) => {
  expect(declaredEncoding(Buffer.from(head))).toBe(encoding);
});
