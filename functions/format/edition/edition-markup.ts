import type { EditionArticle, EditionLayout } from "../../../shared/articles/edition-layout.ts";
import { escapeAttribute, escapeText } from "../../../shared/markup/xml.ts";
import { dayInWords, timeInWords } from "./edition-dates.ts";

/** Addresses within an edition, as its pages link to one another. */
export const frontPage = "page:front";
export const missingPage = "page:missing";
export const sectionPage = (section: number) => `section:${section}`;
export const articlePage = (articleId: string) => `article:${articleId}`;
/** A picture, by the key of its blob. */
export const pictureAt = (key: string) => `blob:${key}`;

const summaryLettersMax = 280;

/** The first page: the best stories with their beginnings, then what else there is. HTML of a body. */
export function frontPageMarkup(layout: EditionLayout, leadPicture: string | undefined): string {
  const byId = new Map(
    layout.sections.flatMap(({ articles }) => articles.map((article) => [article.articleId, article])),
  );
  const [lead, ...others] = layout.topStories.flatMap((id) => byId.get(id) ?? []);
  return [
    `<h1 style="text-align:center">${text(layout.digestName)}</h1>`,
    `<p style="text-align:center"><i>${text(dayInWords(layout.slot, layout))}</i></p>`,
    lead === undefined ? "" : leadStory(lead, leadPicture, layout),
    ...others.map((article) => story(article, layout)),
    "<hr/>",
    layout.sections.length === 0 ? "" : `<h3>In this edition</h3>${sectionsList(layout)}`,
    missingLine(layout),
  ].join("\n");
}

function leadStory(article: EditionArticle, picture: string | undefined, layout: EditionLayout): string {
  const shown =
    picture === undefined
      ? ""
      : `<figure><img src="${escapeAttribute(picture)}" alt="${escapeAttribute(article.title)}"/></figure>`;
  return `${shown}${story(article, layout)}`;
}

/** A story as the front page and the front of a section tell it. */
function story(article: EditionArticle, layout: EditionLayout): string {
  const summary = shortened(article.summary, summaryLettersMax);
  // One paragraph, which stands right below its heading: a second one would be moved in.
  const below = [`<small>${text(bylineOf(article, layout))}</small>`, ...(summary === "" ? [] : [text(summary)])];
  return `<h3>${link(articlePage(article.articleId), article.title)}</h3>\n<p>${below.join("<br/>")}</p>`;
}

function sectionsList({ sections }: EditionLayout): string {
  const items = sections.map(
    ({ title, articles }, section) => `<li>${link(sectionPage(section), title)} (${articles.length})</li>`,
  );
  return `<ul>${items.join("")}</ul>`;
}

function missingLine({ missing }: EditionLayout): string {
  const isEmpty = missing.feeds.length + missing.summaries.length + missing.leftOut.length === 0;
  return isEmpty ? "" : `<p>${link(missingPage, "What is missing, and why")}</p>`;
}

/** The front of a section: its articles with their beginnings. */
export function sectionMarkup(layout: EditionLayout, section: number): string {
  const { title = "", articles = [] } = layout.sections[section] ?? {};
  return [
    `<h1>${text(title)}</h1>`,
    `<p style="text-align:center"><small>${link(frontPage, "Front page")}</small></p>`,
    ...articles.map((article) => story(article, layout)),
  ].join("\n");
}

