/** The package brings no types. It adds rules to the parser that it is given. */
declare module "markdown-it-footnote" {
  import type { MarkdownIt } from "markdown-it";
  export default function footnotes(parser: MarkdownIt): void;
}
