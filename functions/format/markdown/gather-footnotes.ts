import type { MarkdownIt, StateCore, Token } from "markdown-it";
import footnotes from "markdown-it-footnote";

/** What the plug-in keeps of each note, in the order in which they are called. */
interface Note {
  readonly label?: string;
  /** Of a note that is written where it is called. */
  readonly tokens?: Token[];
  readonly content?: string;
}

/**
 * Footnotes as `<a epub:type="noteref" href="#fn1">` and `<aside epub:type="footnote" id="fn1">`, the latter gathered at the end;
 * the writer links a note back to where it is called.
 */
export function gatherFootnotes(parser: MarkdownIt): void {
  parser.use(footnotes);
  // The plug-in copies all tokens once per note, which takes minutes for some ten thousand notes.
  parser.core.ruler.at("footnote_tail", gather);
  const { rules } = parser.renderer;
  rules["footnote_ref"] = (tokens, index) => {
    const number = numberOf(tokens[index]);
    const repeat = Number(tokens[index]?.meta?.["subId"] ?? 0);
    const id = repeat > 0 ? `fnref${number}-${repeat}` : `fnref${number}`;
    return `<sup><a epub:type="noteref" href="#fn${number}" id="${id}">${number}</a></sup>`;
  };
  rules["footnote_block_open"] = () => '<section epub:type="footnotes">\n';
  rules["footnote_block_close"] = () => "</section>\n";
  rules["footnote_open"] = (tokens, index) => `<aside epub:type="footnote" id="fn${numberOf(tokens[index])}">\n`;
  rules["footnote_close"] = () => "</aside>\n";
}

function numberOf(token: Token | undefined): number {
  return Number(token?.meta?.["id"] ?? 0) + 1;
}

function gather(state: StateCore): void {
  const found = (state.env as { footnotes?: { list?: readonly Note[] } }).footnotes;
  if (found === undefined) return;
  const { text, written } = takeDefinitions(state.tokens);
  const list = found.list ?? [];
  if (list.length > 0) {
    text.push(new state.Token("footnote_block_open", "", 1));
    for (const [id, note] of list.entries()) {
      const open = new state.Token("footnote_open", "", 1);
      open.meta = { id };
      text.push(open);
      for (const token of note.tokens === undefined ? (written.get(note.label ?? "") ?? []) : inParagraph(state, note))
        text.push(token);
      text.push(new state.Token("footnote_close", "", -1));
    }
    text.push(new state.Token("footnote_block_close", "", -1));
  }
  state.tokens = text;
}

/** Parts the text from the notes that are written between its blocks. */
function takeDefinitions(tokens: readonly Token[]): { text: Token[]; written: ReadonlyMap<string, readonly Token[]> } {
  const text: Token[] = [];
  const written = new Map<string, Token[]>();
  let note: Token[] | undefined;
  for (const token of tokens) {
    if (token.type === "footnote_reference_open") {
      note = [];
      written.set(labelOf(token), note);
    } else if (token.type === "footnote_reference_close") {
      note = undefined;
    } else {
      (note ?? text).push(token);
    }
  }
  return { text, written };
}

function labelOf(token: Token): string {
  const label: unknown = token.meta?.["label"];
  return typeof label === "string" ? label : "";
}

function inParagraph(state: StateCore, { tokens, content }: Note): readonly Token[] {
  const inline = new state.Token("inline", "", 0);
  inline.children = tokens ?? [];
  inline.content = content ?? "";
  return [new state.Token("paragraph_open", "p", 1), inline, new state.Token("paragraph_close", "p", -1)];
}
