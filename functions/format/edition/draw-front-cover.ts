import type { EditionArticle, EditionLayout } from "../../../shared/articles/edition-layout.ts";
import { loadSharp } from "../../../shared/images/load-sharp.ts";
import {
  baselineOf,
  type Canvas,
  clip,
  drawText,
  encodeCanvas,
  fillArea,
  isDrawable,
  paintPicture,
  paintText,
  startOf,
} from "../cover/cover-canvas.ts";
import { coverHeight, coverWidth } from "../cover/cover-design.ts";
import type { SourceResource } from "../source-book.ts";
import { dayInWords } from "./edition-dates.ts";
import { wordsIn } from "./edition-words.ts";

const margin = 90;
const widthMax = coverWidth - 2 * margin;
const ink = "#1a1a1a";
const softInk = "#555555";
const mastheadSetting = { weight: "SemiBold", sizes: [66, 58, 50, 43, 36, 30], widthMax, heightMax: 240 } as const;
const dateSetting = { weight: "Regular", sizes: [19, 16], widthMax, heightMax: 60 } as const;
const pictureHeight = 560;
const leadSetting = { weight: "SemiBold", sizes: [34, 30, 26, 23], widthMax, heightMax: 260 } as const;
const storySetting = { weight: "SemiBold", sizes: [20, 18, 16], widthMax, heightMax: 100 } as const;
const sourceSetting = { weight: "Regular", sizes: [13], widthMax, heightMax: 40 } as const;
const titleLettersMax = 140;
const ruleHeight = 4;
/** Between the line that a headline's last words stand on and what is below: a credit, or another story. */
const creditGap = 30;
const storyGap = 40;

/**
 * Draws the cover of an edition as the front of a newspaper: its name, the date, the picture of the best story, and as many headlines
 * as there is room for. A JPEG of `coverWidth` by `coverHeight`. Headlines in letters of which there is no font here are left out: boxes in
 * their place would be worse.
 */
export async function drawFrontCover(layout: EditionLayout, picture: SourceResource | undefined): Promise<Buffer> {
  const canvas: Canvas = {
    width: coverWidth,
    height: coverHeight,
    pixels: Buffer.alloc(coverWidth * coverHeight * 3, 0xff),
  };
  const page = openPage(canvas, layout.language);
  page.skip(70);
  await page.centred(layout.digestName, mastheadSetting, ink);
  page.skip(24);
  page.rule(ruleHeight * 2);
  page.skip(16);
  await page.centred(
    drawable((told) => dayInWords(layout.slot, told), layout),
    dateSetting,
    ink,
  );
  page.skip(16);
  page.rule(ruleHeight);
  page.skip(36);
  const shown = picture === undefined ? undefined : await scaled(picture);
  if (shown !== undefined) {
    page.picture(shown);
    page.skip(36);
  }
  const byId = new Map(
    layout.sections.flatMap(({ articles }) => articles.map((article) => [article.articleId, article])),
  );
  const stories = layout.topStories.flatMap((id) => byId.get(id) ?? []).filter(({ title }) => isDrawable(title));
  for (const [place, article] of stories.entries()) {
    if (!(await page.story(article, place === 0 ? leadSetting : storySetting))) break;
  }
  if (stories.length === 0 && layout.missing.feeds.length > 0) {
    await page.centred(
      drawable(({ language }) => wordsIn(language).noFeed, layout),
      leadSetting,
      ink,
    );
  }
  return await encodeCanvas(canvas);
}

/** Words of ours in the edition's language, or in English where there is no font for its letters. */
function drawable(wordsOf: (told: EditionLayout) => string, layout: EditionLayout): string {
  const words = wordsOf(layout);
  return isDrawable(words) ? words : wordsOf({ ...layout, language: "en" });
}

type Setting = Parameters<typeof drawText>[1];

/** Fills a page from the top. What has no room is not drawn. */
function openPage(canvas: Canvas, language: string) {
  let top = 0;
  const room = () => coverHeight - margin - top;
  return {
    skip: (pixels: number) => {
      top += pixels;
    },
    rule: (height: number) => {
      fillArea(canvas, { left: margin, top, width: widthMax, height }, ink);
      top += height;
    },
    centred: async (words: string, setting: Setting, colour: string) => {
      if (!isDrawable(words)) return;
      const drawn = await drawText(clip(words, titleLettersMax), { ...setting, language });
      if (drawn === undefined || drawn.height > room()) return;
      paintText(canvas, drawn, colour, margin + Math.floor((widthMax - Math.min(widthMax, drawn.width)) / 2), top);
      top += drawn.height;
    },
    picture: (picture: Canvas) => {
      paintPicture(canvas, picture, margin + Math.floor((widthMax - picture.width) / 2), top);
      top += picture.height;
    },
    /** Whether there was room for it. */
    story: async (article: EditionArticle, setting: Setting): Promise<boolean> => {
      const { title, source } = article;
      const headline = await drawText(clip(title, titleLettersMax), { ...setting, language: article.language });
      const credit = isDrawable(source) ? await drawText(clip(source, titleLettersMax), sourceSetting) : undefined;
      if (headline === undefined) return false;
      const creditTop = baselineOf(headline) + creditGap;
      const inked = credit === undefined ? headline.height : creditTop + credit.height;
      if (inked > room()) return false;
      const column = { left: margin, width: widthMax };
      paintText(canvas, headline, ink, startOf(headline, column), top);
      if (credit !== undefined) paintText(canvas, credit, softInk, startOf(credit, column), top + creditTop);
      top += (credit === undefined ? baselineOf(headline) : creditTop + baselineOf(credit)) + storyGap;
      return true;
    },
  };
}

/** A picture as wide as the page, its middle where it is too high. */
async function scaled(picture: SourceResource): Promise<Canvas | undefined> {
  try {
    const { data, info } = await loadSharp()(await picture.read())
      .resize({ width: widthMax, height: pictureHeight, fit: "cover", position: "attention" })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return info.channels === 3 ? { width: info.width, height: info.height, pixels: data } : undefined;
  } catch {
    // It was fit for showing when it was fetched; where it is not any more the cover does without.
    return undefined;
  }
}
