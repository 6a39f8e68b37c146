import type { DefaultTreeAdapterTypes } from "parse5";
import { attributesOf } from "../../../shared/markup/source-attributes.ts";
import { sourceStyle } from "../../../shared/markup/source-style.ts";
import type { SourceChapter } from "../source-book.ts";

/** Whether the lines of a chapter run from top to bottom, as `html` or `body` say: a Japanese or Chinese book does. */
export function isVertical({ body, styles }: SourceChapter): boolean {
  const parent = body.find((node) => node.parentNode?.nodeName === "body")?.parentNode;
  let up: DefaultTreeAdapterTypes.ParentNode | null | undefined = parent;
  while (up && "tagName" in up) {
    const { vertical } = sourceStyle(attributesOf(up), styles?.of(up));
    if (vertical !== undefined) return vertical;
    up = up.parentNode;
  }
  return false;
}
