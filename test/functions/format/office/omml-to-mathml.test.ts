import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";
import { ommlToMathml } from "../../../../functions/format/docx/omml-to-mathml.ts";
import { mathLine } from "../../../../functions/format/math/math-line.ts";
import { formulaWriter, mathElementsMax, mathMarkup } from "../../../../functions/format/math/math-markup.ts";
import { cleanMath } from "../../../../shared/markup/clean-math.ts";
import type { CleanNode } from "../../../../shared/markup/clean-tree.ts";
import { parseXml } from "../../../../shared/xml/parse-xml.ts";
import { textOf } from "../../../../shared/xml/xml-element.ts";

const math = "http://schemas.openxmlformats.org/officeDocument/2006/math";
const word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const formula = (omml: string) =>
  ommlToMathml(parseXml(`<m:oMath xmlns:m="${math}" xmlns:w="${word}">${omml}</m:oMath>`));
const mathmlOf = (omml: string) =>
  mathMarkup(formula(omml), "inline").replace(/^<math alttext="[^"]*">(.*)<\/math>$/u, "$1");
const r = (text: string, properties = "") =>
  `<m:r>${properties === "" ? "" : `<m:rPr>${properties}</m:rPr>`}<m:t xml:space="preserve">${text}</m:t></m:r>`;
const e = (content: string, name = "e") => `<m:${name}>${content}</m:${name}>`;

const cleanOf = (mathml: string) => {
  const { childNodes } = parseFragment(mathml);
  const [root] = childNodes as DefaultTreeAdapterTypes.Element[];
  return root && cleanMath(root);
};

describe("letters of a formula", () => {
  it.each([
    ["double-struck", "ARz19", "𝔸ℝ𝕫𝟙𝟡"],
    ["script", "ABe", "𝒜ℬℯ"],
    ["fraktur", "ACz", "𝔄ℭ𝔷"],
    ["bold", "Az0ΑΣω∂", "𝐀𝐳𝟎𝚨𝚺𝛚𝛛"],
    ["bold-italic", "Azα", "𝑨𝒛𝜶"],
    ["sans-serif", "Aα1", "𝖠α𝟣"],
    ["monospace", "Az9", "𝙰𝚣𝟿"],
  ])("in %s are letters of their own", (variant, text, letters) => {
    const clean = cleanOf(`<math><mi mathvariant="${variant}">${text}</mi></math>`);
    expect(clean).toMatchObject({
      attributes: { alttext: letters },
      children: [{ name: "mi", attributes: {}, children: [letters] }],
    });
    // As Unicode itself says what they stand for.
    expect(letters.normalize("NFKC")).toBe(text);
  });

  it("are so in the line of a formula of Word, too", () => {
    expect(mathLine(formula(r("R", '<m:scr m:val="double-struck"/><m:sty m:val="p"/>')))).toBe("ℝ");
  });

  it("keep the words of the text, and what is upright", () => {
    expect(cleanOf('<math><mtext mathvariant="bold">if</mtext><mi mathvariant="normal">d</mi></math>')).toMatchObject({
      children: [{ children: ["if"] }, { attributes: { mathvariant: "normal" }, children: ["d"] }],
    });
  });
});

