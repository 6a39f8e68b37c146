import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { DefaultTreeAdapterTypes } from "parse5";
import type { ArticleContent, ArticlePicture } from "../../../shared/articles/article-content.ts";
import type { EditionArticle, EditionLayout } from "../../../shared/articles/edition-layout.ts";
import { pictureScheme } from "../../../shared/articles/picture-scheme.ts";
import type { SourceReference } from "../../../shared/markup/source-reference.ts";
import type { ReadHints } from "../read-hints.ts";
import type { OpenedBook, SourceChapter, SourceContentsEntry, SourceResource } from "../source-book.ts";
import { drawFrontCover } from "./draw-front-cover.ts";
import {
  type ArticlePlace,
  articleFrame,
  articlePage,
  frontPage,
  frontPageMarkup,
  missingMarkup,
  missingPage,
  pictureAt,
  sectionMarkup,
  sectionPage,
} from "./edition-markup.ts";
import { wordsIn } from "./edition-words.ts";
import { readOwnMarkup } from "./own-markup.ts";

/** Where each blob that the layout names lies on this machine, by its key. */
type EditionFiles = Readonly<Record<string, string>>;

/** Of one article: a newspaper is no album. */
export const picturesPerArticleMax = 12;
const coverId = "cover";

interface ReadArticle {
  readonly article: EditionArticle;
  readonly content: ArticleContent;
  readonly place: ArticlePlace;
}

/**
 * An edition as a book: a front page, a front for each section, the articles with bars to their neighbours, and a last page for what
 * is missing. One article is parsed at a time. What the files hold has been looked at by `printEdition`: to load the schemas
 * once more in a thread that needs them for nothing else would take a tenth of the time.
 */
export async function openEdition(path: string, { files = {} }: Pick<ReadHints, "files">): Promise<OpenedBook> {
  const layout = JSON.parse(await readFile(path, "utf8")) as EditionLayout;
  const sections = readSections(layout, files);
  const read = sections.flat();
  const resources = new Map<string, SourceResource>();
  for (const { content } of read) {
    for (const picture of content.pictures.slice(0, picturesPerArticleMax)) addPicture(resources, picture, files);
  }
  const lead = leadPictureOf(layout, read);
  const leadId = lead !== undefined && resources.has(lead) ? lead : undefined;
  resources.set(coverId, coverOf(layout, leadId === undefined ? undefined : resources.get(leadId)));
  const first = read[0];
  const words = wordsIn(layout.language);
  return {
    close: async () => undefined,
    book: {
      metadata: {
        title: layout.title,
        authors: [layout.digestName],
        language: layout.language,
        published: layout.slot.slice(0, 10),
        series: { name: layout.digestName },
        ...(first?.content.direction === "rtl" && { direction: "rtl" as const }),
      },
      cover: coverId,
      contents: contentsOf(layout),
      resources,
      warnings: [],
      async *chapters() {
        yield await chapterOf(frontPage, words.frontPage, frontPageMarkup(layout, leadId), resources, "front");
        for (const [section, articles] of sections.entries()) {
          const group = sectionPage(section);
          yield await chapterOf(
            group,
            layout.sections[section]?.title ?? "",
            sectionMarkup(layout, section),
            resources,
            group,
          );
          for (const one of articles) yield await articleChapter(one, layout, resources, group);
        }
        yield await chapterOf(missingPage, words.missing, missingMarkup(layout), resources, "missing");
      },
    },
  };
}

function readSections(layout: EditionLayout, files: EditionFiles): readonly (readonly ReadArticle[])[] {
  const order = layout.sections.flatMap(({ articles }) => articles.map(({ articleId }) => articleId));
  const places = new Map(order.map((id, at) => [id, { previous: order[at - 1], next: order[at + 1] }]));
  const sections: ReadArticle[][] = [];
  for (const [section, { articles }] of layout.sections.entries()) {
    const read: ReadArticle[] = [];
    for (const article of articles) {
      const file = files[article.articleKey];
      if (file === undefined) throw new Error(`The edition lacks ${article.articleKey}`);
      // At once: hundreds of small files, in a thread of their own, which each answer of another thread would hold up.
      const content = JSON.parse(readFileSync(file, "utf8")) as ArticleContent;
      const { previous, next } = places.get(article.articleId) ?? {};
      read.push({ article, content, place: { section, previous, next } });
    }
    sections.push(read);
  }
  return sections;
}

