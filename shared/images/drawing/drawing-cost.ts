import type { XmlElement } from "../../xml/xml-element.ts";
import { type Canvas, viewMatrix } from "./canvas.ts";
import { type DrawingStyle, type DrawingStyles, readDrawingStyles, stylesheetsOf } from "./drawing-styles.ts";
import { edgesOf, strokeOf, sweepCost } from "./edges.ts";
import { filterCost } from "./filter-cost.ts";
import {
  areaOf,
  type Box,
  boxOf,
  emptyBox,
  identity,
  isTurned,
  type Matrix,
  readTransform,
  stretchOf,
  union,
  within,
} from "./geometry.ts";
import { fontPixels, letterLine, lettersIn } from "./letters.ts";
import { longestOf, type Outline, outlineOf } from "./outline.ts";
import { tileOf } from "./pattern-tile.ts";
import { filterPrices, patternSideMin, prices } from "./prices.ts";
import type { Drawing } from "./read-drawing.ts";
import { hrefsOf, idsIn, noReferences, type References, referencesIn } from "./references.ts";

export const bytesPerPixel = 4;

export interface DrawingCost {
  /** Of a core. More than asked for where the rest was not looked at any more. */
  readonly ms: number;
  /** Of the layers that are there at once. */
  readonly bytes: number;
  readonly depth: number;
}

/** Where an element is drawn, and what those around it say of how. */
interface Place {
  readonly matrix: Matrix;
  readonly depth: number;
  readonly layers: number;
  readonly inherited: DrawingStyle;
  /** Elements that are being referred to: renderers draw no element within itself. */
  readonly within: ReadonlySet<XmlElement>;
}

export interface CostLimits {
  readonly msMax: number;
  readonly depthMax: number;
}

/** What handing on a style from an element to those in it keeps. */
const inheritedNames =
  "fill font font-size marker marker-end marker-mid marker-start stroke stroke-dasharray stroke-width".split(" ");

function handedOn(outer: DrawingStyle, style: DrawingStyle | undefined): DrawingStyle {
  const own = style === undefined ? [] : inheritedNames.filter((name) => style.has(name));
  if (own.length === 0) return outer;
  const inherited = new Map(outer);
  // A size of letters may be a multiple of that around it.
  for (const name of own) {
    inherited.set(name, [...(name.startsWith("font") ? (outer.get(name) ?? []) : []), ...(style?.get(name) ?? [])]);
  }
  return inherited;
}

/** The one of those that it may have which makes most of it. */
function transformOf(style: DrawingStyle): Matrix {
  const matrices = (style.get("transform") ?? []).map(readTransform);
  return matrices.reduce((most, one) => (stretchOf(one) > stretchOf(most) ? one : most), matrices[0] ?? identity);
}

const containers = new Set(["a", "g", "svg", "switch", "symbol"]);
const shapes = new Set(["circle", "ellipse", "line", "path", "polygon", "polyline", "rect"]);

/**
 * Adds up what the parts of a drawing cost as often as they are drawn, by `use`, patterns, masks and markers. It stops as soon as
 * a limit is passed, so that it takes a fraction of what drawing would.
 */
export function drawingCost(drawing: Drawing, styles: DrawingStyles, canvas: Canvas, limits: CostLimits): DrawingCost {
  const adder = new CostAdder(limits, canvas);
  adder.add(drawing, styles, { matrix: canvas.matrix, depth: 0, layers: 0, inherited: new Map(), within: new Set() });
  return adder.cost();
}

class CostAdder {
  readonly #limits: CostLimits;
  readonly #canvas: Canvas;
  readonly #pixels: number;
  readonly #outlines = new WeakMap<XmlElement, Outline>();
  #microseconds = 0;
  #layers = 0;
  #depth = 0;
  #drawing: Drawing | undefined;
  #styles: DrawingStyles | undefined;
  #references: References = noReferences;

  constructor(limits: CostLimits, canvas: Canvas) {
    this.#limits = limits;
    this.#canvas = canvas;
    this.#pixels = canvas.width * canvas.height;
  }