describe("a formula of Word becomes MathML:", () => {
  it.each<[string, string, string]>([
    ["letters, numbers and signs", r("2x+1.5=y"), "<mn>2</mn><mi>x</mi><mo>+</mo><mn>1.5</mn><mo>=</mo><mi>y</mi>"],
    [
      "upright words",
      r("sin", '<m:sty m:val="p"/>') + r("d", '<m:sty m:val="p"/>'),
      '<mi>sin</mi><mi mathvariant="normal">d</mi>',
    ],
    [
      "bold and other alphabets",
      r("v", '<m:sty m:val="b"/>') + r("R", '<m:scr m:val="double-struck"/>'),
      '<mi mathvariant="bold">v</mi><mi mathvariant="double-struck">R</mi>',
    ],
    [
      "words of the text",
      r(" if ", "<m:nor/>"),
      '<mspace width="0.3em"></mspace><mtext>if</mtext><mspace width="0.3em"></mspace>',
    ],
    ["words of scripts that join", r("جذر"), "<mi>جذر</mi>"],
    ["a fraction", `<m:f>${e(r("a"), "num")}${e(r("b"), "den")}</m:f>`, "<mfrac><mi>a</mi><mi>b</mi></mfrac>"],
    [
      "a binomial, which has no bar",
      `<m:f><m:fPr><m:type m:val="noBar"/></m:fPr>${e(r("n"), "num")}${e(r("k"), "den")}</m:f>`,
      '<mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac>',
    ],
    [
      "a fraction in the line",
      `<m:f><m:fPr><m:type m:val="lin"/></m:fPr>${e(r("a"), "num")}${e(r("b"), "den")}</m:f>`,
      "<mrow><mi>a</mi><mo>/</mo><mi>b</mi></mrow>",
    ],
    [
      "both scripts",
      `<m:sSubSup>${e(r("x"))}${e(r("i"), "sub")}${e(r("2"), "sup")}</m:sSubSup>`,
      "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>",
    ],
    [
      "scripts in front",
      `<m:sPre>${e(r("6"), "sub")}${e(r("14"), "sup")}${e(r("C", '<m:sty m:val="p"/>'))}</m:sPre>`,
      '<msubsup><mrow></mrow><mn>6</mn><mn>14</mn></msubsup><mi mathvariant="normal">C</mi>',
    ],
    [
      "a square root",
      `<m:rad><m:radPr><m:degHide/></m:radPr><m:deg/>${e(r("x"))}</m:rad>`,
      "<msqrt><mi>x</mi></msqrt>",
    ],
    ["a cube root", `<m:rad>${e(r("3"), "deg")}${e(r("x"))}</m:rad>`, "<mroot><mi>x</mi><mn>3</mn></mroot>"],
    [
      "a sum, with its limits below and above",
      `<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>${e(r("i"), "sub")}${e(r("n"), "sup")}${e(r("i"))}</m:nary>`,
      "<mrow><munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><mi>i</mi></mrow>",
    ],
    [
      "an integral, with one beside it",
      `<m:nary>${e(r("C"), "sub")}<m:sup/>${e(r("f"))}</m:nary>`,
      "<mrow><msub><mo>∫</mo><mi>C</mi></msub><mi>f</mi></mrow>",
    ],
    [
      "brackets of any kind",
      `<m:d><m:dPr><m:begChr m:val="["/><m:sepChr m:val=";"/><m:endChr m:val=""/></m:dPr>${e(r("a"))}${e(r("b"))}</m:d>`,
      '<mrow><mo fence="true" form="prefix" stretchy="true">[</mo><mi>a</mi><mo separator="true" stretchy="true">;</mo><mi>b</mi></mrow>',
    ],
    [
      "a function",
      `<m:func>${e(r("cos", '<m:sty m:val="p"/>'), "fName")}${e(r("x"))}</m:func>`,
      '<mrow><mi>cos</mi><mspace width="0.17em"></mspace><mi>x</mi></mrow>',
    ],
    [
      "a matrix",
      `<m:m>${e(e(r("a")) + e(r("b")), "mr")}</m:m>`,
      "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable>",
    ],
    [
      "equations that line up",
      `<m:eqArr>${e(r("x&amp;=1"))}</m:eqArr>`,
      "<mtable><mtr><mtd><mi>x</mi></mtd><mtd><mo>=</mo><mn>1</mn></mtd></mtr></mtable>",
    ],
    [
      "an accent",
      `<m:acc><m:accPr><m:chr m:val="&#x20d7;"/></m:accPr>${e(r("v"))}</m:acc>`,
      '<mover accent="true"><mi>v</mi><mo>→</mo></mover>',
    ],
    [
      "a bar above",
      `<m:bar><m:barPr><m:pos m:val="top"/></m:barPr>${e(r("z"))}</m:bar>`,
      '<mover accent="true"><mi>z</mi><mo stretchy="true">¯</mo></mover>',
    ],
    ["a brace below", `<m:groupChr>${e(r("n"))}</m:groupChr>`, '<munder><mi>n</mi><mo stretchy="true">⏟</mo></munder>'],
    [
      "a limit below",
      `<m:limLow>${e(r("lim", '<m:sty m:val="p"/>'))}${e(r("n"), "lim")}</m:limLow>`,
      "<munder><mi>lim</mi><mi>n</mi></munder>",
    ],
    ["a limit above", `<m:limUpp>${e(r("a"))}${e(r("n"), "lim")}</m:limUpp>`, "<mover><mi>a</mi><mi>n</mi></mover>"],
    [
      "a frame",
      `<m:borderBox><m:borderBoxPr><m:hideTop/><m:strikeH/></m:borderBoxPr>${e(r("a"))}</m:borderBox>`,
      '<menclose notation="bottom left right horizontalstrike"><mi>a</mi></menclose>',
    ],
    [
      "what only takes its place",
      `<m:phant><m:phantPr><m:show m:val="0"/></m:phantPr>${e(r("a"))}</m:phant>`,
      "<mphantom><mi>a</mi></mphantom>",
    ],
    ["a change that was tracked", `<w:del>${r("a")}</w:del><w:ins>${r("b")}</w:ins>`, "<mi>b</mi>"],
    ["what nobody knows", `<m:new><m:newPr/>${e(r("a"))}${e(r("b"))}</m:new>`, "<mrow><mi>a</mi><mi>b</mi></mrow>"],
  ])("%s", (_, omml, mathml) => expect(mathmlOf(omml)).toBe(mathml));

  it("says in one line what it shows, for readers that show no formulas", () => {
    const root = `<m:rad><m:deg/>${e(`<m:sSup>${e(r("b"))}${e(r("2"), "sup")}</m:sSup>${r("-4ac")}`)}</m:rad>`;
    expect(mathLine(formula(`${r("x=")}<m:f>${e(r("-b±") + root, "num")}${e(r("2a"), "den")}</m:f>`))).toBe(
      "x=(-b±√(b^2-4ac))/(2a)",
    );
  });

  it("is a line of text where it has more elements than a formula has", () => {
    const write = formulaWriter();
    expect(write(formula(r("1+".repeat(mathElementsMax))), "block")).toMatch(/^1\+1\+/u);
    expect(write(formula(r("1+1")), "block")).toContain('<math display="block"');
  });
});

