/**
 * What renderers take for the parts of a drawing, in microseconds of one core of 2020: measured with librsvg 2.63 over drawings
 * that consist of nothing else, and rounded up. They need not be exact: what is drawn in books costs a hundredth of what is
 * allowed, and what attacks a thousandfold of it.
 */
export const prices = {
  /** To be read and styled, whether it is shown or not. */
  element: 10,
  attribute: 3,
  /** To be looked at where it is drawn. */
  visit: 20,
  /** What it refers to costs what it costs anywhere. */
  use: 30,
  comparison: 0.15,
  /** Of an outline. */
  fillCorner: 1.2,
  strokeCorner: 3.5,
  /** One pixel of an edge. */
  edge: 0.15,
  /** The same for each other edge that lies beside it. */
  crowd: 0.035,
  /** One pixel, painted. */
  solid: 0.0009,
  linear: 0.008,
  radial: 0.02,
  stop: 10,
  /** A pattern that can be copied as it is, and one that cannot, for each time that a tile's side is a pixel. */
  copied: 0.0008,
  patternSide: 18,
  /** One pixel of the whole drawing that is made ready to be painted apart, and one that is put back from there. */
  layer: 0.0008,
  layered: 0.0015,
  blend: 0.028,
  effect: 0.002,
  blur: 0.009,
  mask: 0.02,
  clip: 250,
  text: 550,
  letter: 25,
  /** Letters of one piece of text, each with each other. */
  letters: 0.1,
  strokedLetters: 0.8,
  /** One pixel of a picture, decoded and shrunk. */
  decoded: 0.06,
} as const;

/** Smaller tiles of patterns cost no more than those of this side, in pixels. */
export const patternSideMin = 8;

/** What filters take for a pixel, and for each of the numbers that they are repeated by. */
export const filterPrices: ReadonlyMap<string, number> = new Map(
  Object.entries({
    feBlend: 0.06,
    feColorMatrix: 0.08,
    feComponentTransfer: 0.1,
    feComposite: 0.08,
    feConvolveMatrix: 0.03,
    feDiffuseLighting: 0.2,
    feDisplacementMap: 1,
    feDropShadow: 0.3,
    feFlood: 0.01,
    feGaussianBlur: 0.22,
    feImage: 0.1,
    feMerge: 0.06,
    feMorphology: 0.014,
    feOffset: 0.02,
    feSpecularLighting: 0.2,
    feTile: 0.05,
    feTurbulence: 0.1,
  }),
);
