import { Rejected } from "../../../events/rejected.ts";
import type { Warning } from "../../../events/values.ts";
import { attributeOf, childOf, childrenOf, descendantsOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { damageOf } from "../part-damage.ts";
import type { OdtDocument } from "./odt-document.ts";

/** What lies in an object (`draw:object`) of a text. The root is what its styles lie in. */
export type OdtObject =
  | { readonly kind: "formula"; readonly math: XmlElement }
  | { readonly kind: "chart"; readonly chart: XmlElement; readonly root: XmlElement }
  | {
      /** Of a drawing or a presentation the words are not all that is to be seen. */
      readonly kind: "text" | "drawing";
      readonly body: XmlElement;
      readonly root: XmlElement;
      /** Where its pictures lie; empty where that is beside those of the text around it. */
      readonly folder: string;
    };

export interface OdtObjects {
  readonly of: (element: XmlElement) => OdtObject | undefined;
  /** The documents within the text, with the text itself in front. */
  readonly bodies: readonly { readonly body: XmlElement; readonly folder: string }[];
  /** Names of objects that are no XML, or too much of it: the text can be read without them. */
  readonly unreadable: readonly string[];
  /** What was wrong with those that were read. */
  readonly warnings: readonly Warning[];
}

/** Objects in objects in objects: nobody opens more than that. */
const objectDepthMax = 4;

/**
 * The objects of a text: they lie inside of it, or in a document of their own in the folder that they name, `Object 1`.
 * @throws Rejected `archive/…`
 */
export async function readObjects(document: OdtDocument, text: XmlElement): Promise<OdtObjects> {
  const objects = new Map<XmlElement, OdtObject>();
  /** Each is read once, however many objects name it. */
  const known = new Map<string, OdtObject | undefined>();
  const unreadable: string[] = [];
  const warnings: Warning[] = [];
  const bodies = [{ body: text, folder: "", depth: 0 }];
  const readIn = async (folder: string): Promise<OdtObject | undefined> => {
    try {
      const part = await document.partIn(folder);
      const object = part && objectIn(part.root, folder);
      if (part !== undefined && object !== undefined) warnings.push(...damageOf("odt", part, folder));
      else if (part?.isGuessed) unreadable.push(folder);
      return object;
    } catch (error) {
      if (!(error instanceof Rejected && error.code.startsWith("xml/"))) throw error;
      unreadable.push(folder);
      return undefined;
    }
  };
  // `bodies` grows where an object has objects of its own.
  for (const { body, folder, depth } of bodies) {
    if (depth >= objectDepthMax) continue;
    for (const element of descendantsOf(body, "object")) {
      const name = nameIn(folder, attributeOf(element, "href") ?? "");
      const isNew = name !== "" && !known.has(name);
      if (isNew) known.set(name, await readIn(name));
      const object = name === "" ? objectIn(childrenOf(element)[0] ?? element, folder) : known.get(name);
      if (object === undefined) continue;
      objects.set(element, object);
      // One that lies in the text itself has been walked through with it.
      if (isNew && "body" in object) bodies.push({ body: object.body, folder: name, depth: depth + 1 });
    }
  }
  return { of: (element) => objects.get(element), bodies, unreadable, warnings };
}

/** What a document in this folder calls so, as a name in the whole package. */
export function nameIn(folder: string, reference: string): string {
  const name = reference.replace(/^(?:\.\/)+/u, "").replace(/\/$/u, "");
  return folder === "" || name === "" ? name : `${folder}/${name}`;
}

function objectIn(root: XmlElement, folder: string): OdtObject | undefined {
  const body = childOf(root, "body");
  const chart = childOf(childOf(body, "chart"), "chart");
  if (chart !== undefined) return { kind: "chart", chart, root };
  for (const [name, kind] of documents) {
    const inner = childOf(body, name);
    if (inner !== undefined) return { kind, body: inner, root, folder };
  }
  const math = root.name === "math" ? root : [...descendantsOf(root, "math")][0];
  return math === undefined ? undefined : { kind: "formula", math };
}

const documents = [
  ["text", "text"],
  ["spreadsheet", "text"],
  ["drawing", "drawing"],
  ["presentation", "drawing"],
] as const;
