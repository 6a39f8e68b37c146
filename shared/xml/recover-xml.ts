import { decodeReferences } from "./decode-references.ts";
import { endOfDoctype } from "./end-of-doctype.ts";
import { OpenElements, type RecoveredElement, type RecoverOptions } from "./open-elements.ts";
import { readTag, type TagReading } from "./read-tag.ts";
import { damages } from "./xml-damages.ts";

export interface RecoveredXml {
  /** What stands at the top: one element where the document is well-formed. */
  readonly roots: readonly RecoveredElement[];
  /** Text that stands beside them, and was in one that ended too early: behind it, ends of what it held are left over. */
  readonly fallenOut: readonly (RecoveredElement | string)[];
  /** What had to be guessed at, in words: "a bare <". Empty where the document is well-formed. */
  readonly damage: ReadonlySet<string>;
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
  readonly #elements: OpenElements;
  /** Where the next of each end is, -1 where none comes any more: it need not be looked for again in front of it. */
  readonly #nextEnds = new Map<string, number>();
  /** Where the text begins that has not been given to an element yet. */
  #textStart = 0;

  constructor(text: string, options: RecoverOptions) {
    this.#text = text;
    this.#elements = new OpenElements(this.#note, options);
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
    this.#elements.end();
    return { roots: this.#roots(), fallenOut: this.#fallenOut(), damage: this.#damage };
  }

  #roots(): readonly RecoveredElement[] {
    const { outermost } = this.#elements;
    if (outermost.some((child) => typeof child === "string" && child.trim() !== "")) this.#note(damages.text);
    const roots = outermost.filter((child) => typeof child !== "string");
    if (roots.length > 1) this.#note(damages.elements);
    return roots;
  }

  /** All that follows the first element. */
  #fallenOut(): readonly (RecoveredElement | string)[] {
    if (!this.#damage.has(damages.leftOver)) return [];
    const { outermost } = this.#elements;
    return outermost.slice(outermost.findIndex((child) => typeof child !== "string") + 1);
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
    let at = this.#nextEnds.get(end);
    if (at === undefined || (at !== -1 && at < from)) {
      at = this.#text.indexOf(end, from);
      this.#nextEnds.set(end, at);
    }
    return at === -1 ? undefined : at;
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
    if (from < to) this.#elements.addCdata(this.#text.slice(from, to));
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
    const within = this.#elements.innermost;
    const end = within === undefined ? undefined : this.#endOf(`</${within}>`, from);
    return end !== undefined && end < next ? end : undefined;
  }

  #skipDoctype(at: number): number | undefined {
    const end = this.#nextEnds.get(doctype) === -1 ? undefined : endOfDoctype(this.#text, at);
    if (end === undefined) {
      this.#nextEnds.set(doctype, -1);
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
    this.#elements.add(tag, this.#text);
    return tag.end;
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
    this.#elements.close(tag);
    return end + (this.#text.charCodeAt(end) === greater ? 1 : 0);
  }

  #endText(end: number): void {
    if (this.#textStart >= end) return;
    this.#elements.addText(decodeReferences(this.#text.slice(this.#textStart, end), this.#note));
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
