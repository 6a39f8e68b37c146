import { decodeReferences } from "./decode-references.ts";
import { endOfDoctype } from "./end-of-doctype.ts";
import { readTag, type Tag, type TagReading } from "./read-tag.ts";
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

export interface RecoveredXml {
  /** What stands at the top: one element where the document is well-formed. */
  readonly roots: readonly RecoveredElement[];
  /** Text that stands beside them, and was in one that ended too early: behind it, ends of what it held are left over. */
  readonly fallenOut: readonly (RecoveredElement | string)[];
  /** What had to be guessed at, in words: "a bare <". Empty where the document is well-formed. */
  readonly damage: ReadonlySet<string>;
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

const none: ReadonlySet<string> = new Set();

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

/**
 * Reads text as XML and never gives up: a `<` or `&` that begins nothing is text, what is not closed is closed by what
 * encloses it, what closes nothing is passed over, attributes may lack quotes. A DOCTYPE is skipped whole, so nothing is
 * ever defined, expanded or fetched. It takes one pass and time linear in the text, whatever that is.
 */
export function recoverXml(text: string, options: RecoverOptions = {}): RecoveredXml {
  return new Recovery(text, options).read();
}

/** The state of one reading. */
class Recovery {
  readonly #text: string;
  readonly #damage = new Set<string>();
  readonly #note = (damage: string) => void this.#damage.add(damage);
  readonly #tags: TagReading;
  readonly #document: OpenElement = openElement("", "", noAttributes);
  readonly #open: OpenTag[] = [];
  /** How many elements of each tag are open: what closes nothing is known without looking for it. */
  readonly #openCounts = new Map<string, number>();
  /** Ends that do not come any more need not be looked for again. */
  readonly #missingEnds = new Set<string>();
  #top: OpenElement = this.#document;
  #bindings: Bindings;
  /** Where the text begins that has not been given to an element yet. */
  #textStart = 0;

  readonly #neverWithinItself: ReadonlySet<string>;
  readonly #holdNoElements: ReadonlySet<string>;
  readonly #beginsAnew: ReadonlySet<string>;

  constructor(
    text: string,
    { neverWithinItself = none, holdNoElements = none, beginsAnew = none, namespaces }: RecoverOptions,
  ) {
    this.#text = text;
    this.#neverWithinItself = neverWithinItself;
    this.#holdNoElements = holdNoElements;
    this.#beginsAnew = beginsAnew;
    this.#bindings = rootBindings(namespaces);
    this.#tags = { text, note: this.#note, missingQuotes: new Set(), wastedCharacters: 0 };
  }

  read(): RecoveredXml {
    const text = this.#text;
    for (let at = text.indexOf("<"); at !== -1; ) {
      const end = this.#readMarkup(at);
      if (end === undefined) {
        this.#note("a bare <");
        at = text.indexOf("<", at + 1);
      } else {
        this.#textStart = end;
        at = text.indexOf("<", end);
      }
    }
    this.#endText(text.length);
    for (const { element } of this.#open) element.isCut = element.isUnclosed = true;
    if (this.#open.length > 0) this.#note(damages.cut);
    return { roots: this.#roots(), fallenOut: this.#fallenOut(), damage: this.#damage };
  }

  #roots(): readonly RecoveredElement[] {
    const { children } = this.#document;
    if (children.some((child) => typeof child === "string" && child.trim() !== "")) this.#note(damages.text);
    const roots = children.filter((child) => typeof child !== "string");
    if (roots.length > 1) this.#note(damages.elements);
    return roots;
  }

  /** All that follows the first element. */
  #fallenOut(): readonly (RecoveredElement | string)[] {
    if (!this.#damage.has(damages.leftOver)) return [];
    const { children } = this.#document;
    return children.slice(children.findIndex((child) => typeof child !== "string") + 1);
  }

  /** Reads the markup at a `<` and answers where it ends; `undefined` where it is none. */
  #readMarkup(at: number): number | undefined {
    const text = this.#text;
    const next = text.charCodeAt(at + 1);
    if (next === slash) return this.#readClose(at);
    if (next !== exclamation && next !== question) return this.#readOpen(at);
    if (next === question) return this.#skip(at, at + 2, "?>");
    if (text.startsWith("<!--", at)) return this.#skip(at, at + 4, "-->");
    if (text.startsWith(cdata, at)) return this.#readCdata(at);
    return text.slice(at, at + doctype.length).toUpperCase() === doctype ? this.#skipDoctype(at) : undefined;
  }

  #endOf(end: string, from: number): number | undefined {
    if (this.#missingEnds.has(end)) return undefined;
    const at = this.#text.indexOf(end, from);
    if (at !== -1) return at;
    this.#missingEnds.add(end);
    return undefined;
  }

  #skip(at: number, from: number, end: string): number | undefined {
    const found = this.#endOf(end, from);
    if (found === undefined) return undefined;
    this.#endText(at);
    return found + end.length;
  }

