import { type ParsedMarkup, parsePage, parsePiece } from "../../shared/markup/parse-page.ts";
import { findBody, isSameTitle } from "./page/find-body.ts";
import { measureOf } from "./page/measure-text.ts";
import { bareWords, type PageFacts, readPageFacts } from "./page/page-facts.ts";
import {
  childElement,
  elementsBelow,
  type PageElement,
  type PageNode,
  plainTextOf,
  rename,
} from "./page/page-nodes.ts";
import { isHidden, outlinePage } from "./page/page-outline.ts";
import { pruneBody } from "./page/prune-body.ts";
import { hidingAttributes, settlePage } from "./page/settle-page.ts";
import { type Picture, pickImages } from "./pick-images.ts";
import { sizeOfText, type TextSize } from "./reading-time.ts";
import { findState, scriptsOf } from "./state/find-state.ts";
import { findToldBody } from "./state/find-told-body.ts";
import { type WrittenArticle, writeArticle } from "./write-article.ts";

/** An article as one source of it gives it: its page, another version of that, or the feed. */
export interface ExtractedArticle extends WrittenArticle, TextSize {
  readonly facts: PageFacts;
  /** The address of the picture that stands for the article: as its page says, else the first that is large enough. */
  readonly leadPicture?: string;
  /** Its page is larger than what is read of one: how it ends nobody knows. */
  readonly endsEarly?: true;
}

/** A text that JSON-LD tells is taken where the page shows less than this share of it. */
const shownShareMin = 0.5;
const linkedBodyMeasureMin = 300;
/** A page that shows less than this may hide its text. */
const poorMeasure = 300;

/**
 * Finds the article of a page and rebuilds it as strict XHTML: its text, headings, lists, tables, pictures and links,
 * without what is around it. Whatever the page is, it answers; a page without text gives an empty article.
 *
 * @param address where the page was found, after redirects: an absolute address of the web.
 */
export function extractPage(html: string, address: string): ExtractedArticle {
  const page = parsePage(html);
  // Settling the page takes them away.
  const scripts = carriesState.test(html) ? scriptsOf(page.root) : [];
  const article = readHidden(readPage(page, address, "shown"), html, address);
  return drawnArticle(article, scripts, address) ?? article;
}

/** Some pages hide their text until a script shows it, or keep it for readers without scripts. */
function readHidden(shown: ExtractedArticle, html: string, address: string): ExtractedArticle {
  if (measureOf(shown.text) >= poorMeasure || !hidesPattern.test(html)) return shown;
  const all = readPage(parsePage(html), address, "all");
  return measureOf(all.text) > 2 * measureOf(shown.text) ? all : shown;
}

function readPage(
  { root: document, endsEarly }: ParsedMarkup,
  address: string,
  reads: "shown" | "all",
): ExtractedArticle {
  const facts = readPageFacts(document, address);
  const root = childElement(document, "html");
  const body = root && childElement(root, "body");
  if (body !== undefined) settlePage(body);
  if (body !== undefined && reads === "all") revealHidden(body);
  const found = body && bodyOf(body, facts);
  const article = write(found?.nodes ?? [], found?.pictures ?? [], facts, address);
  return linkedArticle(article, facts, address) ?? { ...article, ...(endsEarly && { endsEarly }) };
}

/** Takes away what hides elements, so that they are read as any other. */
function revealHidden(body: PageElement): void {
  const judged = new Set<PageElement>();
  for (const element of elementsBelow(body)) {
    if (isHidden(element)) element.attrs = element.attrs.filter(({ name }) => !hidingAttributes.has(name));
    if (element.tagName !== "noscript" || judged.has(element)) continue;
    // Those within are read with it, or not.
    const noscripts = [element, ...elementsBelow(element).filter(({ tagName }) => tagName === "noscript")];
    for (const one of noscripts) judged.add(one);
    // A shorter one asks for scripts.
    if (measureOf(plainTextOf(element)) >= poorMeasure) for (const one of noscripts) rename(one, "div");
  }
}

const hidesPattern = /\shidden\b|aria-hidden|display\s*:\s*none|visibility\s*:\s*hidden|<noscript\b/i;

/**
 * Rebuilds what a feed says of an article, which has nothing around it, as strict XHTML.
 *
 * @param base what its addresses are relative to: `xml:base`, the item's link or the feed's address.
 */
export function extractFragment(html: string, base: string): ExtractedArticle {
  const piece = parsePiece(html);
  const root = {
    ...piece.root,
    nodeName: "div",
    tagName: "div",
    attrs: [],
    parentNode: null,
  } as unknown as PageElement;
  for (const child of root.childNodes) child.parentNode = root;
  settlePage(root);
  const pictures = pickImages(root, base);
  const article = write(root.childNodes, pictures, { title: "", titles: [], authors: [], base }, base);
  return { ...article, ...(piece.endsEarly && { endsEarly: true }) };
}

