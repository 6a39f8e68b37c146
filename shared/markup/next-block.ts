import type { CleanElement } from "./clean-tree.ts";

const pageClass = "k-break";
const gapClass = "k-gap";
/** Blocks of text that stand apart where the source leaves space; others have space of their own. */
const apart = new Set(["p", "div"]);

/** What the source asks of the block that comes next: that a page begins with it, or that it stands apart. */
export interface NextBlock {
  readonly beginPage: () => void;
  readonly standApart: () => void;
  /** What comes next has space of its own. */
  readonly closeUp: () => void;
  /** A block that is given up leaves to the next one what was asked of it, and that it left space itself. */
  readonly takeOver: (block: CleanElement, leftSpace: boolean) => void;
  /** A block of text is here, in nothing else where it is `outermost`. */
  readonly meetText: (block: Pick<CleanElement, "name" | "attributes">, isOutermost: boolean) => void;
  /** A block of blocks is here: a page begins with it unless it lies in another one. */
  readonly meetContainer: (block: Pick<CleanElement, "attributes">, isOutermost: boolean) => void;
}

export function expectBlock(): NextBlock {
  let beginsPage = false;
  let standsApart = false;
  const closeUp = () => void (standsApart = false);
  return {
    beginPage: () => void (beginsPage = true),
    standApart: () => void (standsApart = true),
    closeUp,
    takeOver({ name, attributes }, leftSpace) {
      const classes = attributes["class"] ?? "";
      beginsPage ||= classes.includes(pageClass);
      standsApart ||= classes.includes(gapClass) || (leftSpace && apart.has(name));
    },
    meetText(block, isOutermost) {
      if (beginsPage) addClass(block, pageClass);
      beginsPage = false;
      if (standsApart && isOutermost) setApart(block);
      closeUp();
    },
    meetContainer(block, isOutermost) {
      closeUp();
      if (!beginsPage || !isOutermost) return;
      addClass(block, pageClass);
      beginsPage = false;
    },
  };
}

/** Leaves space in front of a block that has none of its own. */
export function setApart(block: Pick<CleanElement, "name" | "attributes">): void {
  if (apart.has(block.name)) addClass(block, gapClass);
}

function addClass({ attributes }: Pick<CleanElement, "attributes">, name: string): void {
  const classes = attributes["class"]?.split(" ") ?? [];
  if (!classes.includes(name)) attributes["class"] = [...classes, name].join(" ");
}
