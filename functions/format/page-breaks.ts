/** Where a page begins, in the line or between two blocks. */
export const pageBreak = '<br style="page-break-before:always">';

/** What stands around a break and says nothing: tags, without pictures, and spaces. */
const nothing = String.raw`(?:\s|<(?!img|hr|math)[^>]*>)*`;
const first = new RegExp(`^(${nothing}?)${pageBreak}`);
const last = new RegExp(`${pageBreak}(${nothing})$`);

/** Parts the content of a paragraph from the breaks that it begins and ends with: those are for the paragraph to say. */
export function takePageBreaks(written: string): {
  readonly content: string;
  readonly breaksBefore: boolean;
  readonly breaksAfter: boolean;
} {
  if (!written.includes(pageBreak)) return { content: written, breaksBefore: false, breaksAfter: false };
  const begun = written.replace(first, "$1");
  const content = begun.replace(last, "$1");
  return { content, breaksBefore: begun !== written, breaksAfter: content !== begun };
}
