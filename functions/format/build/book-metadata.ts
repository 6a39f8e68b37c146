import { createHash } from "node:crypto";
import type { BookWords } from "../../../events/book-described.ts";
import type { Rung } from "../../../events/values.ts";
import { cleanText, plainLine } from "../../../shared/markup/clean-text.ts";
import type { Note } from "../gate/notes.ts";
import type { SourceMetadata } from "../source-book.ts";
import { loneNumber, recogniseHeading } from "../text/recognise-heading.ts";
import { isRightToLeft } from "./book-language.ts";
import type { BuiltMetadata } from "./built-book.ts";

/** What is known of a book from elsewhere than its own pages. */
export interface BookHints {
  /** As the reader named the file. */
  readonly fileName: string;
  /** What was read of it when it came in; empty or `und` where that was nothing. */
  readonly title: string;
  readonly authors: readonly string[];
  readonly language: string;
  readonly sourceSha256: string;
  /** ISO 8601: when the book came in, which is the only time that a repeat finds again. */
  readonly modifiedAt: string;
  /** What the reader says of the book: more than anybody else knows. */
  readonly words?: BookWords;
  /** How much more conservatively than usual it is made, after Amazon could not convert it. */
  readonly rung?: Rung;
}

/** What the pages themselves say. */
export interface PageFacts {
  readonly firstHeading: string;
  /** What the book is in, chosen already. */
  readonly language: string;
}

const titleLengthMax = 300;
const nameLengthMax = 200;
const authorsMax = 50;
const subjectsMax = 50;
const descriptionLengthMax = 4000;

/**
 * The title, by the first source that has one (K5, K6): the book itself, what was read of it when it came in, its first
 * heading, the name of its file. What a program writes where nobody wrote a title counts last.
 */
export function bookTitle(metadata: SourceMetadata, hints: BookHints, firstHeading: string, note: Note): string {
  const said = plainLine(hints.words?.title ?? "", titleLengthMax);
  if (said !== "") return said;
  const own = ofProgram(plainLine(metadata.title, titleLengthMax));
  if (own !== "" && !isPlaceholder(own)) return own;
  const fileName = hints.fileName.split(/[/\\]/).at(-1) ?? "";
  const stem = plainLine(fileName.replace(/(?<=.)\.[a-z0-9]{1,8}$/i, "").replaceAll("_", " "), titleLengthMax);
  const hinted = ofProgram(plainLine(hints.title, titleLengthMax));
  // The hint may itself be no more than the file's name.
  const read = sameWords(hinted, stem) || sameWords(hinted, fileName) ? "" : hinted;
  if (read !== "" && !isPlaceholder(read)) return read;
  const heading = plainLine(firstHeading, titleLengthMax);
  const titles = [isDivision(heading) ? "" : heading, isPlaceholder(hinted) ? "" : hinted, stem, own];
  const title = titles.find((one) => one !== "") ?? "Untitled";
  note("K5", title);
  return title;
}

/** What programs call what nobody has called anything. */
function isPlaceholder(title: string): boolean {
  return /^[[(<]?(?:untitled(?: (?:document|book|page|\d+))?|unknown|unnamed|no title|title|new document|document ?\d*|unbenannt|ohne titel|sans titre|sin título|senza titolo|без названия|无标题(?:文档)?|無題)[\])>]?$/iu.test(
    title,
  );
}

/** Word names a PDF or a page that it makes after itself and the document's file. */
function ofProgram(title: string): string {
  const name = /^(?:Microsoft (?:Office )?Word|PowerPoint Presentation|OpenOffice\.org) - (.*)$/u.exec(title)?.[1];
  return name === undefined ? title : name.replace(/(?<=.)\.(?:docx?|rtf|odt|html?)$/iu, "");
}

/** "Contents", "Chapter 1" and "1. Introduction" are what parts of a book are called. */
function isDivision(heading: string): boolean {
  return recogniseHeading(heading) !== undefined || loneNumber(heading) !== undefined;
}

function sameWords(one: string, other: string): boolean {
  return wordsOnly(one) === wordsOnly(other);
}

function wordsOnly(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** All that the package says of the book, checked and filled in (K5, K6, K8, K12). */
export function bookMetadata(metadata: SourceMetadata, hints: BookHints, facts: PageFacts, note: Note): BuiltMetadata {
  const { words = {} } = hints;
  const { language } = facts;
  const ownAuthors = words.authors ? names(words.authors) : authorNames(metadata.authors);
  const published = metadata.published === undefined ? "" : isoDate(metadata.published);
  if (published === undefined) note("badDate");
  const direction = metadata.direction ?? (isRightToLeft(language) ? "rtl" : undefined);
  const inSeries = words.series ?? metadata.series;
  const series = inSeries && plainLine(inSeries.name, nameLengthMax);
  return {
    identifier: `urn:uuid:${uuidOf(hints.sourceSha256)}`,
    title: bookTitle(metadata, hints, facts.firstHeading, note),
    authors: ownAuthors.length > 0 || words.authors ? ownAuthors : authorNames(hints.authors),
    language,
    direction,
    modifiedAt: `${new Date(hints.modifiedAt).toISOString().slice(0, 19)}Z`,
    publisher: plainLine(words.publisher ?? metadata.publisher ?? "", nameLengthMax),
    description: plainLine(withoutTags(words.description ?? metadata.description ?? ""), descriptionLengthMax),
    published: published ?? "",
    subjects: names(metadata.subjects ?? []).slice(0, subjectsMax),
    series: series ? { name: series, ...seriesPosition(inSeries?.position) } : undefined,
  };
}

/** What programs call an author whom they do not know, this one among them; in the languages that calibre speaks most. */
const nobody =
  /^(?:unknown(?: author)?|unbekannt(?:e[rn]?)?(?: autor)?|inconnu(?:\(e\))?|desconocid[oa]|sconosciuto|onbekend|неизвестный(?: автор)?|未知)$/iu;

function authorNames(all: readonly string[]): readonly string[] {
  return names(all.filter((name) => !nobody.test(name.trim())));
}

function names(all: readonly string[]): readonly string[] {
  const clean = all.map((name) => plainLine(name, nameLengthMax)).filter((name) => name !== "");
  return [...new Set(clean)].slice(0, authorsMax);
}

function seriesPosition(position: number | undefined): { position?: number } {
  return position !== undefined && Number.isFinite(position) && position >= 0 ? { position } : {};
}

/** A description is often HTML, once or twice escaped. */
function withoutTags(text: string): string {
  return cleanText(text)
    .replaceAll(/<[^<>]{0,2000}>/g, " ")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

/** A date of the W3C's profile of ISO 8601, which package documents take; `undefined` for what is no date. */
export function isoDate(written: string): string | undefined {
  const match = /^\s*(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?=$|[T\s])/.exec(written);
  if (match === null) return written.trim() === "" ? "" : undefined;
  const [, year = "", month, day] = match;
  if (month === undefined) return year;
  const date = new Date(`${year}-${month}-${day ?? "01"}T00:00:00Z`);
  const real = !Number.isNaN(date.getTime()) && date.getUTCMonth() + 1 === Number(month);
  if (!real) return year;
  return day === undefined ? `${year}-${month}` : `${year}-${month}-${day}`;
}

/** A UUID of the shape of version 5 (a name's hash), made of the source's own hash: the same file, the same book. */
export function uuidOf(sha256: string): string {
  const hash = createHash("sha256").update(`kindle-content-server:${sha256}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
