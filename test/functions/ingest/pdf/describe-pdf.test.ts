import { deflateSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { describePdf } from "../../../../functions/ingest/pdf/describe-pdf.ts";
import { verdictOf } from "../../../verdict.ts";
import { encryptions } from "./encryptions.ts";
import { compressedPdfOf, pdfOf } from "./pdf-writer.ts";

const describeBytes = (pdf: Buffer) =>
  describePdf(
    (position, length) => Promise.resolve(pdf.subarray(Math.max(0, position), Math.max(0, position) + length)),
    pdf.length,
    Math.max(0, pdf.subarray(0, 1024).indexOf("%PDF-")),
  );
const catalog = "<</Type/Catalog/Pages 3 0 R>>";
const titled = (title: string, rest = "") => pdfOf([catalog, `<</Title ${title}${rest}>>`], "/Info 2 0 R");
const titleOf = async (title: string) => (await describeBytes(titled(title))).title;

const locked = (dictionary: string) => verdictOf(() => describeBytes(pdfOf([catalog, dictionary], "/Encrypt 2 0 R")));

describe("describePdf", () => {
  it("reads title, authors and language", async () => {
    const pdf = pdfOf(
      ["<</Type/Catalog/Lang(de-CH)>>", "<</Title(A Title)/Author(One Author; Other Author)>>"],
      "/Info 2 0 R",
    );
    expect(await describeBytes(pdf)).toEqual({
      title: "A Title",
      authors: ["One Author", "Other Author"],
      language: "de-CH",
    });
  });

  it("reads strings however they are written", async () => {
    expect(await titleOf("(nested (brackets) \\(and\\) \\101\\\n\\r\\n!)")).toBe("nested (brackets) (and) A !");
    expect(await titleOf("<48656C6C6F2>")).toBe("Hello");
    expect(await titleOf("<FEFF 0416 0438 0437 043D 044C>")).toBe("Жизнь");
    expect(await titleOf("<FEFF 001b 6465 001b 0053 0074>")).toBe("St");
    expect(await titleOf("<EFBBBFC3A9>")).toBe("é");
    expect(await titleOf("(\\205 \\240 \\222 \\351)")).toBe("– € ™ é");
  });

  it("takes what word processors put there by themselves for no title", async () => {
    expect(await titleOf("(Microsoft Word - My thesis.docx)")).toBe("My thesis");
    for (const title of ["(untitled)", "(paper.dvi)", "()", "3 0 R", "null"]) expect(await titleOf(title)).toBe("");
  });

  it("reads XMP where the information dictionary says nothing", async () => {
    const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">From XMP</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>A</rdf:li><rdf:li>B</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
    const pdf = pdfOf(
      [
        "<</Type/Catalog/Metadata 2 0 R>>",
        `<</Type/Metadata/Length 3 0 R>>\nstream\n${xmp}\nendstream`,
        String(xmp.length),
      ],
      "",
    );
    expect(await describeBytes(pdf)).toEqual({ title: "From XMP", authors: ["A", "B"], language: "" });
  });

  it.each([
    ["plain", (rows: readonly (readonly number[])[]) => ({ bytes: Buffer.from(rows.flat()), parameters: "" })],
    [
      "predicted",
      (rows: readonly (readonly number[])[]) => ({
        bytes: Buffer.from(
          rows.flatMap((row, at) => [2, ...row.map((byte, column) => (byte - (rows[at - 1]?.[column] ?? 0)) & 255)]),
        ),
        parameters: "/DecodeParms<</Predictor 12/Columns 4>>",
      }),
    ],
  ])("follows streams of cross-references and of objects (%s)", async (_, predict) => {
    const pdf = compressedPdfOf(catalog, "<</Title(Compressed)>>", deflateSync, predict);
    expect((await describeBytes(pdf)).title).toBe("Compressed");
  });

  it("finds objects where something stands in front of the header, whichever way offsets are counted", async () => {
    for (const from of ["header", "file"] as const) {
      const pdf = pdfOf([catalog, "<</Title(Behind)>>"], "/Info 2 0 R", { header: "Something in front\n", from });
      expect((await describeBytes(pdf)).title).toBe("Behind");
    }
  });

  it("takes the newest of several revisions", async () => {
    const first = titled("(Old)").toString("latin1");
    const prev = /startxref\n(\d+)/u.exec(first)?.[1];
    const at = first.length;
    const second = `${first}2 0 obj\n<</Title(New)>>\nendobj\n`;
    const update = `xref\n2 1\n${String(at).padStart(10, "0")} 00000 n \ntrailer\n<</Root 1 0 R/Info 2 0 R/Prev ${prev}>>\nstartxref\n${second.length}\n%%EOF`;
    expect((await describeBytes(Buffer.from(second + update, "latin1"))).title).toBe("New");
  });

  it.each(encryptions)("knows whether a lock of $algorithm has a key ($needsPassword)", async (encryption) => {
    const { dictionary, id, needsPassword } = encryption;
    const pdf = pdfOf([catalog, "<</Title(\\001\\002)>>", dictionary], `/Info 2 0 R/Encrypt 3 0 R/ID[${id}${id}]`);
    const verdict = await verdictOf(() => describeBytes(pdf));
    expect(verdict).toBe(needsPassword ? "book/protected-pdf" : "accepted");
    // What it says is encrypted as well: its file name is its title.
    if (!needsPassword) expect(await describeBytes(pdf)).toEqual({});
  });

  it("refuses a shop's protection, and a lock of a kind that is not known", async () => {
    expect(await locked("<</Filter/EBX_HANDLER/V 4>>")).toBe("book/protected");
    expect(await locked("<</Filter/Standard/R 99/V 9>>")).toBe("book/protected-pdf");
    expect(await locked("42")).toBe("book/protected-pdf");
  });

  it("refuses a file that was cut off, and passes one whose table is only wrong", async () => {
    const whole = titled("(A Title)");
    expect(await verdictOf(() => describeBytes(whole.subarray(0, whole.length - 40)))).toBe("book/damaged-pdf");
    const wrong = Buffer.from(whole.toString("latin1").replace(/startxref\n\d+/u, "startxref\n5"), "latin1");
    expect(await describeBytes(wrong)).toEqual({});
  });

  it("comes to a verdict whatever is changed, in time that does not grow with what the file claims", async () => {
    const sources = [
      titled("(A Title)", "/Author(Me)"),
      compressedPdfOf(catalog, "<</Title(C)>>", deflateSync, (rows) => ({
        bytes: Buffer.from(rows.flat()),
        parameters: "",
      })),
      pdfOf([catalog, "<<>>", encryptions[2]?.dictionary ?? ""], "/Encrypt 3 0 R/ID[<00><00>]"),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sources),
        fc.array(fc.tuple(fc.nat(2000), fc.oneof(fc.nat(255), fc.constantFrom(0x3c, 0x5b, 0x28, 0x39, 0x2f))), {
          maxLength: 12,
        }),
        async (source, changes) => {
          const pdf = Buffer.from(source);
          for (const [at, byte] of changes) pdf[at % pdf.length] = byte;
          expect(["accepted", "book/damaged-pdf", "book/protected-pdf", "book/protected"]).toContain(
            await verdictOf(() => describeBytes(pdf)),
          );
        },
      ),
      { numRuns: 400 },
    );
    expect((await describeBytes(titled("[".repeat(100_000)))).title).toBe("");
    const circle = titled("(T)").toString("latin1").replace("/Info", "/Prev 0/Info");
    expect(await verdictOf(() => describeBytes(Buffer.from(circle, "latin1")))).toBe("accepted");
  });
});
