import type { XmlElement } from "../../xml/xml-element.ts";
import { canvasOf, type DrawingSize } from "./canvas.ts";
import { bytesPerPixel, drawingCost } from "./drawing-cost.ts";
import { readDrawingStyles, stylesheetsOf } from "./drawing-styles.ts";
import { prices } from "./prices.ts";
import type { Drawing } from "./read-drawing.ts";

/** What the renderer may take for one drawing, in milliseconds of a core, by our prices. */
export const drawingMsMax = 5000;
/** What it may hold at once, in bytes: of parts, of layers that wait for those in them, and of pictures. */
export const drawingBytesMax = 200 * 1024 * 1024;
/** How deep elements are drawn in each other, those among them that are referred to: renderers recurse. */
export const drawnDepthMax = 400;

/**
 * Judges from the markup what it would take to draw it, for nothing can stop a renderer that has begun. `undefined` where it
 * is reasonable; else what finishes the sentence "A picture was left out, because …".
 */
export function judgeDrawing(drawing: Drawing, size: DrawingSize): string | undefined {
  const { elements, attributes, pixels, pixelsOfLargest } = survey(drawing);
  // Each of them is kept, and decoded apart before.
  const pictureBytes = (pixels + pixelsOfLargest) * bytesPerPixel;
  if (pictureBytes > drawingBytesMax) return "the pictures in it are too large";
  const styles = readDrawingStyles(stylesheetsOf(drawing.root));
  if (styles === undefined) return "its styles are written in a way that hides what they say";
  // The renderer reads it twice: to know its size, and to draw it.
  const msToRead =
    (elements * prices.element + attributes * prices.attribute + styles.comparisons(elements) * prices.comparison) /
    1000;
  if (msToRead > drawingMsMax) return takesTooLong;
  const bytesToRead = elements * bytesPerElement + attributes * bytesPerAttribute;
  const canvas = canvasOf(drawing.root, styles.styleOf(drawing.root), size);
  const cost = drawingCost(drawing, styles, canvas, { msMax: drawingMsMax, depthMax: drawnDepthMax });
  if (cost.depth > drawnDepthMax) return "its parts lie too deep in each other";
  if (pictureBytes + bytesToRead + cost.bytes > drawingBytesMax) return "drawing it takes too much memory";
  const tiles = Math.ceil(canvas.height / tileHeight);
  if (msToRead + cost.ms * tiles > drawingMsMax) return takesTooLong;
  return undefined;
}

/** Of memory, as the renderer and our reader keep them, together. */
const bytesPerElement = 2800;
const bytesPerAttribute = 1100;
const takesTooLong = "drawing it takes too long";
/** What the renderer draws at once, in pixels: higher pictures are drawn several times, a part each. */
const tileHeight = 2000;

interface Survey {
  readonly elements: number;
  readonly attributes: number;
  readonly pixels: number;
  readonly pixelsOfLargest: number;
}

function survey({ root, embedded }: Drawing): Survey {
  let [elements, attributes] = [0, 0];
  const look = (element: XmlElement) => {
    elements += 1;
    // Each declaration of a style is kept as an attribute is.
    attributes += element.attributes.size + (element.attributes.get("style")?.split(";").length ?? 0);
    for (const child of element.children) if (typeof child !== "string") look(child);
  };
  look(root);
  let pixels = 0;
  let pixelsOfLargest = 0;
  const seen = new Set<string>();
  for (const picture of embedded.values()) {
    // The same picture is kept once.
    if (picture.kind === "pixels" && seen.has(picture.href)) continue;
    if (picture.kind === "pixels") seen.add(picture.href);
    const inner = picture.kind === "drawing" ? survey(picture.drawing) : undefined;
    const own = picture.kind === "drawing" ? (inner?.pixels ?? 0) : picture.width * picture.height;
    elements += inner?.elements ?? 0;
    attributes += inner?.attributes ?? 0;
    pixels += own;
    pixelsOfLargest = Math.max(pixelsOfLargest, inner?.pixelsOfLargest ?? own);
  }
  return { elements, attributes, pixels, pixelsOfLargest };
}
