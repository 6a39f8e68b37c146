import type { DefaultTreeAdapterTypes } from "parse5";
import { pictureScheme } from "../../shared/articles/picture-scheme.ts";
import { webAddress } from "./clean-url.ts";
import {
  attributeOf,
  collapse,
  elementsBelow,
  isElement,
  type PageElement,
  type PageNode,
  removeAll,
  rename,
  setAttribute,
} from "./page/page-nodes.ts";
import { type PictureCandidate, parseSrcset } from "./srcset.ts";

/** A picture of an article, as its page shows it. */
export interface Picture {
  readonly address: string;
  readonly alt: string;
  /** In pixels, as the page declares them. */
  readonly width?: number;
  readonly height?: number;
}

/** Enough for every page of a Kindle: wider ones only cost. */
const wantedWidthPixels = 1400;
/** A `srcset` of small pictures alone says less than `src`. */
const usefulWidthPixels = 480;
/** What is declared to be this small counts visits. */
const trackerPixelsMax = 3;
/** What is declared to be this small is an icon. */
const iconPixelsMax = 40;
const picturesMax = 200;
/** Those that are looked at, the same ones again among them. */
const imagesMax = 2000;
const altLengthMax = 1000;
/** Beyond these, a page was made to be slow. */
const elementsMax = 100_000;
const unwrappedMax = 500;
const smileysMax = 500;
/** Elements around one picture that are looked at, and those of a `picture` that say where it lies. */
const nearMax = 200;
const sourcesMax = 40;

/**
 * Settles what each picture below shows, lazily loaded or not: `src` becomes `picture:` and its number in the answer, so that
 * nothing else of the page can pass for one. What only counts visits, places space or decorates goes; so does what has no
 * address on the web. Drawn smileys become the text that they stand for.
 */
export function pickImages(root: PageElement, base: string): readonly Picture[] {
  const pictures: Picture[] = [];
  const numbers = new Map<string, number>();
  const dropped = new Set<PageNode>();
  let smileys = 0;
  const images = imagesBelow(root);
  for (const image of images.slice(imagesMax)) dropped.add(image);
  for (const image of images.slice(0, imagesMax)) {
    const smiley = smileys < smileysMax ? smileyOf(image) : undefined;
    if (smiley !== undefined) {
      smileys += 1;
      becomeText(image, smiley);
      continue;
    }
    const address = isTracker(image) ? undefined : addressOf(image, base);
    if (address === undefined || countsVisits(address) || numbers.has(address) || pictures.length >= picturesMax) {
      // The same picture twice is one for readers with scripts and one for those without.
      dropped.add(image);
      continue;
    }
    const number = pictures.length;
    numbers.set(address, number);
    const width = pixels(attributeOf(image, "width"));
    const height = pixels(attributeOf(image, "height"));
    pictures.push({
      address,
      alt: collapse(attributeOf(image, "alt") ?? "").slice(0, altLengthMax),
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
    });
    rename(image, "img");
    image.attrs = image.attrs.filter(({ name }) => name === "alt" || name === "title");
    setAttribute(image, "src", `${pictureScheme}${number}`);
  }
  removeAll(dropped);
  return pictures;
}

function imagesBelow(root: PageElement): readonly PageElement[] {
  const elements = elementsBelow(root, elementsMax);
  const noscripts = elements.filter(({ tagName }) => tagName === "noscript").slice(0, unwrappedMax);
  for (const noscript of noscripts) unwrapImages(noscript);
  const settled = noscripts.length === 0 ? elements : elementsBelow(root, elementsMax);
  return settled.filter(({ tagName }) => imageNames.has(tagName));
}

const imageNames = new Set(["img", "amp-img", "image"]);

