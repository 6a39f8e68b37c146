import type { RecoverOptions } from "../xml/open-elements.ts";

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/u));

/**
 * Where the end tags are missing in the text of a Word document: which elements hold no others, and which end one another.
 * Other programs choose other prefixes than `w`: there a paragraph that does not end has taken in the next one.
 */
const wordTags: RecoverOptions = {
  neverWithinItself: words(
    "w:p w:r w:tr w:tc w:tbl w:pPr w:rPr w:style w:footnote w:endnote w:body w:abstractNum w:num",
  ),
  beginsAnew: words("txbxContent tc rt rubyBase pPrChange rPrChange"),
  holdNoElements: words(`
    t delText instrText delInstrText tab br cr noBreakHyphen softHyphen sym footnoteReference endnoteReference
    footnoteRef endnoteRef annotationRef separator continuationSeparator lastRenderedPageBreak bookmarkStart bookmarkEnd
    proofErr permStart permEnd commentRangeStart commentRangeEnd commentReference ptab pStyle rStyle tblStyle basedOn next
    link name b bCs i iCs u strike dstrike caps smallCaps vanish vertAlign sz szCs color highlight lang jc spacing ind rFonts
    keepNext keepLines pageBreakBefore widowControl outlineLvl ilvl numId numFmt lvlText lvlJc start abstractNumId
    gridCol gridSpan vMerge tcW tblW tblHeader bidi rtl pgSz pgMar cols docGrid headerReference footerReference
    Relationship`),
};

/** Of what a document says about itself. */
const propertyTags: RecoverOptions = {
  holdNoElements: words(`
    title creator subject description keywords lastModifiedBy created modified language category
    keyword initial-creator creation-date date`),
};

/** The same of an OpenDocument, and of the objects within one, whose prefixes all programs write alike. */
export const openDocumentTags: RecoverOptions = {
  neverWithinItself: words(`
    text:p text:h text:note text:note-body text:changed-region table:table-row table:table-cell table:covered-table-cell
    style:style office:body office:text office:automatic-styles`),
  beginsAnew: words(`
    note-body annotation text-box table-cell covered-table-cell deletion object frame g image custom-shape rect ellipse circle
    line polyline polygon path connector caption measure regular-polygon`),
  holdNoElements: words(`
    tab s line-break soft-page-break bookmark bookmark-start bookmark-end reference-mark reference-mark-start
    reference-mark-end note-citation change change-start change-end annotation-end sequence-decl font-face table-column
    text-properties binary-data creator date`),
};

/** What is known of the tags of a part. Charts and drawings are other languages, which use the same names for other things. */
export function tagsOfPart(name: string): RecoverOptions {
  if (/^docProps\/|^meta\.xml$/iu.test(name)) return propertyTags;
  if (/(?:^|\/)content\.xml$|^styles\.xml$/u.test(name)) return openDocumentTags;
  return /(?:^|\/)(?:charts|diagrams|drawings)\//u.test(name) ? {} : wordTags;
}
