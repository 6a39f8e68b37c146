import { escapeAttribute } from "../../../../shared/markup/xml.ts";
import type { Colour } from "./device-context.ts";
import { type Box, boxOf, intersection, type Point, written } from "./geometry.ts";

/** Of what is drawn, in characters of SVG, pictures within it included: what is above is not drawn at all. */
export const markupLengthMax = 9_000_000;
/** How often all of a picture may be painted over, all that is drawn taken together: more would take minutes to draw. */
const coveringsMax = 1000;
/** How many lines may go through all of a picture, all that are drawn taken together: their crossings cost the most. */
const crossingsMax = 2500;
/** How often something may be mixed with what is behind it, for each of which all of that is looked at again. */
const blendsMax = 300;
/** How many clipping paths may lie within each other: what is beyond them is cut by the last ones alone. */
const clipDepthMax = 12;
/** In pixels of the page: what is larger is drawn that large. */
const widthMax = 640;
const heightMax = 840;
const sideMin = 8;
/** In pixels of the page: thinner lines are hard to see. */
const strokeMin = 0.75;

/** What becomes of a metafile: an SVG on white, of bounded length and size, which needs nothing else; or why there is none. */
export type Drawing = { readonly svg: string } | { readonly undrawn: "nothing" | "too much" | "EMF+" };

export interface Clip {
  readonly box: Box | undefined;
  readonly path: string | undefined;
}

/** What is drawn, in device units, as it becomes an SVG. */
export interface Canvas {
  /** Draws markup in which the width of a line stands as `strokeWidth` has it. */
  add(markup: string, touched: Box, clip: Clip, blend?: string): void;
  /** Counts lines between points, which are drawn. */
  travel(points: readonly Point[]): void;
  /** The name of something that is painted with: the same for the same content. */
  define(content: (id: string) => string): string;
  /** A clipping path within another one. */
  clipPath(path: string, rule: string, within: string | undefined): string;
  /** Whether more was to be drawn than may be. */
  isFull(): boolean;
  /** Whether anything has been drawn, and where. */
  drawn(): Box | undefined;
  /** @param view device units that are shown @param size in pixels of the page; what is too large or too small is bounded */
  drawing(view: Box, size: Point): Drawing;
}

export function openCanvas(): Canvas {
  const names = new Map<string, string>();
  const definitions: string[] = [];
  const items: string[] = [];
  let length = 0;
  let extent: Box | undefined;
  let group = "";
  let paintedArea = 0;
  let travelled = 0;
  let blends = 0;
  const clipDepths = new Map<string, number>();

  const isFull = () => length > markupLengthMax || blends > blendsMax;
  const define = (content: (id: string) => string): string => {
    const key = content("");
    const known = names.get(key);
    if (known !== undefined) return known;
    const id = `d${names.size + 1}`;
    names.set(key, id);
    const markup = content(id);
    length += markup.length;
    if (length <= markupLengthMax) definitions.push(markup);
    return id;
  };
  const clipPath = (path: string, rule: string, within: string | undefined): string => {
    const depth = within === undefined ? 0 : (clipDepths.get(within) ?? 0) + 1;
    const outer = within === undefined || depth > clipDepthMax ? "" : ` clip-path="url(#${within})"`;
    const id = define((name) => `<clipPath id="${name}"${outer}><path d="${path}" clip-rule="${rule}"/></clipPath>`);
    clipDepths.set(id, outer === "" ? 0 : depth);
    return id;
  };
  const begin = (next: string) => {
    if (next === group) return;
    if (group !== "") items.push("</g>");
    if (next !== "") items.push(next);
    length += next.length + 4;
    group = next;
  };
  return {
    add(markup, touched, { box, path }, blend) {
      const seen = box === undefined ? touched : intersection(touched, box);
      if (!Object.values(touched).every(Number.isFinite) || isEmpty(seen, touched)) return;
      length += markup.length;
      if (blend !== undefined) blends += 1;
      if (isFull()) return;
      paintedArea += (seen.right - seen.left) * (seen.bottom - seen.top);
      extent = extent === undefined ? seen : boxOf([...corners(extent), ...corners(seen)]);
      const isCut = box !== undefined && !isWithin(touched, box);
      const clip = isCut ? clipPath(rectangle(box), "nonzero", path) : path;
      const clipped = clip === undefined ? "" : ` clip-path="url(#${clip})"`;
      // What is mixed with what is behind it may not stand in a group that is cut: that has nothing behind it.
      begin(blend !== undefined || clip === undefined ? "" : `<g${clipped}>`);
      items.push(blend === undefined ? markup : `<g${clipped} style="mix-blend-mode:${blend}">${markup}</g>`);
    },
    travel(points) {
      for (const [index, point] of points.entries()) {
        const before = points[index - 1] ?? point;
        travelled += Math.abs(point.x - before.x) + Math.abs(point.y - before.y);
      }
    },
    define,
    clipPath,
    isFull,
    drawn: () => extent,
    drawing(view, size) {
      if (isFull()) return { undrawn: "too much" };
      const width = view.right - view.left;
      const height = view.bottom - view.top;
      if (!(width > 0) || !(height > 0)) return { undrawn: "nothing" };
      if (paintedArea > coveringsMax * width * height || travelled > crossingsMax * (width + height)) {
        return { undrawn: "too much" };
      }
      const shrink = Math.min(1, widthMax / size.x, heightMax / size.y);
      const shown = { x: Math.max(sideMin, size.x * shrink), y: Math.max(sideMin, size.y * shrink) };
      const thinnest = strokeMin * Math.min(width / shown.x, height / shown.y);
      begin("");
      const markup = `<defs>${definitions.join("")}</defs><path d="${rectangle(view)}" fill="#fff"/>\n${items.join("\n")}`;
      const drawn = markup.replaceAll(strokeWidths, (_, wanted) => written(Math.max(thinnest, Number(wanted))));
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${written(shown.x)}" height="${written(shown.y)}" viewBox="${[view.left, view.top, width, height].map(written).join(" ")}" preserveAspectRatio="none">${drawn}\n</svg>`;
      return { svg };
    },
  };
}

