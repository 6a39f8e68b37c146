import { parseFragment } from "parse5";
import { attributeOf, isElement, isText, type PageElement, type PageParent } from "./page-nodes.ts";

/** Beyond these, a page is a list of films. */
const filmsMax = 50;
/** Elements that show a film, or something else. */
export const playerNames: ReadonlySet<string> = new Set([
  "iframe",
  "embed",
  "lite-youtube",
  "amp-youtube",
  "youtube-video",
]);
const sourceAttributes = ["src", "data-src", "data-lazy-src", "data-litespeed-src"];
const player =
  /^(?:https?:)?\/\/(?:www\.)?(?:youtube(?:-nocookie)?\.com\/(?:embed|v)\/|youtu\.be\/)([\w-]{11})(?![\w-])/i;
const idAttributes = ["videoid", "data-videoid", "video-id"];

/**
 * Puts a still picture and a link in the place of each film of YouTube's that a page or a feed has embedded: a Kindle plays
 * none, and a text that says "as the film shows" should lead to it.
 *
 * @param players all elements that have one of `playerNames`.
 */
export function showFilms(players: readonly PageElement[]): void {
  let shown = 0;
  for (const player of players) {
    const id = filmIn(player);
    if (id === undefined) continue;
    showStill(player, id);
    shown += 1;
    if (shown === filmsMax) return;
  }
}

function filmIn(element: PageElement): string | undefined {
  for (const name of sourceAttributes) {
    const [, id] = player.exec(attributeOf(element, name)?.trim() ?? "") ?? [];
    if (id !== undefined) return id;
  }
  if (element.tagName === "iframe" || element.tagName === "embed") return undefined;
  const ids = idAttributes.map((name) => attributeOf(element, name) ?? "");
  return ids.find((id) => /^[\w-]{11}$/.test(id));
}

function showStill(element: PageElement, id: string): void {
  const address = `https://www.youtube.com/watch?v=${id}`;
  const still = `<figure><img src="https://i.ytimg.com/vi/${id}/hqdefault.jpg" alt="youtube.com"><figcaption><a href="${address}">youtube.com</a></figcaption></figure>`;
  const figure = parseFragment(still).childNodes.find(isElement);
  const { parentNode } = element;
  if (figure === undefined || parentNode === null) return;
  unname(parentNode);
  figure.parentNode = parentNode;
  parentNode.childNodes[parentNode.childNodes.indexOf(element)] = figure;
}

const wrappersMax = 5;
const wrapperNames = /video|embed|player|youtube|media|responsive|ratio|\bwp-|\bbox\b/i;

/** A box around nothing but a film is called after it, and means no more than the film does. */
function unname(wrapper: PageParent): void {
  let one: PageParent | null = wrapper;
  for (let around = 0; around < wrappersMax && one !== null && isElement(one); around += 1) {
    const holdsMore = one.childNodes.some((node) => isText(node) && node.value.trim() !== "");
    if (holdsMore || one.childNodes.filter(isElement).length > 1) return;
    if (one.attrs.some(({ name, value }) => name === "class" && wrapperNames.test(value))) one.attrs = [];
    one = one.parentNode;
  }
}
