import { type CleanElement, type CleanNode, cleanElement, isVisible } from "./clean-tree.ts";
import {
  type ContainerName,
  divisible,
  dropsWhenEmpty,
  listContainers,
  parentsOf,
  rowGroups,
} from "./content-model.ts";
import type { Inherited } from "./inherited.ts";
import { append } from "./run-of-text.ts";

/** An element of the output that is open. */
export interface Frame {
  readonly element: CleanElement;
  readonly kind: "root" | "container" | "leaf" | "inline";
  readonly inherited: Inherited;
  /** Made by us because the content model wanted it. */
  readonly implied: boolean;
  readonly strict: boolean;
  readonly finish?: ((element: CleanElement) => readonly CleanNode[]) | undefined;
}

/** The elements that are open, outermost first, and the ids that wait for an element. */
export interface BlockFrames {
  readonly frames: Frame[];
  readonly top: () => Frame;
  /** The innermost one that is no inline element. */
  readonly outermost: () => Frame;
  readonly push: (
    element: CleanElement,
    kind: Frame["kind"],
    inherited: Inherited,
    options?: Partial<Pick<Frame, "implied" | "strict" | "finish">>,
  ) => Frame;
  readonly pop: () => void;
  /** Makes the innermost container one that takes blocks and text. */
  readonly enterFlow: (forWhat?: "text" | "list" | "block") => void;
  /**
   * Closes what the content model made necessary and `name` cannot lie in, and opens what it must lie in. `false` where
   * it may not stand at all.
   */
  readonly enterFor: (name: ContainerName) => boolean;
  /**
   * Between two items of a list, or two parts of a quotation: ends what is open, and begins it anew in the same frames, so that
   * what closes them closes this. A list goes on counting. Nothing happens where anything else is open.
   */
  readonly divide: () => void;
  /** Ids that point at whatever element comes next. */
  readonly keep: (ids: readonly string[]) => void;
  /** Keeps every id of an element that is left out. */
  readonly keepIds: (element: CleanElement) => void;
  readonly idsPend: () => boolean;
  readonly handOverIds: (element: CleanElement) => void;
  /** Ids that wait in vain point at the last block. */
  readonly end: () => void;
}

/** Opens the body. `onBlock` gets each block that is finished and lies in nothing. */
export function openFrames(start: Inherited, onBlock: (block: CleanElement) => void): BlockFrames {
  const frames: Frame[] = [
    { element: cleanElement("body"), kind: "root", inherited: start, implied: false, strict: false },
  ];
  /** What list items say themselves of what they inherit: an item may be gone back to. */
  const appliedTo = new WeakMap<CleanElement, Inherited>();
  let pendingIds: string[] = [];
  let last: CleanElement | undefined;

  const top = () => frames.at(-1) as Frame;
  const outermost = () => frames.findLast((frame) => frame.kind !== "inline") as Frame;

  function push(
    element: CleanElement,
    kind: Frame["kind"],
    inherited: Inherited,
    options: Parameters<BlockFrames["push"]>[3] = {},
  ): Frame {
    const { implied = false, strict = false, finish } = options;
    handOverIds(element);
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

  function handOverIds(element: CleanElement): void {
    if (pendingIds.length === 0) return;
    element.ids = joined(element.ids, pendingIds);
    pendingIds = [];
  }

  function keep(ids: readonly string[]): void {
    for (const id of ids) pendingIds.push(id);
  }

  function emit(block: CleanElement): void {
    if (block.name !== "hr" && !isVisible(block)) {
      keepIds(block);
      return;
    }
    last = block;
    onBlock(block);
  }

  /** Ids of what is left out point at what comes next. */
  function keepIds(element: CleanElement): void {
    pendingIds = joined(element.ids, pendingIds);
    for (const child of element.children) if (typeof child !== "string") keepIds(child);
  }

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
        } else push(cleanElement("li"), "container", top().inherited, { implied: true });
      } else if (name === "dl") push(cleanElement("dd"), "container", top().inherited, { implied: true });
      else if (name === "table") push(cleanElement("tbody"), "container", top().inherited, { implied: true });
      else if (rowGroups.has(name)) push(cleanElement("tr"), "container", top().inherited, { implied: true });
      else if (name === "tr") push(cleanElement("td"), "container", top().inherited, { implied: true });
      else return;
    }
  }

  function enterFor(name: ContainerName): boolean {
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

  function divide(): void {
    const chain = frames.slice(1);
    if (!chain.every(({ kind, element }) => kind === "container" && divisible.has(element.name))) return;
    while (frames.length > 1) pop();
    for (const frame of chain) frames.push(Object.assign(frame, { element: goingOn(frame.element) }));
  }

  function popImpliedUntil(found: (name: string) => boolean): void {
    const at = frames.findLastIndex((frame) => !frame.implied || found(frame.element.name));
    if (!found((frames[at] as Frame).element.name)) return;
    while (frames.length > at + 1) pop();
  }

  return {
    frames,
    top,
    outermost,
    push,
    pop,
    enterFlow,
    enterFor,
    divide,
    keep,
    keepIds,
    handOverIds,
    idsPend: () => pendingIds.length > 0,
    end: () => {
      if (last !== undefined) handOverIds(last);
    },
  };
}

/** An element like this one, without anything in it, that begins where it ends. */
function goingOn({ name, attributes, children }: CleanElement): CleanElement {
  if (name !== "ol" || attributes["reversed"] !== undefined) return cleanElement(name, { ...attributes });
  const items = children.filter((child) => typeof child !== "string" && child.name === "li").length;
  return cleanElement(name, { ...attributes, start: String(Number(attributes["start"] ?? 1) + items) });
}

/** The longer of two lists, with the other one in it: a page may have any number of empty places in a row. */
function joined(one: string[], other: string[]): string[] {
  const [long, short] = one.length >= other.length ? [one, other] : [other, one];
  for (const id of short) long.push(id);
  return long;
}