/** The width of a line until all is drawn: only then is it known how thin one may be. No text has the character around it. */
export function strokeWidth(width: number): string {
  return `\0${written(width)}\0`;
}

const strokeWidths = /\0([\d.]+)\0/gu;

function corners({ left, top, right, bottom }: Box): readonly Point[] {
  return [
    { x: left, y: top },
    { x: right, y: bottom },
  ];
}

/** Lines have no width or no height of their own: they are there. */
function isEmpty(seen: Box, touched: Box): boolean {
  const isFlat = touched.left === touched.right || touched.top === touched.bottom;
  return !isFlat && (seen.left >= seen.right || seen.top >= seen.bottom);
}

function isWithin(inner: Box, outer: Box): boolean {
  return (
    inner.left >= outer.left && inner.top >= outer.top && inner.right <= outer.right && inner.bottom <= outer.bottom
  );
}

/** The path of a box. */
export function rectangle({ left, top, right, bottom }: Box): string {
  return `M${written(left)} ${written(top)}H${written(right)}V${written(bottom)}H${written(left)}Z`;
}

/** The content of a pattern that hatches, in the style HS_HORIZONTAL (0) to HS_DIAGCROSS (5). */
export function hatchPattern(hatch: number, colour: Colour, behind: Colour | undefined, cell: number) {
  const half = cell / 2;
  const strokes = [
    `M0 ${half}H${cell}`,
    `M${half} 0V${cell}`,
    `M0 0L${cell} ${cell}`,
    `M0 ${cell}L${cell} 0`,
    `M0 ${half}H${cell}M${half} 0V${cell}`,
    `M0 0L${cell} ${cell}M0 ${cell}L${cell} 0`,
  ];
  const back = behind === undefined ? "" : `<rect width="${cell}" height="${cell}" fill="${behind}"/>`;
  return (id: string) =>
    `<pattern id="${id}" width="${cell}" height="${cell}" patternUnits="userSpaceOnUse">${back}<path d="${strokes[hatch] ?? strokes[0]}" stroke="${colour}" stroke-width="${strokeWidth(0)}"/></pattern>`;
}

/** The content of a pattern of pixels. */
export function pixelPattern(href: string, width: number, height: number) {
  return (id: string) =>
    `<pattern id="${id}" width="${width}" height="${height}" patternUnits="userSpaceOnUse"><image width="${width}" height="${height}" href="${escapeAttribute(href)}"/></pattern>`;
}
