/** Cells and rows may be said to repeat thousands of times, of which a reader gets these. */
const copiesMax = 50;
/** Of the markup of a document, what may be there because something is said to repeat: tables lie in tables. */
const repeatedCharactersMax = 1024 * 1024;

/** Answers how often something is written that is said to repeat; once at least, however much there has been. */
export function repeatedCopies(): (html: string, wanted: number) => number {
  let charactersLeft = repeatedCharactersMax;
  return (html, wanted) => {
    const room = 1 + Math.floor(charactersLeft / Math.max(html.length, 1));
    const copies = Math.max(Math.min(Math.floor(wanted) || 1, copiesMax, room), 1);
    charactersLeft -= (copies - 1) * html.length;
    return copies;
  };
}