/** What a page shows to readers without scripts takes the place of what waits for them. */
function unwrapImages(noscript: PageElement): void {
  const inside = elementsBelow(noscript, nearMax).filter(({ tagName }) => tagName === "img");
  const { parentNode } = noscript;
  if (inside.length === 0 || parentNode === null) return;
  const at = parentNode.childNodes.indexOf(noscript);
  const before = parentNode.childNodes.slice(0, at).findLast(isElement);
  const waiting =
    before === undefined
      ? []
      : [before, ...elementsBelow(before, nearMax)].filter(({ tagName }) => tagName === "img" || tagName === "amp-img");
  const [shown] = waiting;
  const [real] = inside;
  if (waiting.length === 1 && inside.length === 1 && shown !== undefined && real !== undefined && !isTracker(real)) {
    for (const { name, value } of real.attrs) setAttribute(shown, name, value);
    noscript.childNodes = [];
    return;
  }
  rename(noscript, "div");
}

/** Attributes in which pages keep the real address until a script puts it into `src`, the usual ones first. */
const lazyAttributes = (
  "data-src data-lazy-src data-original data-original-src data-src-large data-hi-res-src data-full-src data-full-url " +
  "data-large-file data-image data-img-src data-image-src data-url data-actualsrc data-echo data-lazy data-srcurl data-orig-file " +
  "data-src-medium data-default-src data-runner-src file"
).split(" ");

