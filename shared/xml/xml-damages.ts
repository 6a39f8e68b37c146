/** Elements below this many levels are left out of what is recovered, and their text given to the one above. */
export const recoveredDepthMax = 256;
/** Further attributes of an element are left out. */
export const tagAttributesMax = 256;

/** Damages that decide what a document is good for. */
export const damages = {
  levels: `more than ${recoveredDepthMax} levels`,
  attributes: `more than ${tagAttributesMax} attributes`,
  cdata: "a CDATA section that does not end",
  cut: "it ends in the middle",
  leftOver: "an end of what was not begun",
  text: "text around it",
  elements: "elements around it",
} as const;
