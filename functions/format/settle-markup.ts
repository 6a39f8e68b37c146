import type { XmlElement } from "../../shared/xml/xml-element.ts";

type Item = XmlElement | string;

/**
 * Which elements of a document's language belong where, by their local names. A kind is what an element is good for: a block, a
 * row, a cell, something in the line.
 */
export interface Grammar {
  /** What each element is; those that nobody knows give way to what is in them. */
  readonly kinds: ReadonlyMap<string, string>;
  /** The kind of what an element holds. Those that are not named here are left as they are. */
  readonly holds: ReadonlyMap<string, string>;
  /** Elements in which nothing is wrapped: what is not of their kind has got into them because their end is missing. */
  readonly exact: ReadonlySet<string>;
  /** What stands around a kind where another one is asked for: a paragraph around what should be in a line. */
  readonly wrappers: ReadonlyMap<string, string>;
  /** Wrappers that one of their name goes on for, right before: a cell takes what stands behind it in its row. */
  readonly joined: ReadonlySet<string>;
  /** The kind of text that stands between elements. */
  readonly text: string;
  /** Say nothing by themselves: left out where they would have to be wrapped. */
  readonly silent: ReadonlySet<string>;
  /** Of an element, which all parts of it keep if it has to be divided. */
  readonly properties: ReadonlySet<string>;
  /** Properties and elements that are left as they are, which no text stands in directly. */
  readonly wordless: ReadonlySet<string>;
  /** What holds a text of its own in elements that are left as they are. */
  readonly within: ReadonlySet<string>;
  /** Whether an element, in properties or in elements that are left as they are, cannot be theirs. */
  readonly isForeign: (element: XmlElement, parent: XmlElement) => boolean;
  /** What is read in the place of an element; `undefined` where that is the element itself. */
  readonly instead: (element: XmlElement) => readonly Item[] | undefined;
}

interface Built extends XmlElement {
  readonly children: Item[];
}

/**
 * Puts what a damaged document has in places where its reader does not look into places where it does, in the order of the
 * document, so that no word is lost: text beside the paragraphs, paragraphs in a line or in the properties of another, rows
 * without a table, and whatever is in elements that the language does not have. Takes time linear in the document.
 * @param root an element whose name the grammar knows the contents of; what fits nowhere in it is left out
 */
export function settle(root: XmlElement, grammar: Grammar): XmlElement {
  return new Settling(grammar).contentsOf(root);
}

/** The state of settling one document. */
class Settling {
  readonly #grammar: Grammar;
  /** Elements that take what comes right behind them, as they can be added to. */
  readonly #goOn = new Map<Item, Built>();

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  contentsOf(root: XmlElement): XmlElement {
    const { pieces } = this.#divided(root, this.#grammar.holds.get(root.name) ?? "");
    return { ...root, children: [...pieces].flatMap((piece) => piece.children) };
  }

  /** What a node becomes: the parts of it that stay what they are, and what cannot be in it, in their order. */
  #itemsOf(node: Item): readonly Item[] {
    if (typeof node === "string") return [node];
    const { kinds, holds, properties, instead } = this.#grammar;
    const replaced = instead(node);
    if (replaced !== undefined) return replaced.flatMap((child) => this.#itemsOf(child));
    const held = holds.get(node.name);
    if (kinds.has(node.name) && held !== undefined) return this.#divided(node, held).items;
    if (kinds.has(node.name) || properties.has(node.name)) return [this.#pure(node), ...this.#foreignIn(node)];
    return node.children.flatMap((child) => this.#itemsOf(child));
  }

  #divided(element: XmlElement, held: string): { items: readonly Item[]; pieces: ReadonlySet<Built> } {
    const { properties, text, exact, joined } = this.#grammar;
    const items: Item[] = [];
    const pieces = new Set<Built>();
    const own: XmlElement[] = [];
    let piece: Built | undefined;
    const begin = (): Built => {
      const begun = { ...element, children: [...own] };
      if (joined.has(element.name)) this.#goOn.set(begun, begun);
      pieces.add(begun);
      items.push(begun);
      return begun;
    };
    for (const item of element.children.flatMap((child) => this.#itemsOf(child))) {
      if (typeof item === "string" && item.trim() === "" && held !== text) continue;
      if (typeof item !== "string" && properties.has(item.name)) {
        // What comes later is of somebody whose start is missing. Of two of a name, the first is read.
        if (pieces.size === 0 && !own.some(({ name }) => name === item.name)) own.push(item);
        continue;
      }
      const around = this.#wrappersFor(item, held);
      if (around !== undefined && around.length > 0 && typeof item !== "string" && this.#grammar.silent.has(item.name))
        continue;
      if (around === undefined || (around.length > 0 && exact.has(element.name))) {
        piece = undefined;
        items.push(item);
      } else {
        piece ??= begin();
        this.#add(piece.children, around, item);
      }
    }
    // It may mean something that there is nothing in it.
    if (items.length === 0) begin();
    return { items, pieces };
  }

  /** What has to stand around an item, from the outside in, so that all of it is of the wanted kind. */
  #wrappersFor(item: Item, wanted: string): readonly string[] | undefined {
    const { kinds, wrappers, text } = this.#grammar;
    const around: string[] = [];
    let kind = typeof item === "string" ? text : kinds.get(item.name);
    while (kind !== wanted) {
      const wrapper = kind === undefined ? undefined : wrappers.get(kind);
      if (wrapper === undefined || around.includes(wrapper)) return undefined;
      around.unshift(wrapper);
      kind = kinds.get(wrapper);
    }
    return around;
  }

  #add(children: Item[], around: readonly string[], item: Item): void {
    let inner = children;
    for (const name of around) {
      const last = inner.at(-1);
      const goesOn = last === undefined ? undefined : this.#goOn.get(last);
      if (goesOn?.name === name) {
        inner = goesOn.children;
        continue;
      }
      const made: Built = { name, namespace: "", attributes: new Map(), children: [] };
      this.#goOn.set(made, made);
      inner.push(made);
      inner = made.children;
    }
    inner.push(item);
  }

  /** An element as it is, without what cannot be its own, and with what holds a text in it settled. */
  #pure(element: XmlElement): XmlElement {
    const { wordless, within, isForeign } = this.#grammar;
    const children = element.children.flatMap((child): readonly Item[] => {
      if (typeof child === "string") return wordless.has(element.name) ? [] : [child];
      if (isForeign(child, element)) return [];
      return [within.has(child.name) ? this.contentsOf(child) : this.#pure(child)];
    });
    return { ...element, children };
  }

  #foreignIn(element: XmlElement): readonly Item[] {
    const { wordless, within, isForeign } = this.#grammar;
    return element.children.flatMap((child): readonly Item[] => {
      if (typeof child === "string") return wordless.has(element.name) && child.trim() !== "" ? [child] : [];
      if (within.has(child.name)) return [];
      return isForeign(child, element) ? this.#itemsOf(child) : this.#foreignIn(child);
    });
  }
}