/** The same picture in several articles is one. */
function addPicture(
  resources: Map<string, SourceResource>,
  { key, mediaType, bytes }: ArticlePicture,
  files: EditionFiles,
): void {
  const file = files[key];
  const id = pictureAt(key);
  if (file !== undefined) resources.set(id, { id, name: id, mediaType, bytes, read: () => readFile(file) });
}

/** Id of the picture of the first top story that has one. */
function leadPictureOf(layout: EditionLayout, read: readonly ReadArticle[]): string | undefined {
  const [lead] = layout.topStories;
  const story = read.find(({ article }) => article.articleId === lead);
  const picture = story?.content.pictures[story.content.leadPicture ?? -1];
  return picture && pictureAt(picture.key);
}

function coverOf(layout: EditionLayout, picture: SourceResource | undefined): SourceResource {
  let drawn: Promise<Buffer> | undefined;
  const read = () => (drawn ??= drawFrontCover(layout, picture));
  // How large it becomes shows when it is drawn, which nothing asks before.
  return { id: coverId, name: "cover.jpg", mediaType: "image/jpeg", bytes: 1, read };
}

function contentsOf(layout: EditionLayout): readonly SourceContentsEntry[] {
  const words = wordsIn(layout.language);
  const sections = layout.sections.map(({ title, articles }, section) => ({
    title,
    target: { id: sectionPage(section) },
    children: articles.map((article) => ({
      title: article.title,
      target: { id: articlePage(article.articleId) },
      children: [],
    })),
  }));
  return [
    { title: words.frontPage, target: { id: frontPage }, children: [] },
    ...sections,
    { title: words.missing, target: { id: missingPage }, children: [] },
  ];
}

type Resources = ReadonlyMap<string, SourceResource>;

async function chapterOf(
  id: string,
  title: string,
  html: string,
  resources: Resources,
  group: string,
): Promise<SourceChapter> {
  return {
    id,
    title,
    group,
    body: await readOwnMarkup(html),
    resolve: (reference) => resolveIn(id, reference, resources),
  };
}

async function articleChapter(
  { article, content, place }: ReadArticle,
  layout: EditionLayout,
  resources: Resources,
  group: string,
): Promise<SourceChapter> {
  const id = articlePage(article.articleId);
  const { above, below } = articleFrame(article, place, layout);
  const body = await readOwnMarkup(content.html);
  lowerHeadings(body);
  const { leadPicture } = content;
  // A picture that the text does not show stands above it.
  const shows = leadPicture === undefined || content.html.includes(`"${pictureScheme}${leadPicture}"`);
  const lead = shows ? "" : `<figure><img src="${pictureScheme}${leadPicture}" alt=""/></figure>`;
  return {
    id,
    title: article.title,
    group,
    body: [...(await readOwnMarkup(above + lead)), ...body, ...(await readOwnMarkup(below))],
    ...(article.language !== "und" && { language: article.language }),
    ...(content.direction !== undefined && { direction: content.direction }),
    resolve: (reference) => {
      if (!reference.startsWith(pictureScheme)) return resolveIn(id, reference, resources);
      const picture = content.pictures[Number(reference.slice(pictureScheme.length))];
      return picture && resolveIn(id, pictureAt(picture.key), resources);
    },
  };
}

function resolveIn(id: string, reference: string, resources: Resources): SourceReference | undefined {
  if (reference.startsWith("#")) return { kind: "chapter", id, fragment: reference.slice(1) };
  if (/^(?:page|section|article):/u.test(reference)) return { kind: "chapter", id: reference };
  if (resources.has(reference)) return { kind: "resource", id: reference };
  return /^(?:https?:\/\/|mailto:)\S+$/iu.test(reference) ? { kind: "external", url: reference } : undefined;
}

const lowered: Readonly<Record<string, string>> = { h1: "h3", h2: "h3", h3: "h4", h4: "h5", h5: "h6" };

/** The title stands above all headings of its text, and none of them begins a page. */
function lowerHeadings(nodes: readonly DefaultTreeAdapterTypes.ChildNode[]): void {
  const waiting = [...nodes];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (!("tagName" in node)) continue;
    const name = lowered[node.tagName];
    if (name !== undefined) {
      node.tagName = name;
      node.nodeName = name;
    }
    waiting.push(...node.childNodes);
  }
}
