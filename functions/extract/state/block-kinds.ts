import { anyOf, type StateThing, wordsOf } from "./state-value.ts";

/** What a block says it is, in the data of the editors and content systems that write them. */
const kindKeys =
  "type _type nodeType __typename element is blockType blockName kind style tag tagName component name".split(" ");
/** The words of all that a block says it is, with blanks between and around them. */
export function kindOf(thing: StateThing): string {
  const words = kindKeys.map((key) => (typeof thing[key] === "string" ? wordsOf(thing[key]) : " "));
  return ` ${words.join(" ").replaceAll(/\s+/g, " ").trim()} `;
}

export const isHeading = anyOf(
  "heading heading1 heading2 heading3 heading4 heading5 heading6 headline header subheading subhead crosshead h1 h2 h3 h4 h5 h6 header_one header_two header_three header_four",
);
export const isQuote = anyOf("quote blockquote bq pq block_quote pullquote");
export const isList = anyOf("list ul ol bulletlist orderedlist unorderedlist bulletedlist numberedlist");
export const isOrdered = anyOf("ol ordered orderedlist number numbered numberedlist");
export const isEntry = anyOf("list_item listitem li uli oli list_element");
export const isCode = anyOf("code pre codeblock preformatted");
export const isPicture = anyOf("image img photo picture figure");
export const isParagraph = anyOf("paragraph p text unstyled normal markup block richtext rich_text wysiwyg html body");
export const isInline = anyOf(
  "span text_inline inline hyperlink link anchor a strong em bold italic b i u code_inline",
);
/** What stands between the paragraphs of an article and is none of it. */
export const isForeign = anyOf(
  "ad ads advert advertisement advertising newsletter related recommended recirc recirculation promo promotion share sharing social comment comments " +
    "signup subscribe subscription poll quiz script style iframe embed video audio player podcast cookie consent cta button form navigation nav menu byline author footer teaser card stocks",
);
export const isLink = anyOf("link hyperlink anchor a autolink");