function addressOf(image: PageElement, base: string): string | undefined {
  const takesDrawing = isDrawing(image);
  const at = (written: string | undefined) => {
    const address = written === undefined || isPlaceholder(written) ? undefined : webAddress(written, base);
    return address !== undefined && (takesDrawing || !/\.svgz?(?:[?#]|$)/i.test(address)) ? address : undefined;
  };
  const candidates = candidatesOf(image).filter(({ address }) => at(address) !== undefined);
  const widest = choosePicture(candidates);
  if (widest !== undefined && ((widest.width ?? 0) >= usefulWidthPixels || widest.density !== undefined))
    return at(widest.address);
  for (const name of lazyAttributes) {
    const address = at(attributeOf(image, name));
    if (address !== undefined) return address;
  }
  const plain = at(attributeOf(image, "src") ?? attributeOf(image, "href") ?? attributeOf(image, "xlink:href"));
  if (plain !== undefined) return plain;
  if (widest !== undefined) return at(widest.address);
  // Whatever else ends as pictures do.
  const odd = image.attrs.find(
    ({ name, value }) =>
      !/^(?:alt|title|class|id|style|srcset|sizes)$/.test(name) &&
      /^\S+\.(?:jpe?g|png|webp|gif)(?:\?\S*)?$/i.test(value),
  );
  return at(odd?.value);
}

/** A drawing of this size is one to look at; of no size it is an icon or a logo, unless it stands in a figure. */
const drawingPixelsMin = 100;
const figureDistanceMax = 4;

function isDrawing(image: PageElement): boolean {
  const sides = ["width", "height"].map((name) => pixels(attributeOf(image, name)));
  if (sides.some((side) => side !== undefined))
    return sides.every((side) => (side ?? drawingPixelsMin) >= drawingPixelsMin);
  let { parentNode } = image;
  for (let distance = 0; distance < figureDistanceMax && parentNode !== null && isElement(parentNode); distance += 1) {
    if (parentNode.tagName === "figure") return true;
    ({ parentNode } = parentNode);
  }
  return false;
}

function candidatesOf(image: PageElement): readonly PictureCandidate[] {
  const sets = [
    attributeOf(image, "srcset"),
    attributeOf(image, "data-srcset"),
    attributeOf(image, "data-lazy-srcset"),
  ];
  const { parentNode } = image;
  if (parentNode !== null && isElement(parentNode) && parentNode.tagName === "picture") {
    for (const source of elementsBelow(parentNode, sourcesMax)) {
      if (source.tagName !== "source" || /avif|jxl|svg|heic/i.test(attributeOf(source, "type") ?? "")) continue;
      sets.push(attributeOf(source, "srcset"), attributeOf(source, "data-srcset"));
    }
  }
  return sets.flatMap((set) => (set === undefined ? [] : parseSrcset(set)));
}

/** The narrowest of those that are wide enough, else the widest; of densities, the finest up to two. */
export function choosePicture(candidates: readonly PictureCandidate[]): PictureCandidate | undefined {
  let best: PictureCandidate | undefined;
  for (const one of candidates) {
    if (best === undefined || rank(one) > rank(best)) best = one;
  }
  return best;
}

function rank({ width, density }: PictureCandidate): number {
  if (width !== undefined) return width >= wantedWidthPixels ? 1_000_000 / width + 10_000 : width;
  return density === undefined ? 1 : density <= 2 ? density : 2 / density;
}

const placeholderNames =
  /(?:^|[/_.-])(?:blank|placeholder|spacer|transparent|pixel|loading|loader|lazy-?load|lazy|grey|gray|trans|1x1|clear|dot|empty|default-?image)[\w.-]*\.(?:gif|png|svg|jpe?g|webp)(?:[?#]|$)/i;

function isPlaceholder(written: string): boolean {
  return (
    written === "" ||
    written === "#" ||
    written.startsWith("data:") ||
    written.startsWith("about:") ||
    placeholderNames.test(written)
  );
}

function pixels(written: string | undefined): number | undefined {
  const match = /^\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$/.exec(written ?? "");
  return match?.[1] === undefined ? undefined : Number.parseInt(match[1], 10);
}

function isTracker(image: PageElement): boolean {
  const style = (attributeOf(image, "style") ?? "").slice(0, 2000);
  const width =
    pixels(attributeOf(image, "width")) ?? pixels(/(?:^|[;\s])(?:max-)?width\s*:\s*([^;]+)/i.exec(style)?.[1]);
  const height =
    pixels(attributeOf(image, "height")) ?? pixels(/(?:^|[;\s])(?:max-)?height\s*:\s*([^;]+)/i.exec(style)?.[1]);
  if (
    /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style) ||
    attributeOf(image, "hidden") !== undefined
  )
    return true;
  if (width !== undefined && height !== undefined)
    return Math.max(width, height) <= iconPixelsMax || Math.min(width, height) <= trackerPixelsMax;
  return (width ?? height ?? iconPixelsMax) <= trackerPixelsMax;
}

const counters =
  /^(?:[\w-]+\.)*(?:pixel\.wp\.com|stats\.wordpress\.com|feedburner\.com|feedsportal\.com|doubleclick\.net|google-analytics\.com|scorecardresearch\.com|quantserve\.com|statcounter\.com|hits\.dagbladet\.no|pheedo\.com|pheedcontent\.com|mf\.feeds\.reuters\.com|imrworldwide\.com|ivwbox\.de|ioam\.de|adnxs\.com|googlesyndication\.com|amazon-adsystem\.com|blogsmithmedia\.com|chartbeat\.net|parsely\.com|bat\.bing\.com|visualrevenue\.com|vgwort\.de|xiti\.com|mc\.yandex\.ru|counter\.yadro\.ru|tracking\.[\w-]+\.\w+)$/i;

/** Whether an address belongs to those that count readers, whatever size it declares. */
function countsVisits(address: string): boolean {
  const { hostname, pathname } = new URL(address);
  return (
    counters.test(hostname) ||
    (/^(?:www\.)?facebook\.com$/i.test(hostname) && pathname.startsWith("/tr")) ||
    /(?:^|\/)(?:(?:pixel|tracker|tracking|beacon|counter|count|1x1)\.(?:gif|png|php)|b\.gif)$/i.test(pathname)
  );
}

/** Emoji, with the joiner, the selector and the skin tones that belong to them. */
const drawnCharacter =
  /^\p{Extended_Pictographic}(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f){0,7}$/u;

/** The text of a smiley that a script or a blog made a picture of. */
function smileyOf(image: PageElement): string | undefined {
  const alt = (attributeOf(image, "alt") ?? "").trim();
  if (alt === "" || alt.length > 16) return undefined;
  const isNamed = /\b(?:emoji|wp-smiley|smiley)\b/.test(attributeOf(image, "class") ?? "");
  return isNamed || drawnCharacter.test(alt) ? alt : undefined;
}

function becomeText(image: PageElement, value: string): void {
  const { parentNode } = image;
  if (parentNode === null) return;
  const text: DefaultTreeAdapterTypes.TextNode = { nodeName: "#text", value, parentNode };
  const at = parentNode.childNodes.indexOf(image);
  if (at >= 0) parentNode.childNodes[at] = text;
}
