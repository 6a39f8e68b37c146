import { type ImageLimits, prepareImage } from "../../../shared/images/prepare-image.ts";
import type { BuiltBook } from "../build/built-book.ts";
import type { BuiltPicture } from "../build/built-picture.ts";
import { coverLimitsMin } from "../cover/make-cover.ts";
import type { PictureStore } from "../images/picture-store.ts";
import { chooseStep, pickSample, pictureSteps, wouldFit } from "./plan-pictures.ts";

const extensions = { "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif" } as const;
const smallCoverLimits: ImageLimits = { ...coverLimitsMin, quality: 70, recompress: true };

/**
 * Encodes the pictures anew so that together they have at most `budgetBytes`, if one of the steps does that: which one is
 * seen from a few of them. Answers whether they fit. Where they do not, they are as small as they may be.
 */
export async function shrinkPictures(
  { pictures, cover, layout }: Pick<BuiltBook, "pictures" | "cover" | "layout">,
  budgetBytes: number,
  store: PictureStore,
): Promise<boolean> {
  const stepAt = (index: number): ImageLimits => ({ ...stepOf(index), ...(layout === "pages" && { as: "jpeg" }) });
  await encodeAll([cover], smallCoverLimits, store);
  const within = pictures.filter((picture) => picture !== cover);
  const budget = budgetBytes - cover.stored.bytes;
  const sizes = within.map(({ stored }) => stored.bytes);
  const sample = pickSample(sizes).flatMap((index) => within[index] ?? []);
  const total = sum(sizes);
  const last = pictureSteps.length - 1;
  const step = await chooseStep(pictureSteps.length, async (tried) => {
    const before = sum(sample.map(({ stored }) => stored.bytes));
    let after = 0;
    for (const picture of sample)
      after += (await encoded(picture, stepAt(tried)))?.bytes.length ?? picture.stored.bytes;
    return wouldFit(total, { before, after }, budget);
  });
  await encodeAll(within, stepAt(step ?? last), store);
  const fits = () => sum(within.map(({ stored }) => stored.bytes)) <= budget;
  // The sample was not like the rest.
  if (!fits() && step !== undefined && step < last) await encodeAll(within, stepAt(last), store);
  return fits();
}

async function encodeAll(pictures: readonly BuiltPicture[], limits: ImageLimits, store: PictureStore): Promise<void> {
  for (const picture of pictures) {
    const made = await encoded(picture, limits);
    if (made === undefined) continue;
    picture.stored = await store.keep(made.bytes);
    picture.mediaType = made.mediaType;
    picture.width = made.width;
    picture.height = made.height;
    picture.fileName = picture.fileName.replace(/\w+$/, extensions[made.mediaType]);
  }
}

/** `undefined` for what would not get smaller. */
async function encoded(picture: BuiltPicture, limits: ImageLimits) {
  if (picture.original === undefined) return undefined;
  const made = await prepareImage(await picture.original.read(), limits);
  return made.kind === "ready" && made.bytes.length < picture.stored.bytes ? made : undefined;
}

function stepOf(index: number): ImageLimits {
  const step = pictureSteps[index];
  if (step === undefined) throw new Error(`There is no step ${index}`);
  return step;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
