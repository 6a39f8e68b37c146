import type { ImageLimits } from "../../../shared/images/prepare-image.ts";

/**
 * How far pictures may be taken down to fit into a mail, the gentlest first. The sizes are the screens of the Kindles that
 * there are: below the last one, two volumes are better than one that nobody likes to look at.
 */
export const pictureSteps: readonly ImageLimits[] = [
  { widthMax: 1264, heightMax: 1680, quality: 72, recompress: true },
  { widthMax: 1264, heightMax: 1680, quality: 58, recompress: true },
  { widthMax: 1072, heightMax: 1448, quality: 58, recompress: true },
  { widthMax: 1072, heightMax: 1448, quality: 45, recompress: true },
  { widthMax: 758, heightMax: 1024, quality: 50, recompress: true },
  { widthMax: 758, heightMax: 1024, quality: 38, recompress: true },
];

/** How many pictures are tried to know how all of them will be: a twentieth of them, within these bounds. */
export const samplesMax = 8;
const samplesMin = 4;
/** The sample may be wrong by so much: the plan keeps below the budget by it. */
const margin = 0.07;

/** The pictures to try, by their index: spread evenly over the bytes, so that large ones count for what they weigh. */
export function pickSample(sizes: readonly number[]): readonly number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const wanted = Math.min(samplesMax, Math.max(samplesMin, Math.ceil(sizes.length / 20)));
  const picked = new Set<number>();
  let before = 0;
  let next = 0;
  for (const [index, size] of sizes.entries()) {
    before += size;
    if (size > 0 && before > ((next + 0.5) * total) / wanted) {
      picked.add(index);
      while (before > ((next + 0.5) * total) / wanted) next += 1;
    }
  }
  return [...picked];
}

export interface Sampled {
  /** Bytes of the sampled pictures as they are, and as they would be. */
  readonly before: number;
  readonly after: number;
}

/** Whether all pictures together would keep within the budget, going by the sample. All sizes in bytes. */
export function wouldFit(totalBytes: number, { before, after }: Sampled, budgetBytes: number): boolean {
  const share = before === 0 ? 1 : Math.min(1, after / before);
  return totalBytes * share * (1 + margin) <= budgetBytes;
}

/**
 * The gentlest step that fits, by trying as few as possible: each try costs the encoding of a sample. `undefined` where
 * none does.
 */
export async function chooseStep(
  stepsCount: number,
  fits: (step: number) => Promise<boolean>,
): Promise<number | undefined> {
  let low = 0;
  let high = stepsCount;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await fits(middle)) high = middle;
    else low = middle + 1;
  }
  return low < stepsCount ? low : undefined;
}
