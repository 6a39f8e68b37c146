import {
  attributeOf,
  childOf,
  childrenOf,
  descendantsOf,
  plainTextOf,
  type XmlElement,
} from "../../../shared/xml/xml-element.ts";
import type { Check } from "./check.ts";
import { everyElement, type FinishedEpub, type NavigationEntry, navigationEntries } from "./finished-epub.ts";

/** Where a link of the navigation leads: the page's place in the spine, then the place in the page. */
function placeOf({ pages }: FinishedEpub, target: string): readonly [number, number] | undefined {
  const [href, fragment] = target.split("#");
  const page = pages.findIndex(({ item }) => item.href === href);
  if (page < 0) return undefined;
  if (fragment === undefined) return [page, -1];
  const at = pages[page]?.ids.get(fragment);
  return at === undefined ? undefined : [page, at];
}

function entriesOf(epub: FinishedEpub): readonly NavigationEntry[] {
  return epub.navigation === undefined ? [] : navigationEntries(epub.navigation);
}

function points({ ncx }: FinishedEpub): readonly XmlElement[] {
  return ncx === undefined ? [] : everyElement(ncx).filter(({ name }) => name === "navPoint");
}

const sourceOf = (point: XmlElement) => attributeOf(childOf(point, "content"), "src") ?? "";

export const navigationChecks: readonly Check[] = [
  {
    rule: "K16",
    sentence: "There are contents in both forms, neither empty, and both say the same.",
    repair: "Both are written from one tree, made of headings where the source has none.",
    find: (epub) => {
      const entries = entriesOf(epub);
      const inNcx = points(epub).map((point) => `${sourceOf(point)} ${plainTextOf(childOf(point, "navLabel"))}`);
      const toc = attributeOf(childOf(epub.package, "spine"), "toc");
      const ncx = epub.items.find(({ mediaType }) => mediaType === "application/x-dtbncx+xml");
      const differ = entries
        .map(({ target, title }) => `${target} ${title.replaceAll(/\s+/g, " ").trim()}`)
        .filter((line, at) => line !== inNcx[at]);
      return [
        ...(entries.length === 0 || inNcx.length === 0 ? ["empty"] : []),
        ...(toc === ncx?.id && toc !== undefined ? [] : ["spine@toc"]),
        ...(entries.length === inNcx.length ? differ : ["lengths differ"]),
      ];
    },
  },
  {
    rule: "K17",
    sentence: "Every entry of the contents leads to a place that is there, and says what it is.",
    repair: "A dead fragment is dropped, else the entry, and what lay below it is lifted.",
    find: (epub) =>
      entriesOf(epub)
        .filter(({ target, title }) => placeOf(epub, target) === undefined || title.trim() === "")
        .map(({ target, title }) => `${title}: ${target}`),
  },
  {
    rule: "K18",
    sentence: "The contents are in the order of the text.",
    repair: "They are sorted by the place that they lead to.",
    find: (epub) => {
      const entries = entriesOf(epub);
      const places = entries.map(({ target }) => placeOf(epub, target) ?? [0, 0]);
      return entries
        .filter((_, index) => {
          const [page, at] = places[index] as readonly [number, number];
          const [pageBefore, before] = places[index - 1] ?? [-1, -1];
          return page < pageBefore || (page === pageBefore && at < before);
        })
        .map(({ title }) => title);
    },
  },
  {
    rule: "K19",
    sentence: "The contents have at most two levels.",
    repair: "Deeper entries are lifted to the second level.",
    find: (epub) =>
      entriesOf(epub)
        .filter(({ level }) => level > 2)
        .map(({ title }) => title),
  },
  {
    rule: "K20",
    sentence: "Play orders count up by one, and the same target has the same.",
    repair: "They are numbered anew.",
    find: (epub) => {
      const orders = new Map<string, number>();
      return points(epub)
        .filter((point) => {
          const expected = orders.get(sourceOf(point)) ?? orders.size + 1;
          orders.set(sourceOf(point), expected);
          return Number(attributeOf(point, "playOrder")) !== expected;
        })
        .map(sourceOf);
    },
  },
  {
    rule: "K21",
    sentence: "Landmarks and guide name the contents and the beginning of the text.",
    repair: "Both are always written.",
    find: (epub) => {
      const navs = epub.navigation === undefined ? [] : [...descendantsOf(epub.navigation.body, "nav")];
      const landmarks = navs.find((nav) => attributeOf(nav, "type") === "landmarks");
      const marked =
        landmarks === undefined ? [] : [...descendantsOf(landmarks, "a")].map((link) => attributeOf(link, "type"));
      const guide = childrenOf(childOf(epub.package, "guide") ?? epub.metadata, "reference").map((one) =>
        attributeOf(one, "type"),
      );
      return [
        ...["toc", "bodymatter"].filter((type) => !marked.includes(type)),
        ...["toc", "text"].filter((type) => !guide.includes(type)),
      ];
    },
  },
  {
    rule: "K22",
    sentence: "The contents are a page near the front, of links alone.",
    repair: "The contents are written anew and put in front; a source's own page of them is left out.",
    find: ({ pages, navigation, isComic }) => {
      const at = pages.findIndex(({ item }) => item === navigation?.item);
      // What is in front of a comic is its first page.
      if (isComic) return at >= 0 && at === pages.length - 1 ? [] : ["not behind the pages"];
      const tables = navigation === undefined ? [] : [...descendantsOf(navigation.body, "table")];
      return at < 0 || at > 1 || tables.length > 0 ? [`at ${at}`] : [];
    },
  },
];
