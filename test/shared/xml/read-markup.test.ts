import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { openArchive } from "../../../shared/archive/open-archive.ts";
import { parseXmlLeniently, xmlLimits } from "../../../shared/xml/parse-xml.ts";
import { MalformedMarkup, readMarkup } from "../../../shared/xml/read-markup.ts";
import type { XmlElement } from "../../../shared/xml/xml-element.ts";
import { corporaDir, corpusFiles, corpusName } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";
import { proofFiles } from "../../proof-sizes.ts";

/** An attribute in single quotes, which is read by the parser of all XML alone. */
const slowly = (xml: string) => xml.replace(/<([A-Za-z_][\w.:-]*)/, "<$1 read-slowly=''");

/** As the parser of all XML reads it; `undefined` where that refuses. */
function thoroughly(xml: string): XmlElement | undefined {
  try {
    return parseXmlLeniently(slowly(xml)).root;
  } catch {
    return undefined;
  }
}

function quickly(xml: string): XmlElement | undefined {
  try {
    return readMarkup(xml.replaceAll(/\r\n?/g, "\n"), xmlLimits);
  } catch (error) {
    if (error instanceof MalformedMarkup) return undefined;
    throw error;
  }
}

/** Texts beside each other are one: whether a comment lay between them is nobody's business. */
function shapeOf({ name, namespace, attributes, children }: XmlElement): unknown {
  const joined: unknown[] = [];
  for (const child of children) {
    const last = joined.at(-1);
    if (typeof child === "string" && typeof last === "string") joined[joined.length - 1] = last + child;
    else if (child !== "") joined.push(typeof child === "string" ? child : shapeOf(child));
  }
  return { name, namespace, attributes: [...attributes].filter(([key]) => key !== "read-slowly"), joined };
}

const signs = fc.constantFrom(
  ...'<a>|</a>|<b>|</b>|<b/>|<x:b xmlns:x="u"/>|<x:b/>|<b c="1"/>|<b c="1" c="2"/>|<b c=\'1\'/>|<b c="a\nb"/>|<b c="&lt;"/>|<b c="<"/>|<b xmlns="v">|<!-- c -->|<!--|-->|<?p i?>|<![CDATA[|]]>|&amp;|&#65;|&#x41;|&#128;|&#0;|&nbsp;|&|>|"|\'| |\n|word|\u00fc|\u{1f600}|<'.split(
    "|",
  ),
);
const soup = fc.array(signs, { maxLength: 12 }).map((all) => `<root>${all.join("")}</root>`);

describe("the quick reader of XML", () => {
  it("reads what it reads as the parser of all XML does, whatever it is", () => {
    let read = 0;
    fc.assert(
      fc.property(soup, (xml) => {
        const quick = quickly(xml);
        if (quick === undefined) return;
        read += 1;
        const thorough = thoroughly(xml);
        expect(thorough && shapeOf(thorough)).toEqual(shapeOf(quick));
      }),
      { numRuns: 4000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it.each([
    ["an attribute in single quotes", "<a b='c'/>"],
    ["CDATA", "<a><![CDATA[b]]></a>"],
    ["an entity that XML does not have", "<a>&nbsp;</a>"],
    ["a prefix that nothing binds", "<x:a/>"],
    ["an attribute twice", '<a b="c" b="d"/>'],
    ["a tag that is not closed", "<a><b></a>"],
    ["an element called __proto__", "<__proto__/>"],
    ["more than one element", "<a/><b/>"],
    ["too many levels", `${"<a>".repeat(300)}${"</a>".repeat(300)}`],
    ["too many attributes", `<a ${Array.from({ length: 300 }, (_, at) => `b${at}=""`).join(" ")}/>`],
  ])("leaves %s to the parser of all XML", (_, xml) => {
    expect(() => readMarkup(xml, xmlLimits)).toThrow(MalformedMarkup);
  });

  const itOver = itWhere(existsSync(corporaDir), "the quick reader over the XML of the corpora", "no corpora");
  itOver("reads most of the XML in the books of the corpora, and reads it alike", async () => {
    let [read, left] = [0, 0];
    const compare = (xml: string, name: string) => {
      const quick = quickly(xml);
      if (quick === undefined) left += 1;
      else {
        read += 1;
        const thorough = thoroughly(xml);
        expect([name, thorough && shapeOf(thorough)]).toEqual([name, shapeOf(quick)]);
      }
    };
    for (const path of proofFiles(corpusFiles("books/docx", "books/odt", "books/fb2", "books/epub-tests"))) {
      if (path.endsWith(".fb2")) compare(readFileSync(path, "utf8"), corpusName(path));
      if (!/\.(?:docx|odt|epub)$/.test(path)) continue;
      const archive = await openArchive(path).catch(() => undefined);
      for (const name of archive?.entries.keys() ?? []) {
        if (!/\.(?:xml|opf|ncx|rels)$/.test(name)) continue;
        const bytes = await archive?.read(name).catch(() => undefined);
        if (bytes !== undefined && bytes.length < 2_000_000)
          compare(Buffer.from(bytes).toString("utf8"), `${corpusName(path)} ${name}`);
      }
      await archive?.close();
    }
    process.stderr.write(`XML: ${read} documents read quickly, ${left} left to the parser of all XML\n`);
    expect(read).toBeGreaterThan(left);
  });
});
