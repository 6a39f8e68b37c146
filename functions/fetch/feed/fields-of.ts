import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import type { Reading } from "./reading.ts";
import type { FieldKey } from "./vocabulary.ts";

/** What stands directly in an item or a channel and in nothing else. */
const ownFields: ReadonlySet<FieldKey> = new Set<FieldKey>([
  "home:title",
  "home:link",
  "home:guid",
  "home:id",
  "home:pubdate",
  "home:published",
  "home:updated",
  "home:description",
  "home:summary",
  "home:content",
  "content:encoded",
  "dc:creator",
  "dc:date",
]);
/**
 * The fields of an item or a channel. An element that is not closed seems to hold the fields behind it: they are taken out of
 * it again. What the end of the document cut off counts as not there.
 */
export function* fieldsOf(element: RecoveredElement, reading: Reading): Generator<RecoveredElement> {
  for (const child of element.children) {
    if (typeof child === "string") continue;
    const at = child.isUnclosed ? child.children.findIndex(isOwn(reading)) : -1;
    if (at === -1) {
      if (!child.isCut) yield child;
      continue;
    }
    yield { ...child, children: child.children.slice(0, at) };
    yield* fieldsOf({ ...child, children: child.children.slice(at) }, reading);
  }
}

const isOwn =
  ({ keyOf }: Reading) =>
  (child: RecoveredElement | string): boolean =>
    typeof child !== "string" && ownFields.has(keyOf(child));
