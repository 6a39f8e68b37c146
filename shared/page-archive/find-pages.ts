import { isLitter } from "../archive/litter.ts";
import { inNaturalOrder } from "../natural-order.ts";

const htmlName = /\.(?:html?|xhtml?|shtml)$/iu;
const markdownName = /\.(?:md|markdown|mdown|mkdn?|mdwn|mdtxt)$/iu;
/** What sites and folders of texts begin with, in one language or in several. */
const indexName = /(?:^|\/)(?:index|default|readme|summary)(?:\.[a-z]{2,3}(?:[-_][a-z]{2,4})?)?\.[^./]+$/iu;

/** Where browsers put what a saved page is made of: frames of advertisers among it. */
const savedParts = /(?:^|\/)[^/]+(?:_files|\.files)\//u;

/** The pages of an archive that is a site, or a book in several files. */
export interface FoundPages {
  /** In natural order, `first` in front. */
  readonly names: readonly string[];
  /** The page that the others belong to, where there is one: the index nearest to the root, or the only page. */
  readonly first: string | undefined;
}

export function pageKindOf(name: string): "html" | "markdown" | undefined {
  return htmlName.test(name) ? "html" : markdownName.test(name) ? "markdown" : undefined;
}

/** Finds the pages among the files of an archive, by their names. */
export function findPages(entryNames: Iterable<string>): FoundPages {
  const all = [...entryNames].filter((name) => !isLitter(name) && pageKindOf(name) !== undefined).sort(inNaturalOrder);
  const whole = all.filter((name) => !savedParts.test(name));
  const names = whole.length > 0 ? whole : all;
  const indexes = names.filter((name) => indexName.test(name)).sort((one, other) => depthOf(one) - depthOf(other));
  const first = names.length === 1 ? names[0] : indexes[0];
  return first === undefined ? { names, first } : { names: [first, ...names.filter((name) => name !== first)], first };
}

function depthOf(name: string): number {
  return name.split("/").length;
}