function bodyOf(
  body: PageElement,
  facts: PageFacts,
): { pictures: readonly Picture[]; nodes: readonly PageNode[] } | undefined {
  const outline = outlinePage(body);
  const found = findBody(outline, facts.titles);
  if (found === undefined) return undefined;
  // First the pictures: a caption without its picture is no text.
  const pictures = pickImages(found.region.element, facts.base);
  const root = pruneBody(outline, found);
  return { pictures, nodes: standsAlone.has(root.tagName) ? [root] : root.childNodes };
}

/** Elements that mean something themselves; of others, what they hold is the article. */
const standsAlone = new Set("p ul ol dl table blockquote pre figure h1 h2 h3 h4 h5 h6".split(" "));

function write(
  nodes: readonly PageNode[],
  pictures: readonly Picture[],
  facts: PageFacts,
  address: string,
): ExtractedArticle {
  const { base, direction, canonicalAddress } = facts;
  const addresses = canonicalAddress === undefined ? [address] : [address, canonicalAddress];
  const written = writeArticle({ nodes, pictures, base, addresses, ...(direction !== undefined && { direction }) });
  const leadPicture = leadOf(facts, written.pictures);
  return { ...written, ...sizeOfText(written.text), facts, ...(leadPicture !== undefined && { leadPicture }) };
}

/** A picture that declares less than this decorates. */
const leadPixelsMin = 200;

function leadOf({ leadPicture }: PageFacts, pictures: readonly Picture[]): string | undefined {
  if (leadPicture !== undefined && !/\.svgz?(?:[?#]|$)/i.test(leadPicture)) return leadPicture;
  return pictures.find(({ width = leadPixelsMin, height = leadPixelsMin }) => Math.min(width, height) >= leadPixelsMin)
    ?.address;
}

/** The text that a page tells machines but draws by scripts alone, or shows to subscribers. */
function linkedArticle(shown: ExtractedArticle, facts: PageFacts, address: string): ExtractedArticle | undefined {
  const { linkedBody } = facts;
  if (linkedBody === undefined) return undefined;
  const measure = measureOf(linkedBody);
  if (measure < linkedBodyMeasureMin || measureOf(shown.text) >= measure * shownShareMin) return undefined;
  const isMarkup = /<(?:p|br|div)\b[^>]*>/i.test(linkedBody);
  const markup = isMarkup
    ? linkedBody
    : linkedBody
        .split(/\n\s*\n|\r\n|\n/)
        .map((line) => `<p>${line.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`)
        .join("");
  return toldArticle(markup, facts, address);
}

/** A page that shows more than this is not looked into for more: it would cost time, and hardly ever find any. */
const drawnMeasureMax = 2500;
const carriesState =
  /\bjson["']?[\s>]|__next_f|(?:window|self|globalThis|Fusion)(?:\.[\w$]{1,80}|\[["'])[^;]{0,100}?=\s*(?:[{[]|JSON)/i;

/** The text that stands only in the data of a page that is drawn by scripts. */
function drawnArticle(
  shown: ExtractedArticle,
  scripts: readonly PageElement[],
  address: string,
): ExtractedArticle | undefined {
  const measure = measureOf(shown.text);
  if (measure > drawnMeasureMax || scripts.length === 0) return undefined;
  const { facts } = shown;
  const told = findToldBody(findState(scripts), { titles: namesOf(facts, address), address });
  if (told === undefined || measure >= told.measure * shownShareMin) return undefined;
  return toldArticle(withoutTitle(told.markup, facts.titles), facts, address);
}

/** What the page is called, and nothing that only names its site. */
function namesOf({ titles, siteName = "" }: PageFacts, address: string): readonly string[] {
  const host = bareWords(URL.parse(address)?.host.replace(/^www\./, "") ?? "");
  const sites = [bareWords(siteName), host, host.split(" ")[0] ?? ""];
  return titles.filter((title) => !sites.includes(bareWords(title)) && !/^(?:loading|home|untitled)\W*$/i.test(title));
}

/** Data often begins with the title, which is printed above it. */
function withoutTitle(markup: string, titles: readonly string[]): string {
  const [heading, text = ""] = /^\s*<h[1-6]>([^<>]{1,500})<\/h[1-6]>/.exec(markup) ?? [];
  return heading !== undefined && titles.some((title) => isSameTitle(text, title))
    ? markup.slice(heading.length)
    : markup;
}

/** What data tells in the place of what is shown. */
function toldArticle(markup: string, facts: PageFacts, address: string): ExtractedArticle {
  const { html, text, pictures, words, readingMinutes } = extractFragment(markup, address);
  const leadPicture = leadOf(facts, pictures);
  return { html, text, pictures, words, readingMinutes, facts, ...(leadPicture !== undefined && { leadPicture }) };
}
