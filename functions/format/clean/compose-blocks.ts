import { cleanText } from "./clean-text.ts";
import { type CleanElement, type CleanNode, cleanElement, depthMax, isVisible } from "./clean-tree.ts";

/** What blocks inherit from what they lie in, and carry themselves once what they lay in is gone. */
export interface Inherited {
  readonly align: "left" | "center" | "right";
  readonly italic: boolean;
  readonly bold: boolean;
  readonly smallCaps: boolean;
  readonly lang: string;
  readonly dir: string;
  /** What a run of loose text becomes where nothing else says so. */
  readonly loose: "p" | "div";
  readonly keepsLines: boolean;
}

/** An inline element of the source. It is written where text comes, again in every block that it spans. */
export interface Inline {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly reference?: CleanElement["reference"];
  ids: readonly string[];
  finish?(element: CleanElement): readonly CleanNode[];
}

/** A container is a block that holds blocks; `raw` ones hold loose text as well. */
type ContainerName =
  | "blockquote"
  | "ul"
  | "ol"
  | "li"
  | "dl"
  | "dt"
  | "dd"
  | "figure"
  | "figcaption"
  | "aside"
  | "table"
  | "caption"
  | "thead"
  | "tbody"
  | "tfoot"
  | "tr"
  | "td"
  | "th";

interface Frame {
  readonly element: CleanElement;
  readonly kind: "root" | "container" | "leaf" | "inline";
  readonly inherited: Inherited;
  /** Made by us because the content model wanted it. */
  readonly implied: boolean;
  readonly strict: boolean;
  finish?: ((element: CleanElement) => readonly CleanNode[]) | undefined;
}

/** Characters after which a block is ended, and the next of its kind begun: no part of a book grows without end. */
const leafLengthMax = 60_000;
/** Characters after which a long list or quotation is ended between two of its items and begun anew. */
const blockLengthMax = 150_000;

const rawContainers = new Set(["li", "dd", "td", "th", "figure"]);
const listContainers = new Set(["ul", "ol"]);
const rowGroups = new Set(["thead", "tbody", "tfoot"]);
const dropsWhenEmpty = new Set([
  "blockquote",
  "ul",
  "ol",
  "li",
  "dl",
  "dt",
  "dd",
  "figure",
  "figcaption",
  "aside",
  "table",
  "caption",
]);
/** Inline elements that end a text as a word does. */
const atoms = new Set(["img", "math", "ruby"]);
/** Elements that may lie in certain others alone. Where they do not, what is in them stands without them. */
const parentsOf: Partial<Record<ContainerName, ReadonlySet<string>>> = {
  dt: new Set(["dl"]),
  dd: new Set(["dl"]),
  figcaption: new Set(["figure"]),
  caption: new Set(["table"]),
  thead: new Set(["table"]),
  tbody: new Set(["table"]),
  tfoot: new Set(["table"]),
  tr: rowGroups,
  td: new Set(["tr"]),
  th: new Set(["tr"]),
};
const divisible = new Set(["blockquote", "ul", "ol", "dl"]);

export interface BlockComposer {
  openContainer(
    name: ContainerName,
    attributes: Record<string, string>,
    inherited: Inherited,
    finish?: Frame["finish"],
  ): () => void;
  openLeaf(name: string, strict: boolean, inherited: Inherited): () => void;
  openInline(inline: Inline): () => void;
  /** A place where one block ends and another begins, whatever they are. */
  boundary(): void;
  text(text: string, inherited: Inherited): void;
  lineBreak(inherited: Inherited): void;
  atom(element: CleanElement, inherited: Inherited): void;
  rule(inherited: Inherited): void;
  anchor(ids: readonly string[]): void;
  breakPage(): void;
  isInside(name: string): boolean;
  /** The inline element that text would stand in. */
  innermostInline(): string | undefined;
  end(): void;
}

