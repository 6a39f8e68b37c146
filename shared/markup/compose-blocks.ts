import { type Frame, openFrames } from "./block-frames.ts";
import { cleanText } from "./clean-text.ts";
import { type CleanElement, type CleanNode, cleanElement, depthMax, isVisible, textOf } from "./clean-tree.ts";
import { type ContainerName, rawContainers } from "./content-model.ts";
import { differs, type Inherited, inheritedAttributes } from "./inherited.ts";
import { expectBlock, setApart } from "./next-block.ts";
import { append, pieces, trimLastLines, trimLastSpace, trimTail } from "./run-of-text.ts";

/** An inline element of the source. It is written where text comes, again in every block that it spans. */
export interface Inline {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly reference?: CleanElement["reference"];
  ids: readonly string[];
  readonly finish?: (element: CleanElement) => readonly CleanNode[];
}

/** Characters after which a block is ended, and the next of its kind begun: no part of a book grows without end. */
const leafLengthMax = 60_000;
/** Characters after which a long list or quotation is ended between two of its items and begun anew. */
const blockLengthMax = 150_000;

export interface BlockComposer {
  readonly openContainer: (
    name: ContainerName,
    attributes: Record<string, string>,
    inherited: Inherited,
    finish?: Frame["finish"],
  ) => () => void;
  readonly openLeaf: (name: string, strict: boolean, inherited: Inherited) => () => void;
  readonly openInline: (inline: Inline) => () => void;
  /** A place where one block ends and another begins, whatever they are. */
  readonly boundary: () => void;
  readonly text: (text: string, inherited: Inherited) => void;
  readonly lineBreak: (inherited: Inherited) => void;
  /** A place where a line ends, once something follows in the same block. */
  readonly endLine: () => void;
  readonly atom: (element: CleanElement, inherited: Inherited) => void;
  readonly rule: (inherited: Inherited) => void;
  readonly anchor: (ids: readonly string[]) => void;
  readonly breakPage: () => void;
  /** A place where the source leaves space: what comes next stands apart, where it is text. */
  readonly leaveGap: () => void;
  readonly isInside: (name: string) => boolean;
  /** The inline element that text would stand in. */
  readonly innermostInline: () => string | undefined;
  readonly end: () => void;
}

/**
 * Puts opening, closing and text together so that what comes out obeys XHTML5's content model, whatever comes in: blocks
 * never lie in inlines, lists hold items alone, tables rows and cells. `onBlock` gets each finished top-level block.
 */
export function composeBlocks(start: Inherited, onBlock: (block: CleanElement) => void): BlockComposer {
  const stack = openFrames(start, (block) => {
    blockLength = 0;
    onBlock(block);
  });
  const { frames, top, outermost, push, pop, keepIds, enterFlow, enterFor } = stack;
  const inlines: Inline[] = [];
  /** How many of `inlines` are written in the block that is open. */
  let written = 0;
  const next = expectBlock();
  /** A line end in a block that has no text yet, or has just been begun by two of them. */
  let isEmptyLine = false;
  /** What the run of text that is open ends with. */
  let tail: "start" | "space" | "break" | "text" = "start";
  let leafLength = 0;
  let blockLength = 0;
  /** A line end that a strict block owes once more text comes. */
  let owesBreak = false;

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
        // What it would have begun the next block begins; an empty line leaves space.
        next.takeOver(leaf.element, isEmptyLine || textOf(leaf.element) !== "");
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
    const element = cleanElement(name, inheritedAttributes(inherited, top().inherited));
    next.meetText(element, frames.length === 1);
    isEmptyLine = false;
    tail = "start";
    leafLength = 0;
    return push(element, "leaf", inherited, { implied, strict });
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
    if (blockLength >= blockLengthMax && frames.length > 1) stack.divide();
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
    stack.handOverIds(element);
    append(top().element, element);
  }

  const composer: BlockComposer = {
    openContainer(name, attributes, inherited, finish) {
      const strict = outermost();
      if ((strict.kind === "leaf" && strict.strict) || frames.length >= depthMax) {
        composer.boundary();
        return () => composer.boundary();
      }
      closeLeaf();
      if (!enterFor(name)) {
        composer.boundary();
        return () => composer.boundary();
      }
      divideBlock();
      const element = cleanElement(name, {
        ...attributes,
        ...inheritedAttributes(inherited, top().inherited, attributes),
      });
      next.meetContainer(element, frames.length === 1);
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
        // A single space, which is most of what there is between words, is left as it is.
        text = text.replaceAll(/[\t\n\r\f][ \t\n\r\f]*| [ \t\n\r\f]+/g, " ");
        if (text.startsWith(" ") && (tail !== "text" || owesBreak || !runIsOpen())) text = text.slice(1);
      }
      if (text === "") return;
      settleOwed();
      enterText(inherited);
      if (stack.idsPend()) place(cleanElement("span"));
      // A long run is written piece by piece, so that a block can end within it.
      for (const piece of pieces(text, leafLengthMax)) {
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
      if (tail === "start" || !runIsOpen()) {
        if (open.kind !== "leaf" || open.strict) return;
        // One more after two that ended a paragraph.
        if (isEmptyLine) setApart(open.element);
        isEmptyLine = true;
        return;
      }
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
        isEmptyLine = true;
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
    endLine() {
      if (runIsOpen() && tail !== "start") owesBreak = true;
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
      next.closeUp();
      push(cleanElement("hr"), "leaf", inherited);
      pop();
    },
    anchor(ids) {
      if (ids.length === 0) return;
      if (tail === "start" || !runIsOpen() || owesBreak) stack.keep(ids);
      else {
        const mark = cleanElement("span");
        mark.ids.push(...ids);
        append(top().element, mark);
      }
    },
    breakPage: next.beginPage,
    leaveGap: next.standApart,
    isInside(name) {
      return frames.some(({ element }) => element.name === name) || inlines.some((inline) => inline.name === name);
    },
    innermostInline: () => inlines.at(-1)?.name,
    end() {
      closeLeaf();
      while (frames.length > 1) pop();
      stack.end();
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
