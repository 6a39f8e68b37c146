import type { DamagedXmlOptions } from "../../../shared/xml/parse-damaged-xml.ts";
import type { XmlElement } from "../../../shared/xml/xml-element.ts";

/** Where the end tags are missing that people and programs forget: none of these elements holds another of its kind, or any. */
export const fb2Reading: DamagedXmlOptions = {
  ownDoctype: "passed over",
  neverWithinItself: new Set(["p", "v", "text-author", "subtitle", "body", "description", "tr", "td", "th"]),
  holdNoElements: new Set(
    (
      "empty-line image br binary book-title first-name middle-name last-name nickname genre lang src-lang " +
      "keywords id version program-used publisher book-name city year isbn sequence"
    ).split(" "),
  ),
};

export interface Fb2Parts {
  readonly bodies: readonly XmlElement[];
  /** Pictures, wherever they stand. */
  readonly binaries: readonly XmlElement[];
}

/** Elements of a FictionBook that are no text of it; what else stands beside its bodies has fallen out of one. */
const apart = new Set(["description", "stylesheet", "binary", "body"]);

/**
 * The bodies of a FictionBook in their order, and its pictures. Text that lies beside the bodies, because one ended too early
 * or was never begun, is a body as well; so is one that lies within a description that does not end.
 */
export function fb2Parts(root: XmlElement): Fb2Parts {
  const bodies: XmlElement[] = [];
  const binaries: XmlElement[] = [];
  const gather = (parent: XmlElement, isDescription: boolean): void => {
    let fallenOut: (XmlElement | string)[] = [];
    const endFallenOut = () => {
      if (fallenOut.some(isText)) bodies.push({ ...emptyBody, children: fallenOut });
      fallenOut = [];
    };
    for (const child of parent.children) {
      if (typeof child === "string" || !apart.has(child.name)) {
        if (typeof child !== "string" && (child.name === "FictionBook" || isDescription)) gather(child, isDescription);
        else if (!isDescription) fallenOut.push(child);
        continue;
      }
      if (child.name === "binary") binaries.push(child);
      if (child.name === "description") gather(child, true);
      if (child.name !== "body") continue;
      endFallenOut();
      bodies.push(child);
      binaries.push(...binariesIn(child));
    }
    endFallenOut();
  };
  gather(root, false);
  return { bodies, binaries };
}

const emptyBody: XmlElement = { name: "body", namespace: "", attributes: new Map(), children: [] };

function isText(node: XmlElement | string): boolean {
  return typeof node !== "string" || node.trim() !== "";
}

/** Those that a body took in which does not end. */
function binariesIn(element: XmlElement): readonly XmlElement[] {
  return element.children.flatMap((child) => {
    if (typeof child === "string") return [];
    return child.name === "binary" ? [child] : binariesIn(child);
  });
}
