import type { DefaultTreeAdapterTypes } from "parse5";
import { indentable, indentOf } from "../inherited.ts";
import { localName } from "../source-attributes.ts";
import { childrenOf } from "../source-nodes.ts";
import type { PageStyles } from "./page-styles.ts";

type ChildNode = DefaultTreeAdapterTypes.ChildNode;

/** What stylesheets do to a page as a whole. */
export interface PageSurvey {
  /** How far most of its text is moved in, in em: that is its margin, and says nothing. */
  readonly baseEm: number;
  /** Whether they hide most of it: then they count on a script that shows it. */
  readonly hidesMost: boolean;
}

/** In em: indents that differ by less are the same. */
const sameEm = 0.5;
const unread = new Set(["script", "style", "template"]);

/** Looks over a page once, however deep it is. */
export function surveyPage(body: readonly ChildNode[], styles: PageStyles): PageSurvey {
  const lengths = new Map<number, number>();
  let [all, hidden] = [0, 0];
  const open: {
    readonly nodes: readonly ChildNode[];
    next: number;
    readonly em: number;
    readonly isHidden: boolean;
  }[] = [{ nodes: body, next: 0, em: 0, isHidden: false }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next];
    level.next += 1;
    if (node === undefined) open.pop();
    else if (node.nodeName === "#text") {
      const { length } = (node as DefaultTreeAdapterTypes.TextNode).value.trim();
      all += length;
      if (level.isHidden) hidden += length;
      else {
        const em = Math.round(level.em / sameEm) * sameEm;
        lengths.set(em, (lengths.get(em) ?? 0) + length);
      }
    } else if ("tagName" in node) {
      const name = localName(node.tagName);
      if (unread.has(name)) continue;
      const style = styles.of(node);
      const em = level.em + (indentable.has(name) ? indentOf(style) : 0);
      const isHidden = level.isHidden || style.hidden === true || style.invisible === true;
      open.push({ nodes: childrenOf(node), next: 0, em, isHidden });
    }
  }
  const [most] = [...lengths].toSorted(([, one], [, other]) => other - one);
  return { baseEm: most?.[0] ?? 0, hidesMost: hidden * 2 > all };
}