/** An article's neighbours, in the order of reading. */
export interface ArticlePlace {
  readonly section: number;
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

/** What stands above and below an article's own text. */
export function articleFrame(
  article: EditionArticle,
  place: ArticlePlace,
  layout: EditionLayout,
): { readonly above: string; readonly below: string } {
  const bar = barOf(place, layout);
  const also =
    article.alsoIn.length === 0
      ? ""
      : `<p style="text-align:left"><small>Also in ${text(list(article.alsoIn))}</small></p>`;
  const shortfall =
    article.shortfall === undefined
      ? ""
      : `<p style="text-align:left"><i>${text(`Only a summary. ${article.shortfall}`)}</i></p>`;
  const original =
    article.url === undefined
      ? ""
      : `<p style="text-align:left"><small><a href="${escapeAttribute(article.url)}">${text(`The original at ${hostOf(article.url)}`)}</a></small></p>`;
  return {
    // The title first: it begins the page, and what stood above it would be a page of its own.
    above: [
      `<h1>${text(article.title)}</h1>`,
      `<p style="text-align:left"><small>${text(bylineOf(article, layout))}</small></p>`,
      also,
      bar,
    ].join("\n"),
    below: [shortfall, "<hr/>", original, bar].join("\n"),
  };
}

function barOf({ section, previous, next }: ArticlePlace, layout: EditionLayout): string {
  const links = [
    previous === undefined ? "" : link(articlePage(previous), "‹ Previous"),
    link(sectionPage(section), layout.sections[section]?.title ?? "Section"),
    link(frontPage, "Front page"),
    next === undefined ? "" : link(articlePage(next), "Next ›"),
  ].filter((one) => one !== "");
  return `<p style="text-align:center"><small>${links.join(" · ")}</small></p>`;
}

/** The last page: what the reader would otherwise look for in vain, and why it is not here. */
export function missingMarkup({ missing, timeZone, sections }: EditionLayout): string {
  const { feeds, summaries, leftOut } = missing;
  const failed = feeds.map(({ title, reason, since }) => {
    const when = since === undefined ? "" : ` Since ${timeInWords(since, { timeZone })}.`;
    return `<li><b>${text(title)}</b>: ${text(`${reason}${when}`)}</li>`;
  });
  const short = summaries.map(
    ({ title, source, reason, url }) =>
      `<li>${url === undefined ? text(title) : `<a href="${escapeAttribute(url)}">${text(title)}</a>`} (${text(source)}): ${text(reason)}</li>`,
  );
  const out = leftOut.map(({ why, count, titles }) => {
    const counted = count === 1 ? "One article, because" : `${count} articles, because`;
    const named = titles.length === 0 ? "" : `: ${text(titles.join("; "))}${count > titles.length ? "; …" : ""}`;
    return `<li>${counted} ${text(why)}${named}</li>`;
  });
  return [
    "<h1>What is missing</h1>",
    `<p style="text-align:center"><small>${link(frontPage, "Front page")}</small></p>`,
    listOf("Feeds that could not be had", failed),
    listOf("Articles of which only a summary could be had", short),
    listOf("Left out by your rules and limits", out),
    failed.length + short.length + out.length === 0
      ? "<p>Nothing: every feed answered, and every article is whole.</p>"
      : "",
    sections.length === 0 ? "<p>There is no more to read in this edition.</p>" : "",
  ].join("\n");
}

function listOf(title: string, items: readonly string[]): string {
  return items.length === 0 ? "" : `<h3>${text(title)}</h3><ul>${items.join("")}</ul>`;
}

/** An article's byline stands in three places, and dates take their time. */
const bylines = new WeakMap<EditionArticle, string>();

function bylineOf(article: EditionArticle, layout: EditionLayout): string {
  const known = bylines.get(article) ?? writeByline(article, layout);
  bylines.set(article, known);
  return known;
}

function writeByline(article: EditionArticle, layout: EditionLayout): string {
  const { source, author, publishedAt, readingMinutes } = article;
  const minutes = readingMinutes === 0 ? "" : readingMinutes === 1 ? "1 minute" : `${readingMinutes} minutes`;
  const parts = [source, author ?? "", publishedAt === undefined ? "" : timeInWords(publishedAt, layout), minutes];
  return parts.filter((part) => part !== "").join(" · ");
}

function link(address: string, words: string): string {
  return `<a href="${escapeAttribute(address)}">${text(words)}</a>`;
}

function text(words: string): string {
  return escapeText(words);
}

function list(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

function hostOf(url: string): string {
  return URL.parse(url)?.hostname.replace(/^www\./u, "") ?? url;
}

function shortened(words: string, lettersMax: number): string {
  if (words.length <= lettersMax) return words;
  const cut = words.slice(0, lettersMax);
  const blank = cut.lastIndexOf(" ");
  return `${(blank > lettersMax / 2 ? cut.slice(0, blank) : cut).toWellFormed().replace(/[\s,;:–-]+$/u, "")}…`;
}
