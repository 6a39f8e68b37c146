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
  edge: 0.11,
  /** The same for each other edge beside it, where edges are long: those cross one another. */
  crossing: 0.0022,
  /** One pixel, painted. */
  solid: 0.0009,
  linear: 0.002,
  radial: 0.02,
  stop: 6,
  /** A pattern that can be copied as it is, and one that cannot; of small tiles, most is border. */
  copied: 0.0008,
  pattern: 0.1,
  smallPattern: 2,
  /** One pixel of the whole drawing that is made ready to be painted apart, and one that is put back from there. */
  layer: 0.0008,
  layered: 0.0015,
  blend: 0.028,
  mask: 0.011,
  clip: 250,
  text: 200,
  letter: 25,
  /** Letters of one piece of text, each with each other. */
  letters: 0.1,
  /** One pixel of a picture, decoded and shrunk. */
  decoded: 0.06,
} as const;

/** Where edges are longer than this, in pixels, they cross as much as measured. */
export const longEdgePixels = 100;
/** Tiles of patterns below this size, in pixels, are small. */
export const smallTilePixels = 16;

/** What filters take for a pixel, and for each of the numbers that they are repeated by. */
export const filterPrices: ReadonlyMap<string, number> = new Map(
  Object.entries({
    feBlend: 0.06,
    feColorMatrix: 0.06,
    feComponentTransfer: 0.06,
    feComposite: 0.07,
    feConvolveMatrix: 0.02,
    feDiffuseLighting: 0.2,
    feDisplacementMap: 1,
    feDropShadow: 0.2,
    feFlood: 0.01,
    feGaussianBlur: 0.14,
    feImage: 0.1,
    feMerge: 0.06,
    feMorphology: 0.01,
    feOffset: 0.02,
    feSpecularLighting: 0.2,
    feTile: 0.05,
    feTurbulence: 0.1,
  }),
);
