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
  /** The space above and below most of its text, in em. */
  readonly topEm: number;
  readonly bottomEm: number;
  /** Whether they hide most of it: then they count on a script that shows it. */
  readonly hidesMost: boolean;
}

/** In em: indents that differ by less are the same. */
const sameEm = 0.5;
const unread = new Set(["script", "style", "template"]);

/** Looks over a page once, however deep it is. */
export function surveyPage(body: readonly ChildNode[], styles: PageStyles): PageSurvey {
  const [indents, tops, bottoms] = [new Map<number, number>(), new Map<number, number>(), new Map<number, number>()];
  let [all, hidden] = [0, 0];
  const open: {
    readonly nodes: readonly ChildNode[];
    next: number;
    readonly em: number;
    readonly topEm: number;
    readonly bottomEm: number;
    readonly isHidden: boolean;
  }[] = [{ nodes: body, next: 0, em: 0, topEm: 0, bottomEm: 0, isHidden: false }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next];
    level.next += 1;
    if (node === undefined) open.pop();
    else if (node.nodeName === "#text") {
      const { length } = (node as DefaultTreeAdapterTypes.TextNode).value.trim();
      all += length;
      if (level.isHidden) hidden += length;
      else {
        count(indents, level.em, length);
        count(tops, level.topEm, length);
        count(bottoms, level.bottomEm, length);
      }
    } else if ("tagName" in node) {
      const name = localName(node.tagName);
      if (unread.has(name)) continue;
      const style = styles.of(node);
      const isBlock = indentable.has(name);
      const em = level.em + (isBlock ? indentOf(style) : 0);
      const topEm = isBlock ? (style.topEm ?? 0) : level.topEm;
      const bottomEm = isBlock ? (style.bottomEm ?? 0) : level.bottomEm;
      const isHidden = level.isHidden || style.hidden === true || style.invisible === true;
      open.push({ nodes: childrenOf(node), next: 0, em, topEm, bottomEm, isHidden });
    }
  }
  return { baseEm: mostOf(indents), topEm: mostOf(tops), bottomEm: mostOf(bottoms), hidesMost: hidden * 2 > all };
}

function count(lengths: Map<number, number>, em: number, length: number): void {
  const rounded = Math.round(em / sameEm) * sameEm;
  lengths.set(rounded, (lengths.get(rounded) ?? 0) + length);
}

/** What holds for most of the text. */
function mostOf(lengths: ReadonlyMap<number, number>): number {
  const [most] = [...lengths].toSorted(([, one], [, other]) => other - one);
  return most?.[0] ?? 0;
}
