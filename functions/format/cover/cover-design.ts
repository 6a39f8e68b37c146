/** A colour (`#rrggbb`) and how much of what lies under it it hides, 0 to 1. */
export interface Tone {
  readonly colour: string;
  readonly opacity: number;
}

/** A line around a centre. Those of one pattern do not touch each other. */
export interface Ring {
  readonly radius: number;
  readonly width: number;
  readonly tone: Tone;
}

/** A square with two quarters of a circle, around its upper left corner and the one opposite, or around the other two. */
export interface Tile {
  readonly corners: "falling" | "rising";
  readonly width: number;
  readonly tone: Tone;
}

/** Everything below a wave: half a wave each `hillWidth`, up and down in turn, the same way both times. */
export interface Hills {
  readonly base: number;
  /** Of each pair of half waves, in pixels above and below the base: twice what the crest reaches. */
  readonly rises: readonly number[];
  readonly tone: Tone;
}

/** What the upper part shows, `coverWidth` by `patternHeight`, in pixels from its upper left corner. */
export type CoverPattern =
  | { readonly kind: "rings"; readonly x: number; readonly y: number; readonly rings: readonly Ring[] }
  /** Rows of `tileSize`, from the upper left corner. */
  | { readonly kind: "tiles"; readonly rows: readonly (readonly Tile[])[] }
  | {
      readonly kind: "hills";
      readonly sun: { readonly x: number; readonly y: number; readonly radius: number; readonly tone: Tone };
      /** From the farthest to the nearest. */
      readonly hills: readonly Hills[];
    }
  /** Hanging from the top, each `columnWidth` wide with its gaps. */
  | { readonly kind: "columns"; readonly columns: readonly { readonly height: number; readonly tone: Tone }[] };

/** What a drawn cover looks like, decided from a hash: the same book always gets the same cover. */
export interface CoverDesign {
  readonly background: string;
  readonly ink: string;
  readonly accent: string;
  readonly pattern: CoverPattern;
  /** SVG of what stands in the place of a title that cannot be written, `emblemSize` by `emblemSize`, ground included. */
  readonly emblem: string;
}

/** At least 1200 by 1800 pixels (KINDLE-RULES K14), in the proportions of a paperback. */
export const coverWidth = 1200;
export const coverHeight = 1800;
/** Where the words stand: the pattern keeps above it. */
export const panelTop = 950;
export const patternHeight = panelTop - 90;
export const emblemSize = 480;
export const tileSize = 160;
export const hillWidth = 160;
export const columnWidth = 60;

/** Deep grounds with a light ink: all readable in the sixteen greys of e-ink too. */
const palettes = [
  { background: "#1f2a44", ink: "#f4efe6", accent: "#c8a45c" },
  { background: "#3b2a2f", ink: "#f5ece3", accent: "#d08c60" },
  { background: "#1e3a34", ink: "#f1f0e4", accent: "#a9c28b" },
  { background: "#2d2a4a", ink: "#f2eef6", accent: "#b79ad6" },
  { background: "#4a2230", ink: "#f7ebe8", accent: "#e0a899" },
  { background: "#20323f", ink: "#eef2f2", accent: "#7fb3c8" },
  { background: "#403621", ink: "#f6f0df", accent: "#d9b95b" },
  { background: "#262626", ink: "#f2f0ec", accent: "#b9b4a7" },
] as const;

/** @param seed at least 16 hexadecimal digits. */
export function designCover(seed: string): CoverDesign {
  const numbers = numbersFrom(seed);
  const palette = palettes[Math.floor(numbers() * palettes.length)] ?? palettes[0];
  const design = patterns[Math.floor(numbers() * patterns.length)] ?? arcs;
  return { ...palette, pattern: design(numbers, palette.accent, palette.ink), emblem: openBook(palette) };
}

/** An open book: a drawing says "book" in every language. */
function openBook({ background, ink, accent }: (typeof palettes)[number]): string {
  const [left, right] = [
    "M240 130C190 95 110 85 50 100V350C110 335 190 345 240 380",
    "M240 130C290 95 370 85 430 100V350C370 335 290 345 240 380",
  ];
  const lines = [0, 1, 2, 3, 4].map((line) => {
    const y = 160 + line * 36;
    return `<path d="M85 ${y}C130 ${y - 8} 170 ${y - 2} 210 ${y + 16}M395 ${y}C350 ${y - 8} 310 ${y - 2} 270 ${y + 16}"/>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${emblemSize}" height="${emblemSize}" viewBox="0 0 ${emblemSize} ${emblemSize}">` +
    `<rect width="${emblemSize}" height="${emblemSize}" fill="${background}"/>` +
    `<g fill="none" stroke="${ink}" stroke-width="12" stroke-linejoin="round"><path d="${left}Z"/><path d="${right}Z"/></g>` +
    `<g fill="none" stroke="${accent}" stroke-width="8" stroke-linecap="round">${lines.join("")}</g></svg>`
  );
}

type Design = (numbers: () => number, accent: string, ink: string) => CoverPattern;

const arcs: Design = (numbers, accent, ink) => ({
  kind: "rings",
  x: Math.round(numbers() * coverWidth),
  y: Math.round(patternHeight * (0.2 + numbers() * 0.9)),
  rings: Array.from({ length: 22 }, (_, ring) => ({
    radius: 60 + ring * 58,
    ...(numbers() < 0.3
      ? { width: 16, tone: { colour: accent, opacity: 0.9 } }
      : { width: 7, tone: { colour: ink, opacity: 0.28 } }),
  })),
});

const tiles: Design = (numbers, accent, ink) => ({
  kind: "tiles",
  rows: Array.from({ length: Math.ceil(patternHeight / tileSize) }, () =>
    Array.from({ length: Math.ceil(coverWidth / tileSize) }, (): Tile => {
      const corners = numbers() < 0.5 ? "falling" : "rising";
      return numbers() < 0.25
        ? { corners, width: 14, tone: { colour: accent, opacity: 1 } }
        : { corners, width: 10, tone: { colour: ink, opacity: 0.35 } };
    }),
  ),
});

const hills: Design = (numbers, accent, ink) => ({
  kind: "hills",
  sun: {
    x: Math.round(200 + numbers() * 800),
    y: Math.round(180 + numbers() * 160),
    radius: Math.round(80 + numbers() * 60),
    tone: { colour: accent, opacity: 1 },
  },
  hills: Array.from({ length: 5 }, (_, layer) => ({
    base: 330 + layer * 108,
    rises: Array.from({ length: Math.ceil(coverWidth / (2 * hillWidth)) }, () => Math.round(70 + numbers() * 130)),
    tone: { colour: ink, opacity: 0.08 + layer * 0.05 },
  })),
});

const columns: Design = (numbers, accent, ink) => ({
  kind: "columns",
  columns: Array.from({ length: coverWidth / columnWidth }, () => {
    const height = Math.round(patternHeight * (0.15 + numbers() * 0.75));
    const tone =
      numbers() < 0.22 ? { colour: accent, opacity: 0.95 } : { colour: ink, opacity: 0.1 + numbers() * 0.22 };
    return { height, tone };
  }),
});

const patterns: readonly Design[] = [arcs, tiles, hills, columns];

/** A stream of numbers from 0 to 1 that the seed decides (xorshift). */
function numbersFrom(seed: string): () => number {
  const [first, second] = [Number.parseInt(seed.slice(0, 8), 16), Number.parseInt(seed.slice(8, 16), 16)];
  // Multiplied before they are joined, so that two equal halves do not cancel each other out.
  let state = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