/**
 * Puts opening, closing and text together so that what comes out obeys XHTML5's content model, whatever comes in: blocks
 * never lie in inlines, lists hold items alone, tables rows and cells. `onBlock` gets each finished top-level block.
 */
export function composeBlocks(start: Inherited, onBlock: (block: CleanElement) => void): BlockComposer {
  const root: Frame = { element: cleanElement("body"), kind: "root", inherited: start, implied: false, strict: false };
  const frames: Frame[] = [root];
  const inlines: Inline[] = [];
  /** How many of `inlines` are written in the block that is open. */
  let written = 0;
  /** What list items say themselves of what they inherit: an item may be gone back to. */
  const appliedTo = new WeakMap<CleanElement, Inherited>();
  let pendingIds: string[] = [];
  let breakPending = false;
  /** What the run of text that is open ends with. */
  let tail: "start" | "space" | "break" | "text" = "start";
  let leafLength = 0;
  let blockLength = 0;
  /** A line end that a strict block owes once more text comes. */
  let owesBreak = false;
  let last: CleanElement | undefined;

  const top = () => frames.at(-1) as Frame;
  const outermost = () => frames.findLast((frame) => frame.kind !== "inline") as Frame;

  function push(element: CleanElement, kind: Frame["kind"], inherited: Inherited, options: Partial<Frame> = {}): Frame {
    const { implied = false, strict = false, finish } = options;
    if (pendingIds.length > 0) {
      element.ids.push(...pendingIds);
      pendingIds = [];
    }
    const frame: Frame = { element, kind, inherited, implied, strict, finish };
    if (element.name === "li") appliedTo.set(element, inherited);
    frames.push(frame);
    return frame;
  }

  function pop(): void {
    const { element, kind, finish } = frames.pop() as Frame;
    const finished = finish === undefined ? [element] : finish(element);
    const parent = top();
    if (kind === "inline" && element.children.length === 0) {
      // Nothing is left of it but the place where it stood.
      if (element.ids.length > 0) append(parent.element, { ...cleanElement("span"), ids: element.ids });
      return;
    }
    if (dropsWhenEmpty.has(element.name) && !isVisible(element)) {
      keepIds(element);
      return;
    }
    for (const node of finished) {
      if (parent.kind !== "root") append(parent.element, node);
      else emit(typeof node === "string" ? cleanElement("p", {}, [node]) : node);
    }
  }

  function emit(block: CleanElement): void {
    blockLength = 0;
    if (block.name !== "hr" && !isVisible(block)) {
      keepIds(block);
      return;
    }
    last = block;
    onBlock(block);
  }

  /** Ids of what is left out point at what comes next. */
  function keepIds(element: CleanElement): void {
    pendingIds.push(...element.ids);
    for (const child of element.children) if (typeof child !== "string") keepIds(child);
  }

  function closeInlines(): void {
    while (top().kind === "inline") pop();
    written = 0;
  }

  function closeLeaf(): void {
    closeInlines();
    trimEnd();
    if (top().kind === "leaf") {
      const leaf = top();
      if (isVisible(leaf.element) || leaf.element.name === "hr") pop();
      else {
        frames.pop();
        keepIds(leaf.element);
      }
    }
    tail = "start";
    leafLength = 0;
    owesBreak = false;
  }

  function trimEnd(): void {
    const { element, kind } = outermost();
    if (element.name === "pre") trimLastLines(element);
    else if (kind !== "root" && (tail === "space" || tail === "break")) trimTail(element);
  }

  /** Makes the innermost container one that takes blocks and text. */
  function enterFlow(forWhat: "text" | "list" | "block" = "block"): void {
    for (;;) {
      const { element, implied } = top();
      const { name } = element;
      if (listContainers.has(name)) {
        if (implied) {
          pop();
          continue;
        }
        const before = element.children.at(-1);
        // A list in a list belongs to the item before it.
        if (forWhat === "list" && before !== undefined && typeof before !== "string" && before.name === "li") {
          element.children.pop();
          const applied = appliedTo.get(before) ?? top().inherited;
          frames.push({ element: before, kind: "container", inherited: applied, implied: true, strict: false });
          tail = "start";
        } else push(cleanElement("li"), "container", top().inherited, { implied: true });
      } else if (name === "dl") push(cleanElement("dd"), "container", top().inherited, { implied: true });
      else if (name === "table") push(cleanElement("tbody"), "container", top().inherited, { implied: true });
      else if (rowGroups.has(name)) push(cleanElement("tr"), "container", top().inherited, { implied: true });
      else if (name === "tr") push(cleanElement("td"), "container", top().inherited, { implied: true });
      else return;
    }
  }

  /** Closes what the content model made necessary and `name` cannot lie in, and opens what it must lie in. */
  function enterFor(name: ContainerName): boolean {
    closeLeaf();
    if (name === "li") {
      popImpliedUntil((parent) => listContainers.has(parent));
      if (!listContainers.has(top().element.name)) {
        enterFlow();
        push(cleanElement("ul"), "container", top().inherited, { implied: true });
      }
    } else if (name === "dt" || name === "dd") popImpliedUntil((parent) => parent === "dl");
    else if (name === "caption" || rowGroups.has(name)) popImpliedUntil((parent) => parent === "table");
    else if (name === "tr") {
      popImpliedUntil((parent) => rowGroups.has(parent) || parent === "table");
      if (top().element.name === "table") push(cleanElement("tbody"), "container", top().inherited, { implied: true });
    } else if (name === "td" || name === "th") {
      popImpliedUntil((parent) => parent === "tr" || rowGroups.has(parent) || parent === "table");
      if (top().element.name === "table") push(cleanElement("tbody"), "container", top().inherited, { implied: true });
      if (rowGroups.has(top().element.name)) push(cleanElement("tr"), "container", top().inherited, { implied: true });
    } else if (name !== "figcaption") enterFlow(listContainers.has(name) ? "list" : "block");
    return parentsOf[name]?.has(top().element.name) ?? true;
  }

  function popImpliedUntil(found: (name: string) => boolean): void {
    const at = frames.findLastIndex((frame) => !frame.implied || found(frame.element.name));
    if (!found((frames[at] as Frame).element.name)) return;
    while (frames.length > at + 1) pop();
  }

  /** Opens what text needs around it: a block, and the inline elements that are waiting. */
  function enterText(inherited: Inherited): void {
    if (outermost().kind !== "leaf" && !takesText(outermost(), inherited)) {
      closeLeaf();
      enterFlow("text");
      if (!takesText(top(), inherited)) openBlock(inherited.loose, false, inherited, true);
    }
    if (leafLength > leafLengthMax && !inlines.some(({ name }) => name === "ruby" || name === "rt")) divideLeaf();
    for (; written < inlines.length; written += 1) {
      const inline = inlines[written] as Inline;
      const element = cleanElement(inline.name, { ...inline.attributes }, [], inline.reference);
      push(element, "inline", inherited, { finish: inline.finish });
      element.ids.push(...inline.ids);
      inline.ids = [];
    }
  }

  function openBlock(name: string, strict: boolean, inherited: Inherited, implied: boolean): Frame {
    const attributes = inheritedAttributes(inherited, top().inherited);
    if (breakPending) {
      attributes["class"] = attributes["class"] ? `${attributes["class"]} k-break` : "k-break";
      breakPending = false;
    }
    tail = "start";
    leafLength = 0;
    return push(cleanElement(name, attributes), "leaf", inherited, { implied, strict });
  }

  function divideLeaf(): void {
    const leaf = outermost();
    if (leaf.kind !== "leaf" || leaf.element.name === "dt" || leaf.element.name === "figcaption") return;
    closeLeaf();
    divideBlock();
    const name = /^h\d$/.test(leaf.element.name) ? "p" : leaf.element.name;
    openBlock(name, leaf.strict, leaf.inherited, leaf.implied);
    frames[frames.length - 1] = { ...top(), strict: leaf.strict };
  }

  /** Between two items of a list that has grown too long: ends it, and goes on with one like it. */
  function divideBlock(): void {
    if (blockLength < blockLengthMax || frames.length < 2) return;
    const chain = frames.slice(1);
    if (!chain.every(({ kind, element }) => kind === "container" && divisible.has(element.name))) return;
    while (frames.length > 1) pop();
    for (const frame of chain) {
      const { name, attributes, children } = frame.element;
      const items = children.filter((child) => typeof child !== "string" && child.name === "li").length;
      const start =
        name === "ol" && attributes["reversed"] === undefined ? Number(attributes["start"] ?? 1) + items : undefined;
      const element = cleanElement(name, { ...attributes, ...(start !== undefined && { start: String(start) }) });
      // In the place of the frame that was closed, so that what closes that one closes this one.
      frames.push(Object.assign(frame, { element }));
    }
  }

  function settleOwed(): void {
    if (!owesBreak) return;
    owesBreak = false;
    if (tail === "start" || tail === "break") return;
    const leaf = outermost();
    closeInlines();
    const isPre = leaf.element.name === "pre";
    if (!isPre) trimLastSpace(top().element);
    append(top().element, isPre ? "\n" : cleanElement("br"));
    tail = "break";
  }

  function place(element: CleanElement): void {
    if (pendingIds.length > 0) {
      element.ids.push(...pendingIds);
      pendingIds = [];
    }
    append(top().element, element);
  }

  const composer: BlockComposer = {
    openContainer(name, attributes, inherited, finish) {
      const strict = outermost();
      if ((strict.kind === "leaf" && strict.strict) || frames.length >= depthMax) {
        composer.boundary();
        return () => composer.boundary();
      }
      if (!enterFor(name)) {
        composer.boundary();
        return () => composer.boundary();
      }
      divideBlock();
      const element = cleanElement(name, {
        ...attributes,
        ...inheritedAttributes(inherited, top().inherited, attributes),
      });
      if (breakPending && frames.length === 1) {
        element.attributes["class"] = [element.attributes["class"], "k-break"].filter(Boolean).join(" ");
        breakPending = false;
      }
      const strictText = name === "dt" || name === "caption" || name === "figcaption";
      const frame = push(element, strictText ? "leaf" : "container", inherited, { strict: strictText, finish });
      tail = "start";
      leafLength = 0;
      return () => {
        if (!frames.includes(frame)) return;
        closeLeafWithin(frame);
        while (frames.includes(frame)) pop();
        tail = "start";
      };
    },
    openLeaf(name, strict, inherited) {
      const open = outermost();
      if (open.kind === "leaf" && open.strict) {
        composer.boundary();
        return () => composer.boundary();
      }
      closeLeaf();
      enterFlow();
      divideBlock();
      const frame = openBlock(name, strict, inherited, false);
      const { element } = frame;
      return () => {
        // It may have been ended early, and another of its kind begun.
        const now = outermost();
        if (now.kind === "leaf" && (now.element === element || (now.strict && strict && !now.implied))) closeLeaf();
        else if (!strict) composer.boundary();
      };
    },
    openInline(inline) {
      inlines.push(inline);
      const at = inlines.length - 1;
      return () => {
        if (written > at) {
          while (written > at) {
            pop();
            written -= 1;
          }
        } else if (inline.ids.length > 0) composer.anchor(inline.ids);
        inlines.length = at;
      };
    },
    boundary() {
      const open = outermost();
      if (open.kind === "leaf" && open.strict) owesBreak = true;
      else {
        closeLeaf();
        divideBlock();
      }
    },
    text(source, inherited) {
      let text = cleanText(source);
      const keepsLines = outermost().element.name === "pre";
      if (keepsLines) {
        text = text.replaceAll(/\r\n|[\r\f]/g, "\n").replaceAll("\t", "    ");
        // Read as HTML, the first line end in a `pre` is not there: it must not matter.
        if (tail === "start") text = text.replace(/^\n+/, "");
      } else if (inherited.keepsLines && text.includes("\n")) {
        const lines = text.split(/\r\n|[\n\r\f]/);
        lines.forEach((line, index) => {
          if (index > 0) composer.lineBreak(inherited);
          if (line !== "") composer.text(line.replaceAll(/ (?= )/g, "\u00a0"), { ...inherited, keepsLines: false });
        });
        return;
      } else {
        text = text.replaceAll(/[ \t\n\r\f]+/g, " ");
        if (text.startsWith(" ") && (tail !== "text" || owesBreak || !runIsOpen())) text = text.slice(1);
      }
      if (text === "") return;
      settleOwed();
      enterText(inherited);
      if (pendingIds.length > 0) place(cleanElement("span"));
      // A long run is written piece by piece, so that a block can end within it.
      for (const piece of pieces(text)) {
        if (leafLength > leafLengthMax) enterText(inherited);
        append(top().element, piece);
        leafLength += piece.length;
        blockLength += piece.length;
      }
      tail = text.endsWith(" ") ? "space" : "text";
    },
    lineBreak(inherited) {
      const open = outermost();
      if (open.element.name === "pre") {
        composer.text("\n", inherited);
        return;
      }
      if (tail === "start" || !runIsOpen()) return;
      if (tail === "break") {
        if (open.strict) return;
        if (open.kind !== "leaf") {
          composer.boundary();
          return;
        }
        // Two line ends in a row are how much of the web writes a paragraph's end.
        const { name } = open.element;
        closeLeaf();
        divideBlock();
        openBlock(name, false, inherited, open.implied);
        return;
      }
      trimLastSpace(top().element);
      enterText(inherited);
      trimLastSpace(top().element);
      append(top().element, cleanElement("br"));
      tail = "break";
      leafLength += 5;
      blockLength += 5;
    },
    atom(element, inherited) {
      settleOwed();
      enterText(inherited);
      place(element);
      tail = "text";
      leafLength += 100;
      blockLength += 100;
    },
    rule(inherited) {
      const open = outermost();
      if (open.kind === "leaf" && open.strict) {
        composer.boundary();
        return;
      }
      closeLeaf();
      enterFlow();
      push(cleanElement("hr"), "leaf", inherited);
      pop();
    },
    anchor(ids) {
      if (ids.length === 0) return;
      if (tail === "start" || !runIsOpen() || owesBreak) pendingIds.push(...ids);
      else {
        const mark = cleanElement("span");
        mark.ids.push(...ids);
        append(top().element, mark);
      }
    },
    breakPage() {
      breakPending = true;
    },
    isInside(name) {
      return frames.some(({ element }) => element.name === name) || inlines.some((inline) => inline.name === name);
    },
    innermostInline: () => inlines.at(-1)?.name,
    end() {
      closeLeaf();
      while (frames.length > 1) pop();
      last?.ids.push(...pendingIds);
      pendingIds = [];
    },
  };
  return composer;

  function closeLeafWithin(frame: Frame): void {
    closeInlines();
    trimEnd();
    if (top() !== frame && top().kind === "leaf") closeLeaf();
    owesBreak = false;
    leafLength = 0;
  }

  /** Whether a container takes text without a block around it: some do, as the first thing in them. */
  function takesText({ element, inherited: applied }: Frame, inherited: Inherited): boolean {
    if (!rawContainers.has(element.name) || differs(inherited, applied)) return false;
    return tail !== "start" || element.children.length === 0;
  }

  /** Whether text would go on in a run that has begun. */
  function runIsOpen(): boolean {
    const open = outermost();
    return open.kind === "leaf" || rawContainers.has(open.element.name);
  }
}