  cost(): DrawingCost {
    return { ms: this.#microseconds / 1000, bytes: this.#layers * this.#pixels * bytesPerPixel, depth: this.#depth };
  }

  add(drawing: Drawing, styles: DrawingStyles | undefined, place: Place): void {
    const outer = { drawing: this.#drawing, styles: this.#styles, references: this.#references };
    if (styles === undefined) this.#spend(Infinity);
    [this.#drawing, this.#styles, this.#references] = [drawing, styles, referencesIn(drawing.root)];
    this.#drawn(drawing.root, place, (inner) => this.#children(drawing.root, inner));
    [this.#drawing, this.#styles, this.#references] = [outer.drawing, outer.styles, outer.references];
  }

  #spend(microseconds: number): void {
    // Numbers that overflow are nobody's.
    this.#microseconds += Number.isNaN(microseconds) ? Infinity : microseconds;
  }

  get #isOver(): boolean {
    return this.#microseconds > this.#limits.msMax * 1000 || this.#depth > this.#limits.depthMax;
  }

  #children(element: XmlElement, place: Place): Box {
    let box = emptyBox;
    for (const child of element.children) {
      if (this.#isOver) break;
      if (typeof child !== "string") box = union(box, this.#visit(child, place));
    }
    return box;
  }

  #visit(element: XmlElement, outer: Place): Box {
    const { name } = element;
    const isDrawn = containers.has(name) || shapes.has(name) || name === "use" || name === "image" || name === "text";
    if (!isDrawn || name === "symbol" || this.#isOver) return emptyBox;
    return this.#drawn(element, outer, (place) => this.#content(element, place));
  }

  /** An element with its own style, and what that does to what is drawn for it. */
  #drawn(element: XmlElement, outer: Place, content: (place: Place) => Box): Box {
    this.#depth = Math.max(this.#depth, outer.depth);
    this.#spend(prices.visit);
    const style = this.#styles?.styleOf(element);
    if (style === undefined) this.#spend(Infinity);
    if (style === undefined || this.#isOver) return emptyBox;
    const layers = outer.layers + layersOf(style);
    this.#layers = Math.max(this.#layers, layers);
    const place = { ...this.#inside(outer, style), matrix: within(outer.matrix, transformOf(style)), layers };
    const box = content(place);
    this.#effects(style, box, place);
    return box;
  }

  #content(element: XmlElement, place: Place): Box {
    const { name } = element;
    if (shapes.has(name)) return this.#shape(element, place);
    if (name === "text") return this.#text(element, place);
    if (name === "image") return this.#image(element, place);
    if (name === "use") return this.#use(element, place);
    return this.#children(element, name === "svg" ? this.#viewOf(element, element, place) : place);
  }

  #inside(outer: Place, style: DrawingStyle): Place {
    return { ...outer, inherited: handedOn(outer.inherited, style), depth: outer.depth + 1 };
  }

  #use(element: XmlElement, place: Place): Box {
    this.#spend(prices.use);
    const [x, y] = [this.#length(element, "x"), this.#length(element, "y")];
    const moved = { ...place, matrix: within(place.matrix, [1, 0, 0, 1, x, y]) };
    let box = emptyBox;
    for (const target of this.#targets(element)) {
      if (place.within.has(target)) continue;
      const inner = { ...moved, within: new Set([...place.within, target]) };
      box = union(
        box,
        target.name === "symbol" || target.name === "svg"
          ? this.#drawn(target, inner, (own) => this.#children(target, this.#viewOf(target, element, own)))
          : this.#visit(target, inner),
      );
    }
    return box;
  }

  #targets(element: XmlElement): readonly XmlElement[] {
    return hrefsOf(element)
      .map((href) => this.#references.byId.get(href.trim().replace(/^#/u, "")))
      .filter((target) => target !== undefined);
  }

  /** Of what brings its own units: where it does not say how large it is, it is as large as all. */
  #viewOf(view: XmlElement, sized: XmlElement, place: Place): Place {
    const size = (name: string) => this.#lengthOf(sized, name) ?? this.#lengthOf(view, name) ?? this.#canvas.side;
    return {
      ...place,
      depth: place.depth + 1,
      matrix: within(place.matrix, viewMatrix(view, size("width"), size("height"))),
    };
  }

  #length(element: XmlElement, name: string): number {
    return this.#lengthOf(element, name) ?? 0;
  }

  #lengthOf(element: XmlElement, name: string): number | undefined {
    return longestOf(this.#styles?.styleOf(element)?.get(name), this.#canvas.side);
  }

