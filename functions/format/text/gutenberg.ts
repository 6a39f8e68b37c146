import type { SourceMetadata } from "../source-book.ts";
import { languageNames } from "./language-names.ts";

export interface GutenbergText {
  /** The work itself, between the marks. */
  readonly body: string;
  /** What Project Gutenberg says before and behind it, licence included. */
  readonly notice: string;
  readonly metadata: Partial<SourceMetadata>;
}

/** The marks stand within the first part and the last part of a file. */
const headCharactersMax = 40_000;
const tailCharactersMax = 80_000;

const startMarks = [
  /^ ?\*\*\* ?START OF (?:THIS|THE) PROJECT GUTENBERG E(?:BOOK|TEXT).*(?:\n(?!\n).*)*?\*\*\* *$/imu,
  /^\*+ ?START OF (?:THIS|THE) PROJECT GUTENBERG E(?:BOOK|TEXT).*$/imu,
  /^\*END[* ]+THE SMALL PRINT!.*$/imu,
  /^\*\*\*?These (?:E(?:Books|texts)|files) (?:Are|Were) Prepared By.*$/imu,
];
const endMarks = [
  /^ ?\*\*\* ?END OF (?:THIS|THE) PROJECT GUTENBERG E(?:BOOK|TEXT)/imu,
  /^\*+ ?END OF (?:THIS|THE) PROJECT GUTENBERG E(?:BOOK|TEXT)/imu,
  /^End of (?:the |this )?Project Gutenberg(?:'s|’s)? /imu,
];
/** Older files say that they end just above the mark as well. */
const closing = /\n+(?:End|\*+\s*End) of (?:the |this )?Project Gutenberg[^\n]*(?:\n[^\n]+)*\s*$/iu;
const credits =
  /^\s*((?:(?:E-?text |This e(?:book|text) was )?(?:produced|prepared|transcribed|digitized) (?:by|from)|Credits:)[^\n]*(?:\n[^\n]+)*)\n\s*\n/iu;

/** A text of Project Gutenberg, taken apart; `undefined` for anything else. */
export function takeGutenberg(text: string): GutenbergText | undefined {
  const head = text.slice(0, headCharactersMax);
  if (!/project gutenberg/iu.test(head)) return undefined;
  const start = startMarks.map((mark) => mark.exec(head)).find((match) => match !== null);
  if (start === undefined) return undefined;
  const bodyStart = start.index + start[0].length;
  const tailStart = Math.max(bodyStart, text.length - tailCharactersMax);
  const tail = text.slice(tailStart);
  const end = endMarks.map((mark) => mark.exec(tail)).find((match) => match !== null);
  const bodyEnd = end === undefined ? text.length : tailStart + end.index;
  const header = text.slice(0, bodyStart);
  const { body, said } = trimBody(text.slice(bodyStart, bodyEnd));
  return {
    body,
    notice: [header.trim(), ...said, text.slice(bodyEnd).trim()].filter((part) => part !== "").join("\n\n"),
    metadata: metadataOf(header),
  };
}

function trimBody(body: string): { body: string; said: readonly string[] } {
  const said: string[] = [];
  let rest = body;
  const made = credits.exec(rest.slice(0, 3000));
  if (made !== null) {
    said.push((made[1] ?? "").trim());
    rest = rest.slice(made[0].length);
  }
  const last = closing.exec(rest.slice(-1000));
  if (last !== null) {
    said.push(last[0].trim());
    rest = rest.slice(0, rest.length - Math.min(1000, rest.length) + last.index);
  }
  return { body: rest, said };
}

function metadataOf(header: string): Partial<SourceMetadata> {
  const title = field(header, "Title") ?? spokenTitle(header)?.title;
  const author = field(header, "Author") ?? spokenTitle(header)?.author;
  const language = field(header, "Language")?.toLowerCase();
  const code = language === undefined ? undefined : languageNames.get(language.split(/[ ,(]/u)[0] ?? "");
  return {
    ...(title !== undefined && { title }),
    ...(author !== undefined && !/^(?:anonymous|various|unknown)$/iu.test(author) && { authors: peopleIn(author) }),
    ...(code !== undefined && { language: code }),
  };
}

/** `Title: …`, which may go on in indented lines. */
function field(header: string, name: string): string | undefined {
  const match = new RegExp(`^${name}: *(\\S.*(?:\\n[ \\t]+\\S.*)*)$`, "imu").exec(header);
  return match?.[1]?.replace(/\s+/gu, " ").trim();
}

/** "The Project Gutenberg EBook of Emma, by Jane Austen", in the first line. */
function spokenTitle(header: string): { title: string; author: string } | undefined {
  const match =
    /^\W*(?:The )?Project Gutenberg(?:'s|’s)? ?(?:E-?(?:Book|Text) )?(?:of )?(.+?),? by ([^\n]+?)\W*$/imu.exec(header);
  const [, title, author] = match ?? [];
  return title === undefined || author === undefined ? undefined : { title, author };
}

function peopleIn(author: string): readonly string[] {
  return author.split(/\s*;\s*|,?\s+and\s+/u).filter((name) => name !== "");
}
