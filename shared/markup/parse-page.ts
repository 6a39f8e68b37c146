import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse, parseFragment, type TreeAdapter } from "parse5";

type Parent = DefaultTreeAdapterTypes.ParentNode;
type Child = DefaultTreeAdapterTypes.ChildNode;

/** Longer pages are cut: whatever comes after this, nobody wrote it for readers. */
const pageCharactersMax = 4 * 1024 * 1024;
/**
 * Elements and comments, with those that a parser adds: some bytes of markup can ask for millions, as formatting does that
 * each paragraph takes up again. The longest page of an encyclopedia that we have seen has a sixth of it.
 */
const nodesMax = 60_000;

/** Elements in each other. Browsers stop at 512 of them; a page whose boxes are never closed has some hundred. */
const depthMax = 5000;

type Tree = TreeAdapter<DefaultTreeAdapterTypes.DefaultTreeAdapterMap>;

class PageIsFull extends Error {}

/** What was read of markup. */
export interface ParsedMarkup {
  /** What holds its nodes. */
  readonly root: Parent;
  /** Whether a limit was met, so that what came after it is missing. */
  readonly endsEarly: boolean;
}

/** Reads a page as a browser without scripts does, whatever it is. One that is too large ends where a limit was met. */
export function parsePage(html: string): ParsedMarkup {
  return readUpTo(
    html,
    (text, treeAdapter) => parse(text, { scriptingEnabled: false, treeAdapter }),
    ({ parent }) => parent,
  );
}

/** Reads a piece of a page, such as feeds carry. Limits as of a page. */
export function parsePiece(html: string): ParsedMarkup {
  return readUpTo(
    html,
    (text, treeAdapter) => parseFragment(text, { scriptingEnabled: false, treeAdapter }),
    // A parser reads a piece into an element of its own first.
    ({ node }) => node as Parent,
  );
}

interface FirstPlaced {
  readonly parent: Parent;
  readonly node: Child;
}

/** @param unfinished finds what has been read so far, from the first node that was put into another. */
function readUpTo(
  html: string,
  read: (text: string, tree: Tree) => Parent,
  unfinished: (first: FirstPlaced) => Parent,
): ParsedMarkup {
  let made = 0;
  let depth = 0;
  let first: FirstPlaced | undefined;
  const counted = <Node>(node: Node): Node => {
    made += 1;
    if (made > nodesMax) throw new PageIsFull();
    return node;
  };
  const tree: Tree = {
    ...defaultTreeAdapter,
    createElement: (...of) => counted(defaultTreeAdapter.createElement(...of)),
    createCommentNode: (data) => counted(defaultTreeAdapter.createCommentNode(data)),
    onItemPush: () => {
      depth += 1;
      if (depth > depthMax) throw new PageIsFull();
    },
    onItemPop: () => {
      depth -= 1;
    },
    appendChild: (parent, node) => {
      first ??= { parent, node };
      defaultTreeAdapter.appendChild(parent, node);
    },
  };
  try {
    return { root: read(html.slice(0, pageCharactersMax), tree), endsEarly: html.length > pageCharactersMax };
  } catch (error) {
    if (!(error instanceof PageIsFull) || first === undefined) throw error;
    return { root: unfinished(first), endsEarly: true };
  }
}