/** Classes, language and direction that a block needs to say because what it lies in says something else. */
function inheritedAttributes(
  inherited: Inherited,
  applied: Inherited,
  own: Record<string, string> = {},
): Record<string, string> {
  const classes = own["class"] ? [own["class"]] : [];
  if (inherited.align !== applied.align) classes.push(`k-${inherited.align}`);
  if (inherited.italic !== applied.italic) classes.push(inherited.italic ? "k-italic" : "k-upright");
  if (inherited.bold !== applied.bold) classes.push(inherited.bold ? "k-bold" : "k-regular");
  if (inherited.smallCaps && !applied.smallCaps) classes.push("k-small-caps");
  const attributes: Record<string, string> = {};
  if (classes.length > 0) attributes["class"] = classes.join(" ");
  if (inherited.lang !== applied.lang && inherited.lang !== "") {
    attributes["lang"] = inherited.lang;
    attributes["xml:lang"] = inherited.lang;
  }
  if (inherited.dir !== applied.dir && inherited.dir !== "") attributes["dir"] = inherited.dir;
  return attributes;
}

function differs(one: Inherited, other: Inherited): boolean {
  return (
    one.align !== other.align ||
    one.italic !== other.italic ||
    one.bold !== other.bold ||
    (one.smallCaps && !other.smallCaps) ||
    one.lang !== other.lang ||
    one.dir !== other.dir
  );
}

