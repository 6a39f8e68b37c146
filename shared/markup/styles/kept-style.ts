/** What stands before the items of a list: nothing, dots, or the numbers that HTML knows by these letters. */
export type ListStyle = "none" | "dots" | "1" | "a" | "A" | "i" | "I";

/**
 * What styles mean, reduced to what a Kindle's reader should still see. Everything else (fonts, sizes, colours,
 * positions, modern layout) is dropped (K37, K38).
 */
export interface SourceStyle {
  readonly hidden?: boolean;
  readonly invisible?: boolean;
  readonly align?: "left" | "center" | "right";
  readonly italic?: boolean;
  readonly bold?: boolean;
  readonly smallCaps?: boolean;
  /** Letters are shown as capitals or as small ones, whatever they are written as. */
  readonly letterCase?: "upper" | "lower" | "none";
  readonly listStyle?: ListStyle;
  readonly fixedWidth?: boolean;
  readonly struck?: boolean;
  readonly underlined?: boolean;
  readonly raised?: "sup" | "sub";
  readonly breakBefore?: boolean;
  readonly breakAfter?: boolean;
  /** Line ends in the text are line ends on the page. */
  readonly keepsLines?: boolean;
  /** It begins and ends lines, whatever kind of element it is. */
  readonly ownLine?: boolean;
  /** How far it is moved in where lines begin, and its first line beyond that, in em. */
  readonly marginEm?: number;
  readonly paddingEm?: number;
  readonly firstLineEm?: number;
  /** Lines run from top to bottom, the first one on the right. */
  readonly vertical?: boolean;
  /** The space above and below it, in em. */
  readonly topEm?: number;
  readonly bottomEm?: number;
}
