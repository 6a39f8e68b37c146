import type { Check } from "./check.ts";
import type { FinishedEpub, PageFacts } from "./finished-epub.ts";

export const linkChecks: readonly Check[] = [
  {
    rule: "K28",
    sentence: "Every picture is in the book, and every link leads to a place that is there or to the web.",
    repair: "A picture that is not there gives way to its description, a dead link to its text.",
    *find(epub) {
      const pages = byHref(epub);
      for (const page of epub.pages) {
        for (const src of page.pictures) if (!epub.pictures.has(src)) yield `${page.item.href}: ${src}`;
        for (const href of page.links) {
          if (/^(https?:|mailto:)/.test(href)) continue;
          const { file, fragment } = targetOf(href, page);
          const ids = pages.get(file)?.ids;
          if (ids === undefined || (fragment !== undefined && !ids.has(fragment))) yield `${page.item.href}: ${href}`;
        }
      }
    },
  },
  {
    rule: "K32",
    sentence: "Every note that is called leads back.",
    repair: "A note without a link back gets one.",
    *find({ pages }) {
      const called = new Set<string>();
      for (const page of pages) {
        for (const href of page.links) {
          const { file, fragment } = targetOf(href, page);
          if (fragment !== undefined) called.add(`${file}#${fragment}`);
        }
      }
      for (const { item, notes } of pages) {
        for (const [id, leadsBack] of notes) {
          if (!leadsBack && called.has(`${item.href}#${id}`)) yield `${item.href}: ${id}`;
        }
      }
    },
  },
];

function byHref({ pages }: FinishedEpub): ReadonlyMap<string, PageFacts> {
  return new Map(pages.map((page) => [page.item.href, page]));
}

function targetOf(href: string, from: PageFacts): { file: string; fragment: string | undefined } {
  const [file = "", fragment] = href.split("#");
  return { file: file === "" ? from.item.href : file, fragment };
}