function append(parent: CleanElement, node: CleanNode): void {
  const before = parent.children.at(-1);
  if (typeof node === "string" && typeof before === "string")
    parent.children[parent.children.length - 1] = before + node;
  else parent.children.push(node);
}

function trimLastSpace(element: CleanElement): void {
  const end = element.children.at(-1);
  if (typeof end !== "string") return;
  const trimmed = end.replace(/ +$/, "");
  if (trimmed === "") element.children.pop();
  else element.children[element.children.length - 1] = trimmed;
}

/** Empty lines at the end of a `pre` are nothing that anybody wrote. */
function trimLastLines(pre: CleanElement): void {
  for (;;) {
    const end = pre.children.at(-1);
    if (end === undefined) return;
    if (typeof end === "string") {
      const trimmed = end.trimEnd();
      if (trimmed !== "") {
        pre.children[pre.children.length - 1] = trimmed;
        return;
      }
    } else {
      if (atoms.has(end.name)) return;
      trimLastLines(end);
      if (end.children.length > 0 || end.ids.length > 0) return;
    }
    pre.children.pop();
  }
}

/** Takes spaces and line ends off the end of a block's text. */
function trimTail(element: CleanElement): void {
  for (;;) {
    const end = element.children.at(-1);
    if (end === undefined) return;
    if (typeof end === "string") {
      const trimmed = end.replace(/ +$/, "");
      if (trimmed !== "") {
        element.children[element.children.length - 1] = trimmed;
        return;
      }
      element.children.pop();
    } else if (end.name === "br" && end.ids.length === 0) element.children.pop();
    else {
      if (atoms.has(end.name)) return;
      trimTail(end);
      if (end.children.length > 0) return;
      element.children.pop();
      if (end.ids.length === 0) continue;
      element.children.push({ ...cleanElement("span"), ids: end.ids });
      return;
    }
  }
}

/** Cuts a long text at spaces (or anywhere, where there are none). */
function* pieces(text: string): Iterable<string> {
  let from = 0;
  while (text.length - from > leafLengthMax) {
    const space = text.lastIndexOf(" ", from + leafLengthMax);
    const line = text.lastIndexOf("\n", from + leafLengthMax);
    let to = (line > from + leafLengthMax / 2 ? line : Math.max(space, line)) + 1;
    if (to <= from + leafLengthMax / 2) to = from + leafLengthMax;
    // Never between the halves of a surrogate pair.
    if (/[\ud800-\udbff]/.test(text.charAt(to - 1))) to += 1;
    yield text.slice(from, to);
    from = to;
  }
  if (from < text.length) yield text.slice(from);
}
