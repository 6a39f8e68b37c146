import type { Tag } from "./read-tag.ts";
import { type Bindings, bindNames, rootBindings } from "./resolve-names.ts";
import { damages, recoveredDepthMax } from "./xml-damages.ts";
import type { XmlElement } from "./xml-element.ts";

/** An element of a document that may be broken. */
export interface RecoveredElement extends XmlElement {
  readonly children: readonly (RecoveredElement | string)[];
  /** Which of its children, by their index, stood in a CDATA section. */
  readonly cdata: ReadonlySet<number>;
  /** Its end tag is missing: something around it, or the end of the document, closed it. */
  readonly isUnclosed: boolean;
  /** The document ended within it. */
  readonly isCut: boolean;
}

export interface RecoverOptions {
  /**
   * Tags that end one another: where one stands in another, an end tag is missing between them. Deeper than directly, only
   * one that elements follow: in a sentence about `<item>` it is a word that nobody escaped.
   */
  readonly neverWithinItself?: ReadonlySet<string>;
  /**
   * Elements, by their local names, in which anything begins anew: what never stands within itself may, where one of these is
   * between (a paragraph in a text box in a paragraph). Where there are any, tags in sentences are not thought of.
   */
  readonly beginsAnew?: ReadonlySet<string>;
  /** Elements, by their local names, that hold text at most: the next start tag ends one that is not closed. */
  readonly holdNoElements?: ReadonlySet<string>;
  /** What prefixes mean that nothing binds. */
  readonly namespaces?: ReadonlyMap<string, string>;
}

interface OpenElement extends RecoveredElement {
  readonly children: (OpenElement | string)[];
  cdata: Set<number>;
  isUnclosed: boolean;
  isCut: boolean;
}

interface OpenTag {
  readonly tag: string;
  readonly element: OpenElement;
  /** What prefixes meant around it. */
  readonly outside: Bindings;
}

const none: ReadonlySet<string> = new Set();

/** The elements of a document that are open at one place of it: which tag opens, and which end closes which. */
export class OpenElements {
  readonly #note: (damage: string) => void;
  readonly #neverWithinItself: ReadonlySet<string>;
  readonly #holdNoElements: ReadonlySet<string>;
  readonly #beginsAnew: ReadonlySet<string>;
  readonly #document: OpenElement = openElement("", "", noAttributes);
  readonly #open: OpenTag[] = [];
  /** How many elements of each tag are open: what closes nothing is known without looking for it. */
  readonly #counts = new Map<string, number>();
  #top: OpenElement = this.#document;
  #bindings: Bindings;

  constructor(
    note: (damage: string) => void,
    { neverWithinItself = none, holdNoElements = none, beginsAnew = none, namespaces }: RecoverOptions,
  ) {
    this.#note = note;
    this.#neverWithinItself = neverWithinItself;
    this.#holdNoElements = holdNoElements;
    this.#beginsAnew = beginsAnew;
    this.#bindings = rootBindings(namespaces);
  }

  /** What stands at the top of the document. */
  get outermost(): readonly (RecoveredElement | string)[] {
    return this.#document.children;
  }

  /** The tag of the innermost one. */
  get innermost(): string | undefined {
    return this.#open.at(-1)?.tag;
  }

  addText(text: string): void {
    this.#top.children.push(text);
  }

  addCdata(text: string): void {
    // One set is shared by all elements without any: most of them.
    if (this.#top.cdata === noCdata) this.#top.cdata = new Set();
    this.#top.cdata.add(this.#top.children.push(text) - 1);
  }

  /** Adds the element of a start tag in `text`, and closes what it ends. */
  add(tag: Tag, text: string): void {
    const within = this.#open.at(-1);
    if (within !== undefined && this.#holdNoElements.has(within.element.name)) {
      this.#note("an element that is not closed");
      this.close(within.tag);
    }
    if (this.#endsItsLike(tag, text)) {
      this.#note("an element that is not closed");
      this.close(tag.name);
    }
    if (this.#open.length >= recoveredDepthMax) {
      this.#note(damages.levels);
      if (!tag.isClosed) this.#push(tag.name, this.#top, this.#bindings);
      return;
    }
    const { bindings, name, namespace, attributes } = bindNames(tag, this.#bindings, this.#note);
    const element = openElement(name, namespace, attributes);
    this.#top.children.push(element);
    if (!tag.isClosed) this.#push(tag.name, element, bindings);
  }

  /** Closes the innermost element of that tag, and with it what is open within; nothing where there is none. */
  close(tag: string): void {
    if (!this.#has(tag)) {
      this.#note(damages.leftOver);
      return;
    }
    for (let closed = this.#open.pop(); closed !== undefined; closed = this.#open.pop()) {
      this.#counts.set(closed.tag, (this.#counts.get(closed.tag) ?? 1) - 1);
      this.#bindings = closed.outside;
      if (closed.tag === tag) break;
      closed.element.isUnclosed = true;
      this.#note("an element that is not closed");
    }
    this.#top = this.#open.at(-1)?.element ?? this.#document;
  }

  /** The document ends here, whatever is open. */
  end(): void {
    for (const { element } of this.#open) element.isCut = element.isUnclosed = true;
    if (this.#open.length > 0) this.#note(damages.cut);
  }

  #has(tag: string): boolean {
    return (this.#counts.get(tag) ?? 0) > 0;
  }

  #push(tag: string, element: OpenElement, bindings: Bindings): void {
    this.#open.push({ tag, element, outside: this.#bindings });
    this.#counts.set(tag, (this.#counts.get(tag) ?? 0) + 1);
    this.#top = element;
    this.#bindings = bindings;
  }

  #endsItsLike({ name, end }: Tag, text: string): boolean {
    if (!this.#neverWithinItself.has(name) || !this.#has(name)) return false;
    if (this.innermost === name) return true;
    if (this.#beginsAnew.size > 0) return !this.#isBegunAnew(name);
    startOfElement.lastIndex = end;
    return startOfElement.test(text);
  }

  /** Whether something begins anew within the innermost open element of that tag. Deeper ones are left out in any case. */
  #isBegunAnew(name: string): boolean {
    const first = Math.max(this.#open.length - recoveredDepthMax, 0);
    for (let at = this.#open.length - 1; at >= first; at -= 1) {
      const open = this.#open[at];
      if (open === undefined || open.tag === name) return false;
      if (this.#beginsAnew.has(open.element.name)) return true;
    }
    return false;
  }
}

const startOfElement = /\s{0,1000}<[^\s/!?]/uy;

const noAttributes: ReadonlyMap<string, string> = new Map();
const noCdata: Set<number> = new Set();

function openElement(name: string, namespace: string, attributes: ReadonlyMap<string, string>): OpenElement {
  return { name, namespace, attributes, children: [], cdata: noCdata, isUnclosed: false, isCut: false };
}
