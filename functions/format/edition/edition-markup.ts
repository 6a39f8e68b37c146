import type { EditionArticle, EditionLayout } from "../../../shared/articles/edition-layout.ts";
import { escapeAttribute, escapeText } from "../../../shared/markup/xml.ts";
import { dayInWords, timeInWords } from "./edition-dates.ts";
import { reasonIn, ruleIn } from "./edition-reasons.ts";
import { articlesLeftOut, listed, minutesInWords, wordsIn } from "./edition-words.ts";

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
    layout.sections.length === 0
      ? ""
      : `<h3>${text(wordsIn(layout.language).inThisEdition)}</h3>${sectionsList(layout)}`,
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

function missingLine({ missing, language }: EditionLayout): string {
  const isEmpty = missing.feeds.length + missing.summaries.length + missing.leftOut.length === 0;
  return isEmpty ? "" : `<p>${link(missingPage, wordsIn(language).missingAndWhy)}</p>`;
}

/** The front of a section: its articles with their beginnings. */
export function sectionMarkup(layout: EditionLayout, section: number): string {
  const { title = "", articles = [] } = layout.sections[section] ?? {};
  return [
    `<h1 style="text-align:center">${text(title)}</h1>`,
    toFrontPage(layout),
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
  const words = wordsIn(layout.language);
  const by = [
    `<small>${text(bylineOf(article, layout))}</small>`,
    ...(article.alsoIn.length === 0
      ? []
      : [`<small>${text(filled(words.alsoIn, listed(article.alsoIn, layout.language)))}</small>`]),
  ];
  const behind = [
    ...(article.shortfall === undefined
      ? []
      : [
          `<i>${text(words.notFullText)} ${told(article.shortfall, reasonIn(layout.language, article.shortfallCode), layout)}</i>`,
        ]),
    ...(article.url === undefined
      ? []
      : [
          `<small><a href="${escapeAttribute(article.url)}">${text(filled(words.originalAt, hostOf(article.url)))}</a></small>`,
        ]),
  ];
  return {
    // The title first: it begins the page, and what stood above it would be a page of its own. Lines of one paragraph: a second
    // one would be moved in, and so would the text, were there no rule above it.
    above: `<h1>${text(article.title)}</h1>\n<p>${by.join("<br/>")}</p>\n${bar}\n<hr/>`,
    below: ["<hr/>", ...(behind.length === 0 ? [] : [`<p>${behind.join("<br/>")}</p>`]), bar].join("\n"),
  };
}

function barOf({ section, previous, next }: ArticlePlace, layout: EditionLayout): string {
  const words = wordsIn(layout.language);
  const links = [
    previous === undefined ? "" : link(articlePage(previous), `‹ ${words.previous}`),
    link(sectionPage(section), layout.sections[section]?.title ?? words.section),
    link(frontPage, words.frontPage),
    next === undefined ? "" : link(articlePage(next), `${words.next} ›`),
  ].filter((one) => one !== "");
  return `<p style="text-align:center"><small>${links.join(" · ")}</small></p>`;
}

/** The last page: what the reader would otherwise look for in vain, and why it is not here. */
export function missingMarkup(layout: EditionLayout): string {
  const { language, sections } = layout;
  const { feeds, summaries, leftOut } = layout.missing;
  const words = wordsIn(language);
  const failed = feeds.map(({ title, reason, code, since }) => {
    const when = since === undefined ? "" : ` ${filled(words.since, timeInWords(since, layout))}`;
    return `<li><b>${text(title)}</b>: ${told(reason, reasonIn(language, code), layout)}${text(when)}</li>`;
  });
  const short = summaries.map(
    ({ title, source, reason, code, url }) =>
      `<li>${url === undefined ? text(title) : `<a href="${escapeAttribute(url)}">${text(title)}</a>`} (${text(source)}): ${told(reason, reasonIn(language, code), layout)}</li>`,
  );
  const out = leftOut.map(({ why, rule, count, titles }) => {
    const named = titles.length === 0 ? "" : `: ${text(titles.join("; "))}${count > titles.length ? "; …" : ""}`;
    return `<li>${filled(text(articlesLeftOut(count, language)), told(why, ruleIn(language, rule), layout))}${named}</li>`;
  });
  return [
    `<h1 style="text-align:center">${text(words.missing)}</h1>`,
    toFrontPage(layout),
    listOf(words.feedsFailed, failed),
    listOf(words.withoutFullText, short),
    listOf(words.leftOut, out),
    failed.length + short.length + out.length === 0 ? `<p>${text(words.nothingMissing)}</p>` : "",
    sections.length === 0 ? `<p>${text(words.nothingToRead)}</p>` : "",
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
  const minutes = readingMinutes === 0 ? "" : minutesInWords(readingMinutes, layout.language);
  const parts = [source, author ?? "", publishedAt === undefined ? "" : timeInWords(publishedAt, layout), minutes];
  return parts.filter((part) => part !== "").join(" · ");
}

function link(address: string, words: string): string {
  return `<a href="${escapeAttribute(address)}">${text(words)}</a>`;
}

function text(words: string): string {
  return escapeText(words);
}

function toFrontPage({ language }: EditionLayout): string {
  return `<p style="text-align:center"><small>${link(frontPage, wordsIn(language).frontPage)}</small></p>`;
}

/** What other steps say of a feed or an article: as the edition's language has it, else as they say it, which is in English. */
function told(reason: string, translated: string | undefined, { language }: EditionLayout): string {
  if (translated !== undefined) return text(translated);
  return language === "en" ? text(reason) : `<span lang="en">${text(reason)}</span>`;
}

/** Words with something in their place. Not by a pattern: what is put in may hold a `$`. */
function filled(words: string, thing: string): string {
  return words.replace("{}", () => thing);
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
