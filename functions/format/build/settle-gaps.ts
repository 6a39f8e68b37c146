import type { CleanElement } from "../../../shared/markup/clean-tree.ts";

/** Where more than this share of all paragraphs stand apart, that is how the text is set, and means nothing. */
const shareMax = 0.34;
const gap = "k-gap";

/**
 * Keeps the space between two paragraphs where it means something, as between two scenes, and takes it away where it
 * stands between most of them or beside something that has its own.
 */
export function settleGaps(blocks: readonly CleanElement[]): void {
  const follows = blocks.map((block, index) => isText(block) && isText(blocks[index - 1]));
  const pairs = follows.filter(Boolean).length;
  const apart = blocks.filter((block, index) => follows[index] && hasGap(block)).length;
  const isUsual = apart > pairs * shareMax;
  for (const [index, block] of blocks.entries()) {
    if (hasGap(block) && (isUsual || !follows[index])) dropGap(block);
  }
}

const isText = (block: CleanElement | undefined) => block?.name === "p" || block?.name === "div";
const hasGap = ({ attributes }: CleanElement) => attributes["class"]?.split(" ").includes(gap) === true;

function dropGap({ attributes }: CleanElement): void {
  const classes = attributes["class"]?.split(" ").filter((name) => name !== gap) ?? [];
  if (classes.length > 0) attributes["class"] = classes.join(" ");
  else delete attributes["class"];
}
