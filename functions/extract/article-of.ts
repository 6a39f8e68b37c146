import type * as z from "zod";
import type { ArticleFacts } from "../../events/article-extracted.ts";
import type { ArticleFound } from "../../events/article-found.ts";
import type { FeedItem } from "../../shared/articles/feed-item.ts";
import type { ChosenCandidate } from "./choose-candidate.ts";
import { addressKey, cleanUrl } from "./clean-url.ts";
import { type ExtractedArticle, extractFragment } from "./extract-article.ts";
import type { Gathered } from "./gather-candidates.ts";
import type { Shortfall } from "./page-verdict.ts";

const summaryLengthMax = 400;
const titleLengthMax = 500;
const authorLengthMax = 200;
const urlLengthMax = 2000;

/** The article as it is read: the text that was chosen, with the lead picture of its page, or of its feed. */
export function articleOf(chosen: ChosenCandidate | undefined, { page }: Gathered): ExtractedArticle {
  const text = chosen?.candidate.article ?? extractFragment("", "about:blank");
  if (page === undefined || text === page) return text;
  const leadPicture = text.leadPicture ?? page.leadPicture;
  return { ...text, facts: page.facts, ...(leadPicture !== undefined && { leadPicture }) };
}

type Told = Pick<
  z.infer<typeof ArticleFacts>,
  "url" | "addressKey" | "title" | "author" | "words" | "readingMinutes" | "summary" | "from" | "shortfall"
>;

interface Extraction {
  readonly article: ExtractedArticle;
  readonly chosen: ChosenCandidate | undefined;
  readonly gathered: Gathered;
}

/** What is told of an article beside its text. Its feed's word counts before its page's, which knows less of what is its title. */
export function factsOf({ data }: ArticleFound, item: FeedItem, { article, chosen, gathered }: Extraction): Told {
  const { facts, words, readingMinutes } = article;
  const url = item.url === undefined ? undefined : cleanUrl(item.url, [item.feedUrl]);
  const address = facts.canonicalAddress ?? url;
  const key = address === undefined ? undefined : addressKey(address);
  const author = lineOf(item.author || facts.authors.join(", ") || item.feedAuthor || "", authorLengthMax);
  const shortfall = shortfallOf(chosen, gathered, item);
  return {
    title: lineOf(data.title || facts.title || article.text.split("\n", 1)[0] || "Untitled", titleLengthMax),
    ...(url !== undefined && url.length <= urlLengthMax && { url }),
    ...(key !== undefined && { addressKey: key }),
    ...(author !== "" && { author }),
    words,
    readingMinutes,
    summary: summaryOf(item, article),
    from: chosen?.candidate.kind ?? "summary",
    ...(shortfall !== undefined && { shortfall }),
  };
}

/** Why there is no full text, where there is none. A feed that gives the whole text needs no page. */
function shortfallOf(
  chosen: ChosenCandidate | undefined,
  { shortfall }: Gathered,
  item: FeedItem,
): Shortfall | undefined {
  if (chosen === undefined) {
    return shortfall ?? { code: "article/no-text", message: "Neither its feed nor its page has any text." };
  }
  if (chosen.candidate.kind !== "summary" && !chosen.quality.isTruncated) return undefined;
  if (shortfall !== undefined) return shortfall;
  if (chosen.candidate.article.endsEarly) {
    return {
      code: "article/too-large",
      message: "It stands in a page that is larger than what is read of one, so that its end may be missing.",
    };
  }
  if (item.url === undefined)
    return { code: "article/no-page", message: "Its feed names no page that could hold the rest." };
  if (chosen.quality.isTruncated)
    return {
      code: "article/cut-off",
      message: "Its text breaks off: the rest is for subscribers, or needs a browser.",
    };
  return { code: "article/no-better-text", message: "Its page shows no text that would be more than its summary." };
}

/** What its publisher says of it, where that is short; else its beginning, up to the end of a word. */
function summaryOf(item: FeedItem, article: ExtractedArticle): string {
  const said = item.summaryHtml === undefined ? "" : extractFragment(item.summaryHtml, item.base).text;
  const text = said !== "" && said.length <= 2 * summaryLengthMax ? said : (article.facts.description ?? article.text);
  return shortened(text.replace(/\s+/gu, " ").trim(), summaryLengthMax);
}

function shortened(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const cut = text.slice(0, lengthMax - 1);
  const blank = cut.lastIndexOf(" ");
  return `${(blank > lengthMax / 2 ? cut.slice(0, blank) : cut).toWellFormed().replace(/[\s,;:–-]+$/u, "")}…`;
}

function lineOf(text: string, lengthMax: number): string {
  return shortened(text.replace(/\s+/gu, " ").trim(), lengthMax);
}
