import { existsSync, readFileSync } from "node:fs";
import { describe, expect } from "@jest/globals";
import { parseDamagedXml } from "../../../shared/xml/parse-damaged-xml.ts";
import { parseXml, parseXmlLeniently } from "../../../shared/xml/parse-xml.ts";
import { textOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { corporaDir, corpusFiles } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";
import { verdictOf } from "../../verdict.ts";
import { verdictsOn } from "../../verdict-table.ts";

/** What each generated attack must come to; the others must come to any verdict, and let nothing in. */
const musts = new Map([
  ["quadratic-200k-x-50k.xml", "xml/declarations"],
  ["deep-200000.xml", "xml/too-complex"],
  ["attrs-50000.xml", "xml/too-complex"],
  ["xxe-utf16le-bom.xml", "xml/declarations"],
  ["xxe-utf16be.xml", "xml/declarations"],
  ["xxe-utf7.xml", "xml/unsupported-encoding"],
  ["xxe-utf32.xml", "xml/unsupported-encoding"],
  ["doctype-after-1MB-comment.xml", "xml/declarations"],
  ["param-entity-oob.xml", "xml/declarations"],
  ["cdata-unclosed.xml", "xml/malformed"],
  ["lt-flood.xml", "xml/malformed"],
]);

const expected = (name: string) => musts.get(name.split("/").at(-1) ?? "");
const nothingComesIn = (root: XmlElement) => expect(textOf(root)).not.toMatch(/root:|\/bin\/|daemon/u);

const damaged = (path: string) => nothingComesIn(parseDamagedXml(readFileSync(path)).root);

const itOver = itWhere(existsSync(corporaDir), "the XML attacks of the corpora", "no corpora");

describe("the XML attacks of the corpora", () => {
  itOver("come to a verdict, and nothing of another file comes in", async () => {
    const files = corpusFiles("hostile/xml-attacks").filter((path) => !/\.(?:jsonl|gz|dict)$/u.test(path));
    const verdicts = [
      ...(await verdictsOn("XML, strictly", files, (path) => nothingComesIn(parseXml(readFileSync(path))))),
      ...(await verdictsOn("XML, leniently", files, (path) =>
        nothingComesIn(parseXmlLeniently(readFileSync(path)).root),
      )),
    ];
    // A section that does not end hides nothing from who reads on as if it had not begun.
    const recovered = await verdictsOn("XML, damaged", files, damaged);
    verdicts.push(...recovered.filter(([name]) => !name.endsWith("cdata-unclosed.xml")));
    expect(verdicts.filter(([name, verdict]) => (expected(name) ?? verdict) !== verdict)).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(0);
  });

  // How many there are depends on the collection: none is fine, and said.
  itOver("come to a verdict, whatever a fuzzer has made of them", async () => {
    const fuzzed = corpusFiles("hostile/xml-attacks").filter((path) => path.endsWith(".jsonl"));
    const lines = fuzzed.flatMap((path) => readFileSync(path, "utf8").split("\n")).filter((line) => line !== "");
    for (const line of lines) {
      const { b } = JSON.parse(line) as { b: string };
      for (const parse of [parseXmlLeniently, parseDamagedXml]) {
        expect(await verdictOf(() => parse(Buffer.from(b, "base64")))).toMatch(/^accepted$|^xml\//u);
      }
    }
    process.stderr.write(`XML: ${lines.length} fuzzed files\n`);
  });
});