  #readCdata(at: number): number | undefined {
    const from = at + cdata.length;
    const found = this.#endOf(cdataEnd, from);
    const mended = this.#missingEndOfCdata(from, found);
    this.#endText(at);
    const to = mended ?? found ?? this.#text.length;
    if (from < to) {
      // One set is shared by all elements without any: most of them.
      if (this.#top.cdata === noCdata) this.#top.cdata = new Set();
      this.#top.cdata.add(this.#top.children.push(this.#text.slice(from, to)) - 1);
    }
    if (mended !== undefined || found === undefined) this.#note(damages.cdata);
    return mended === undefined && found !== undefined ? to + cdataEnd.length : to;
  }

  /**
   * Where a CDATA section should have ended whose end is missing, so that the one found is another's: the element that it
   * stands in ends before another section begins. HTML that speaks of such tags has escaped them.
   */
  #missingEndOfCdata(from: number, found: number | undefined): number | undefined {
    const next = this.#endOf(cdata, from) ?? this.#text.length;
    if (found !== undefined && found < next) return undefined;
    const within = this.#open.at(-1);
    const end = within === undefined ? undefined : this.#endOf(`</${within.tag}>`, from);
    return end !== undefined && end < next ? end : undefined;
  }

  #skipDoctype(at: number): number | undefined {
    const end = this.#missingEnds.has(doctype) ? undefined : endOfDoctype(this.#text, at);
    if (end === undefined) {
      this.#missingEnds.add(doctype);
      this.#note("a DOCTYPE that does not end");
      return undefined;
    }
    this.#endText(at);
    return end;
  }

  #readOpen(at: number): number | undefined {
    const tag = readTag(this.#tags, at);
    if (tag === undefined) return undefined;
    this.#endText(at);
    const within = this.#open.at(-1);
    if (within !== undefined && this.#holdNoElements.has(within.element.name)) {
      this.#note("an element that is not closed");
      this.#close(within.tag);
    }
    if (this.#endsItsLike(tag)) {
      this.#note("an element that is not closed");
      this.#close(tag.name);
    }
    if (this.#open.length >= recoveredDepthMax) {
      this.#note(damages.levels);
      if (!tag.isClosed) this.#push(tag.name, this.#top, this.#bindings);
      return tag.end;
    }
    const { bindings, name, namespace, attributes } = bindNames(tag, this.#bindings, this.#note);
    const element = openElement(name, namespace, attributes);
    this.#top.children.push(element);
    if (!tag.isClosed) this.#push(tag.name, element, bindings);
    return tag.end;
  }

  #endsItsLike({ name, end }: Tag): boolean {
    if (!this.#neverWithinItself.has(name) || (this.#openCounts.get(name) ?? 0) === 0) return false;
    if (this.#open.at(-1)?.tag === name) return true;
    if (this.#beginsAnew.size > 0) return !this.#isBegunAnew(name);
    startOfElement.lastIndex = end;
    return startOfElement.test(this.#text);
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

  #push(tag: string, element: OpenElement, bindings: Bindings): void {
    this.#open.push({ tag, element, outside: this.#bindings });
    this.#openCounts.set(tag, (this.#openCounts.get(tag) ?? 0) + 1);
    this.#top = element;
    this.#bindings = bindings;
  }

  #readClose(at: number): number | undefined {
    closingName.lastIndex = at;
    const tag = closingName.exec(this.#text)?.[1];
    if (tag === undefined) return undefined;
    closingRest.lastIndex = closingName.lastIndex;
    const rest = closingRest.exec(this.#text)?.[0] ?? "";
    const end = closingName.lastIndex + rest.length;
    // `</a` before another `<` lacks its end, but is an end all the same.
    if (this.#text.charCodeAt(end) !== greater) this.#note("an end tag that does not end");
    this.#endText(at);
    if ((this.#openCounts.get(tag) ?? 0) > 0) this.#close(tag);
    else this.#note(damages.leftOver);
    return end + (this.#text.charCodeAt(end) === greater ? 1 : 0);
  }

  #close(tag: string): void {
    for (let closed = this.#open.pop(); closed !== undefined; closed = this.#open.pop()) {
      this.#openCounts.set(closed.tag, (this.#openCounts.get(closed.tag) ?? 1) - 1);
      this.#bindings = closed.outside;
      if (closed.tag === tag) break;
      closed.element.isUnclosed = true;
      this.#note("an element that is not closed");
    }
    this.#top = this.#open.at(-1)?.element ?? this.#document;
  }

  #endText(end: number): void {
    if (this.#textStart >= end) return;
    this.#top.children.push(decodeReferences(this.#text.slice(this.#textStart, end), this.#note));
    this.#textStart = end;
  }
}

const slash = 0x2f;
const exclamation = 0x21;
const question = 0x3f;
const doctype = "<!DOCTYPE";
const cdata = "<![CDATA[";
const cdataEnd = "]]>";
const greater = 0x3e;
// In two, so that neither can be tried at more than one length.
const closingName = /<\/([^\s<>/]+)/uy;
const closingRest = /[^<>]*/uy;

const startOfElement = /\s{0,1000}<[^\s/!?]/uy;

const noAttributes: ReadonlyMap<string, string> = new Map();
const noCdata: Set<number> = new Set();

function openElement(name: string, namespace: string, attributes: ReadonlyMap<string, string>): OpenElement {
  return { name, namespace, attributes, children: [], cdata: noCdata, isUnclosed: false, isCut: false };
}
