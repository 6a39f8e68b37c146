import type { DefaultTreeAdapterTypes } from "parse5";
import { type Attributes, attributesOf, localName } from "../source-attributes.ts";
import type { AttributeTest, Compound, Selector } from "./parse-selector.ts";

type Element = DefaultTreeAdapterTypes.Element;

/** How far up a page is looked, in elements. */
const ancestorsMax = 64;
/** How often elements of one page are compared before its stylesheets have to do without. */
export const comparisonsMax = 20_000_000;

/** What of an element selectors ask for, looked up once. */
interface Looked {
  readonly name: string;
  readonly id: string | undefined;
  readonly classes: ReadonlySet<string>;
  readonly attributes: Attributes;
}

/** Answers whether selectors are about elements of one page. */
export interface Matcher {
  readonly look: (element: Element) => Looked;
  readonly matches: (selector: Selector, element: Element) => boolean;
}

export function openMatcher(): Matcher {
  const looked = new WeakMap<Element, Looked>();
  const siblings = new WeakMap<
    object,
    { readonly list: readonly Element[]; readonly at: ReadonlyMap<Element, number> }
  >();
  let comparisons = 0;

  const look = (element: Element): Looked => {
    const before = looked.get(element);
    if (before !== undefined) return before;
    const attributes = attributesOf(element);
    const found = {
      name: localName(element.tagName),
      id: attributes["id"],
      classes: new Set((attributes["class"] ?? "").split(/\s+/).filter((one) => one !== "")),
      attributes,
    };
    looked.set(element, found);
    return found;
  };

  const siblingsOf = (element: Element) => {
    const parent = element.parentNode;
    if (parent === null) return { list: [element], at: new Map([[element, 0]]) };
    const before = siblings.get(parent);
    if (before !== undefined) return before;
    const list = parent.childNodes.filter((node): node is Element => "tagName" in node);
    const found = { list, at: new Map(list.map((one, index) => [one, index])) };
    siblings.set(parent, found);
    return found;
  };

  const isCompound = (compound: Compound, element: Element): boolean => {
    comparisons += 1;
    const { name, id, classes, attributes } = look(element);
    return (
      (compound.name === undefined || compound.name === name) &&
      (compound.id === undefined || compound.id === id) &&
      compound.classes.every((one) => classes.has(one)) &&
      compound.attributes.every((test) => passes(test, attributes[test.name])) &&
      compound.place.every((place) => stands(place, element))
    );
  };

  const stands = (place: Compound["place"][number], element: Element): boolean => {
    const { list, at } = siblingsOf(element);
    const isFirst = at.get(element) === 0;
    const isLast = at.get(element) === list.length - 1;
    return place === "first" ? isFirst : place === "last" ? isLast : isFirst && isLast;
  };

  const parentOf = (element: Element): Element | undefined => {
    const parent = element.parentNode;
    return parent !== null && "tagName" in parent ? parent : undefined;
  };

  /** Whether what has to be around the element, from that on, is. */
  const isAround = (around: Selector["around"], from: number, element: Element): boolean => {
    const next = around[from];
    if (next === undefined) return true;
    if (comparisons > comparisonsMax) return false;
    const { combinator, compound } = next;
    if (combinator === "within" || combinator === "child") {
      let outer = parentOf(element);
      for (let up = 0; outer !== undefined && up < ancestorsMax; up += 1, outer = parentOf(outer)) {
        if (isCompound(compound, outer) && isAround(around, from + 1, outer)) return true;
        if (combinator === "child") return false;
      }
      return false;
    }
    const { list, at } = siblingsOf(element);
    const own = at.get(element) ?? 0;
    const first = combinator === "next" ? own - 1 : Math.max(0, own - ancestorsMax);
    for (let index = own - 1; index >= Math.max(0, first); index -= 1) {
      const before = list[index];
      if (before !== undefined && isCompound(compound, before) && isAround(around, from + 1, before)) return true;
    }
    return false;
  };

  return {
    look,
    matches: ({ subject, around }, element) =>
      comparisons <= comparisonsMax && isCompound(subject, element) && isAround(around, 0, element),
  };
}

function passes({ operator, value }: AttributeTest, actual: string | undefined): boolean {
  if (actual === undefined) return false;
  switch (operator) {
    case "":
      return true;
    case "=":
      return actual === value;
    case "~=":
      return value !== "" && actual.split(/\s+/).includes(value);
    case "|=":
      return actual === value || actual.startsWith(`${value}-`);
    case "^=":
      return value !== "" && actual.startsWith(value);
    case "$=":
      return value !== "" && actual.endsWith(value);
    case "*=":
      return value !== "" && actual.includes(value);
  }
}