interface Sample {
  readonly omml: string;
  /** Its letters in the order of MathML. */
  readonly words: string;
}

const { sample } = fc.letrec<{ sample: Sample }>((tie) => {
  const text = fc
    .tuple(
      fc.stringMatching(/^[a-zé1-9 <+漢ع]{0,6}$/u),
      fc.constantFrom("", "<m:nor/>", "<m:lit/>", '<m:sty m:val="p"/>', '<m:sty m:val="bi"/>'),
    )
    .map(([words, look]) => ({ omml: r(words.replaceAll("<", "&lt;"), look), words }));
  const rows = fc.array(tie("sample"), { maxLength: 3 });
  const joined = rows.map((all) => ({
    omml: all.map(({ omml }) => omml).join(""),
    words: all.map(({ words }) => words).join(""),
  }));
  const object = (name: string, ...parts: readonly string[]) =>
    fc.tuple(...parts.map(() => joined)).map((filled) => ({
      omml: `<m:${name}>${filled.map(({ omml }, at) => e(omml, parts[at])).join("")}</m:${name}>`,
      words: (name === "rad" ? filled.toReversed() : filled).map(({ words }) => words).join(""),
    }));
  return {
    sample: fc.oneof(
      { maxDepth: 60, depthIdentifier: "omml" },
      text,
      object("f", "num", "den"),
      object("sSub", "e", "sub"),
      object("sSup", "e", "sup"),
      object("sSubSup", "e", "sub", "sup"),
      object("sPre", "sub", "sup", "e"),
      object("rad", "deg", "e"),
      object("nary", "sub", "sup", "e"),
      object("d", "e", "e"),
      object("func", "fName", "e"),
      object("m", "mr"),
      object("mr", "e", "e"),
      object("f", "num", "unheardOf"),
      object("sSup", "e", "e", "sup"),
      object("eqArr", "e", "e"),
      object("acc", "e"),
      object("limLow", "e", "lim"),
      object("borderBox", "e"),
      object("box", "e"),
      object("unheardOf", "e", "other"),
    ) as fc.Arbitrary<Sample>,
  };
});

/** Letters and numbers: what is added between them are signs. */
/** A letter in another alphabet is that letter still. */
const lettersOf = (text: string) => text.normalize("NFKC").replaceAll(/[^\p{L}\p{N}]/gu, "");
const textIn = (node: CleanNode): string => (typeof node === "string" ? node : node.children.map(textIn).join(""));

it("is well-formed and holds all words in their order, whatever is put into what, and however deep", () => {
  const deep = fc.integer({ min: 0, max: 70 });
  fc.assert(
    fc.property(sample, deep, ({ omml, words }, levels) => {
      const nested = `${"<m:sSup><m:e>".repeat(levels)}${omml}${"</m:e><m:sup/></m:sSup>".repeat(levels)}`;
      const markup = mathMarkup(formula(nested), "block");
      expect(lettersOf(textOf(parseXml(markup)))).toBe(lettersOf(words));
      const [element] = parseFragment(markup).childNodes;
      const kept = cleanMath(element as DefaultTreeAdapterTypes.Element);
      expect(lettersOf(kept === undefined ? "" : textIn(kept))).toBe(lettersOf(words));
    }),
    { numRuns: 400 },
  );
});
