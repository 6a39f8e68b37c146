import { Rejected } from "../../events/rejected.ts";
import { decodeXml } from "./decode-xml.ts";
import { mendMarkup, wellKnownNamespaces } from "./mend-xml.ts";
import type { RecoveredElement, RecoverOptions } from "./open-elements.ts";
import { ownEntities, withEntities } from "./own-entities.ts";
import { type MendedXml, malformed, parseXmlLeniently, tooComplex, type XmlLimits, xmlLimits } from "./parse-xml.ts";
import { recoverXml } from "./recover-xml.ts";
import { damages, recoveredDepthMax, tagAttributesMax } from "./xml-damages.ts";
import type { XmlElement } from "./xml-element.ts";
import { bodyOfXml, isCutMark, refuseDeclarations, withoutDoctype } from "./xml-prologue.ts";

/** A document of which at least a part was read. */
export interface DamagedXml extends MendedXml {
  /** It is not well-formed: what is where in it was guessed at. */
  readonly isGuessed: boolean;
  /** It ends in the middle: nobody knows how much is missing. That is told here alone, not in `mended`. */
  readonly isCut: boolean;
}

export interface DamagedXmlOptions extends RecoverOptions {
  /** `passed over` where people write such documents by hand: of what it declares, short plain texts alone mean anything. */
  readonly ownDoctype?: "refused" | "passed over";
}

/**
 * Reads XML that people have: leniently, and where that fails because the document is not well-formed, by guessing at what is
 * not closed, crossed, or cut off (`recoverXml`). Elements beside the one that a document should be are put at its end, and
 * text as well where it ended too early. Within the same limits, and as deaf to declarations: they are refused, not guessed at, unless
 * the DOCTYPE is to be passed over.
 * @throws Rejected as `parseXml`; `xml/malformed` where there is no element
 */
export function parseDamagedXml(
  source: Uint8Array | string,
  limits: XmlLimits = xmlLimits,
  options: DamagedXmlOptions = {},
): DamagedXml {
  try {
    return { ...parseXmlLeniently(source, limits), isGuessed: false, isCut: false };
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    if (error.code === "xml/declarations" && options.ownDoctype === "passed over") {
      return parseWithoutDoctype(source, limits, options) ?? rethrow(error);
    }
    if (error.code !== "xml/malformed") throw error;
    return recovered(source, { ...options, namespaces: wellKnownNamespaces });
  }
}

/** `undefined` where no DOCTYPE in front of the document is what it is refused for. */
function parseWithoutDoctype(
  source: Uint8Array | string,
  limits: XmlLimits,
  options: RecoverOptions,
): DamagedXml | undefined {
  const decoded = typeof source === "string" ? { text: source } : decodeXml(source, "lenient");
  const found = withoutDoctype(decoded.text);
  if (found === undefined) return undefined;
  const text = withEntities(found.text, ownEntities(found.subset));
  const document = parseDamagedXml(text, limits, { ...options, ownDoctype: "refused" });
  const mended = decoded.mended === undefined ? [] : [decoded.mended];
  return { ...document, mended: [...mended, "a DOCTYPE of its own, which is not looked at", ...document.mended] };
}

function rethrow(error: Rejected): never {
  throw error;
}

function recovered(source: Uint8Array | string, options: RecoverOptions): DamagedXml {
  const mended = new Set<string>();
  const decoded = typeof source === "string" ? { text: source } : decodeXml(source, "lenient");
  if (decoded.mended) mended.add(decoded.mended);
  const body = withoutOpenCdata(withoutCutTag(bodyOfXml(decoded.text, "lenient")), mended);
  refuseDeclarations(body, "damaged");
  const { roots, fallenOut, damage } = recoverXml(mendMarkup(body, mended), options);
  if (damage.has(damages.levels)) throw tooComplex("levels", recoveredDepthMax);
  if (damage.has(damages.attributes)) throw tooComplex("attributes", tagAttributesMax);
  const [root, ...others] = roots;
  if (root === undefined) throw malformed("no element");
  for (const found of damage) if (found !== damages.cut) mended.add(inWords.get(found) ?? found);
  return {
    root: rootWith(root, fallenOut.length > 0 ? fallenOut : others),
    mended: [...mended],
    isGuessed: true,
    isCut: damage.has(damages.cut),
  };
}

/** As what a document "has". */
const inWords: ReadonlyMap<string, string> = new Map([
  [damages.text, "text outside of its outermost element"],
  [damages.elements, "more than one outermost element"],
]);

/** A tag or a mark that the end of the document has cut in two is none of its words. */
function withoutCutTag(body: string): string {
  const start = body.lastIndexOf("<");
  if (start < 0) return body;
  const end = body.slice(start, start + cutTagCharactersMax);
  return cutTag.test(end) || isCutMark(body, start) ? body.slice(0, start) : body;
}

const cutTag = /^<(?:\/?(?:[a-z][^<>]*)?|\?[^<>]*)$/iu;
const cutTagCharactersMax = 2000;
const cdataMark = "<![CDATA[";

/** Nobody knows where a section was meant to end that does not: what follows its mark is read as all the rest is. */
function withoutOpenCdata(body: string, mended: Set<string>): string {
  const open = body.indexOf(cdataMark, body.lastIndexOf("]]>") + 1);
  if (open < 0) return body;
  mended.add(damages.cdata);
  return body.slice(0, open) + body.slice(open).replaceAll(cdataMark, "");
}

function rootWith(root: RecoveredElement, others: readonly (RecoveredElement | string)[]): XmlElement {
  return others.length === 0 ? root : { ...root, children: [...root.children, ...others] };
}