  #shape(element: XmlElement, place: Place): Box {
    const outline = this.#outlines.get(element) ?? outlineOf(element, (name) => this.#lengthOf(element, name));
    this.#outlines.set(element, outline);
    const edges = edgesOf(outline, place.matrix, this.#canvas);
    const { inherited, matrix } = place;
    if (!isNone(inherited.get("fill"), "black")) {
      this.#spend(edges.corners * prices.fillCorner + sweepCost(edges));
      this.#paint(inherited.get("fill"), this.#areaIn(edges.box), place);
    }
    const markers = ["marker", "marker-start", "marker-mid", "marker-end"].flatMap((name) =>
      idsIn(inherited.get(name)),
    );
    for (const id of markers) this.#repeat(id, "marker", outline.vertices, place);
    if (isNone(inherited.get("stroke"), "none")) return edges.box;
    const stroke = strokeOf(edges, inherited, matrix, this.#canvas.side);
    this.#spend(stroke.corners * prices.strokeCorner + sweepCost(stroke));
    this.#paint(inherited.get("stroke"), Math.min(this.#areaIn(stroke.box), edges.length * (stroke.width + 2)), place);
    return stroke.box;
  }

  #areaIn({ left, top, right, bottom }: Box): number {
    const { width, height } = this.#canvas;
    return areaOf({ left: 0, top: 0, right: Math.min(right - left, width), bottom: Math.min(bottom - top, height) });
  }

  #paint(values: readonly string[] | undefined, area: number, place: Place): void {
    this.#spend(area * prices.solid);
    for (const id of idsIn(values)) {
      const server = this.#references.byId.get(id);
      if (server === undefined) continue;
      if (server.name === "pattern") this.#pattern(server, area, place);
      else this.#gradient(server, area);
    }
  }

  #gradient(server: XmlElement, area: number): void {
    this.#spend(area * (server.name === "radialGradient" ? prices.radial : prices.linear));
    for (const one of this.#chain(server)) this.#spend(prices.visit + one.children.length * prices.stop);
  }

  /** An element and those that it takes what it lacks from. */
  #chain(first: XmlElement): ReadonlySet<XmlElement> {
    const chain = new Set([first]);
    for (const one of chain) for (const next of this.#targets(one)) chain.add(next);
    return chain;
  }

  #pattern(pattern: XmlElement, area: number, place: Place): void {
    if (place.within.has(pattern)) return;
    const chain = [...this.#chain(pattern)];
    for (const one of chain) {
      const style = this.#styles?.styleOf(one);
      const own = within(place.matrix, readTransform(one.attributes.get("patternTransform")));
      const tile = tileOf(one, { area, matrix: own, length: (name) => this.#length(one, name) });
      const layers = place.layers + Math.min(1, (tile.width * tile.height) / this.#pixels);
      const inner = { ...place, within: new Set([...place.within, pattern]), layers };
      this.#layers = Math.max(this.#layers, layers);
      const isCopied = tile.isWhole && !isTurned(own) && !style?.has("transform");
      const side = Math.max(Math.min(tile.width, tile.height), patternSideMin);
      const price = isCopied ? prices.copied : prices.patternSide / side;
      if (one.attributes.has("width") || chain.length === 1) this.#spend(area * price);
      this.#children(one, {
        ...inner,
        inherited: handedOn(this.#inheritedBy(one), style),
        matrix: within(own, viewMatrix(one, this.#length(one, "width"), this.#length(one, "height"))),
      });
    }
  }

  /** What an element of that kind holds, drawn as often. */
  #repeat(id: string, kind: string, times: number, place: Place): void {
    const element = this.#references.byId.get(id);
    if (times === 0 || element?.name !== kind || place.within.has(element)) return;
    const before = this.#microseconds;
    const inner = { ...place, within: new Set([...place.within, element]), inherited: this.#inheritedBy(element) };
    this.#drawn(element, inner, (own) => this.#children(element, own));
    this.#spend((this.#microseconds - before) * (times - 1) + prices.visit * times);
  }

  /** What those around an element hand on to it where it stands, not where it is drawn. */
  #inheritedBy(element: XmlElement): DrawingStyle {
    const around: XmlElement[] = [];
    let parent = this.#references.parents.get(element);
    for (; parent !== undefined; parent = this.#references.parents.get(parent)) around.push(parent);
    let inherited: DrawingStyle = new Map();
    for (const one of around.toReversed()) inherited = handedOn(inherited, this.#styles?.styleOf(one));
    return inherited;
  }

  #text(element: XmlElement, place: Place): Box {
    const { pieces, letters, pairs, style } = lettersIn(element, place.inherited, {
      styleOf: (one) => this.#styles?.styleOf(one),
      targetsOf: (one) => this.#targets(one),
    });
    const height = fontPixels(style) * stretchOf(place.matrix);
    const area = this.#areaIn({ left: 0, top: 0, right: height, bottom: height });
    this.#spend(pieces * prices.text + letters * (prices.letter + area * prices.solid) + pairs * prices.letters);
    const all = Math.min(area * letters, this.#pixels);
    if (idsIn(style.get("fill")).length > 0) this.#paint(style.get("fill"), all, place);
    if (!isNone(style.get("stroke"), "none")) {
      const stroke = strokeOf(letterLine(letters, height), style, place.matrix, this.#canvas.side);
      this.#spend(stroke.corners * prices.strokeCorner + sweepCost(stroke) + pairs * prices.strokedLetters);
      this.#paint(style.get("stroke"), all, place);
    }
    return { left: 0, top: 0, right: this.#canvas.width, bottom: this.#canvas.height };
  }

  #image(element: XmlElement, place: Place): Box {
    const picture = this.#drawing?.embedded.get(element);
    const [x, y] = [this.#length(element, "x"), this.#length(element, "y")];
    const width = this.#lengthOf(element, "width") ?? this.#canvas.side;
    const height = this.#lengthOf(element, "height") ?? this.#canvas.side;
    const box = boxOf(place.matrix, x, y, width, height);
    if (picture === undefined) return box;
    if (picture.kind === "pixels") {
      this.#spend(picture.width * picture.height * prices.decoded + this.#areaIn(box) * prices.radial);
      return box;
    }
    const { root } = picture.drawing;
    const matrix = within(within(place.matrix, [1, 0, 0, 1, x, y]), viewMatrix(root, width, height));
    const styles = readDrawingStyles(stylesheetsOf(root));
    this.#spend(this.#pixels * prices.layer);
    this.add(picture.drawing, styles, {
      ...place,
      matrix,
      layers: place.layers + 1,
      depth: place.depth + 1,
      inherited: new Map(),
    });
    return box;
  }

  #effects(style: DrawingStyle, box: Box, place: Place): void {
    const inner = { ...place, inherited: new Map() };
    this.#spend(layersOf(style) * (this.#pixels * prices.layer + this.#areaIn(box) * prices.layered));
    if (isOther(style.get("mix-blend-mode"), "normal")) this.#spend(this.#pixels * prices.blend);
    for (const id of idsIn(style.get("mask"))) {
      this.#spend(this.#pixels * prices.mask);
      this.#repeat(id, "mask", 1, inner);
    }
    for (const id of idsIn(style.get("clip-path"))) {
      this.#spend(prices.clip);
      this.#repeat(id, "clipPath", 1, inner);
    }
    const filters = style.get("filter") ?? [];
    for (const id of idsIn(filters)) {
      const filter = this.#references.byId.get(id);
      if (filter === undefined) continue;
      const { microseconds, results } = filterCost(filter, { box, matrix: place.matrix, canvas: this.#canvas });
      this.#spend(microseconds);
      this.#layers = Math.max(this.#layers, place.layers + results);
      for (const child of filter.children) {
        if (typeof child === "string" || child.name !== "feImage") continue;
        for (const target of this.#targets(child))
          if (!place.within.has(target))
            this.#visit(target, { ...inner, within: new Set([...place.within, filter, target]) });
        if (this.#drawing?.embedded.has(child)) this.#image(child, inner);
      }
    }
    const functions = filters.join(" ").match(/\b(?!url)[a-z-]+\(/giu)?.length ?? 0;
    this.#spend(functions * this.#pixels * (prices.layer + (filterPrices.get("feGaussianBlur") ?? 0)));
  }
}

function isNone(values: readonly string[] | undefined, unless: string): boolean {
  return (values ?? [unless]).every((value) => /^\s*none\s*$/iu.test(value));
}

function isOther(values: readonly string[] | undefined, usual: string): boolean {
  return values?.some((value) => value.trim().toLowerCase() !== usual) ?? false;
}

/** Pictures of their own that an element needs while it is drawn. */
function layersOf(style: DrawingStyle): number {
  const isLayer =
    isOther(style.get("opacity"), "1") ||
    isOther(style.get("mix-blend-mode"), "normal") ||
    isOther(style.get("isolation"), "auto");
  const filters = isOther(style.get("filter"), "none") ? 2 : 0;
  return (isLayer ? 1 : 0) + (isOther(style.get("mask"), "none") ? 1 : 0) + filters;
}
