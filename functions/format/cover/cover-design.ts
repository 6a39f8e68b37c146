/** What a drawn cover looks like, decided from a hash: the same book always gets the same cover. */
export interface CoverDesign {
  readonly background: string;
  readonly ink: string;
  readonly accent: string;
  /** SVG of the upper part, `coverWidth` by `patternHeight`, ground included. Below it is the ground alone. */
  readonly pattern: string;
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
  const draw = patterns[Math.floor(numbers() * patterns.length)] ?? arcs;
  const shapes = draw(numbers, palette.accent, palette.ink);
  const pattern =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${coverWidth}" height="${patternHeight}" viewBox="0 0 ${coverWidth} ${patternHeight}">` +
    `<rect width="${coverWidth}" height="${patternHeight}" fill="${palette.background}"/>${shapes}</svg>`;
  return { ...palette, pattern, emblem: openBook(palette) };
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

type Draw = (numbers: () => number, accent: string, ink: string) => string;

const arcs: Draw = (numbers, accent, ink) => {
  const x = Math.round(numbers() * coverWidth);
  const y = Math.round(patternHeight * (0.2 + numbers() * 0.9));
  return Array.from({ length: 22 }, (_, ring) => {
    const isAccent = numbers() < 0.3;
    return `<circle cx="${x}" cy="${y}" r="${60 + ring * 58}" fill="none" stroke="${isAccent ? accent : ink}" stroke-opacity="${isAccent ? 0.9 : 0.28}" stroke-width="${isAccent ? 16 : 7}"/>`;
  }).join("");
};

const tiles: Draw = (numbers, accent, ink) => {
  const size = 160;
  const parts: string[] = [];
  for (let y = -size; y < patternHeight + size; y += size) {
    for (let x = 0; x < coverWidth; x += size) {
      const half = size / 2;
      const turned = numbers() < 0.5;
      const stroke =
        numbers() < 0.25
          ? `stroke="${accent}" stroke-width="14"`
          : `stroke="${ink}" stroke-opacity="0.35" stroke-width="10"`;
      const path = turned
        ? `M${x + half} ${y}A${half} ${half} 0 0 1 ${x} ${y + half}M${x + size} ${y + half}A${half} ${half} 0 0 0 ${x + half} ${y + size}`
        : `M${x + half} ${y}A${half} ${half} 0 0 0 ${x + size} ${y + half}M${x} ${y + half}A${half} ${half} 0 0 1 ${x + half} ${y + size}`;
      parts.push(`<path d="${path}" fill="none" ${stroke}/>`);
    }
  }
  return parts.join("");
};

const hills: Draw = (numbers, accent, ink) => {
  const sun = `<circle cx="${Math.round(200 + numbers() * 800)}" cy="${Math.round(180 + numbers() * 160)}" r="${Math.round(80 + numbers() * 60)}" fill="${accent}"/>`;
  const layers = Array.from({ length: 5 }, (_, layer) => {
    const base = 330 + layer * 108;
    let path = `M0 ${patternHeight}L0 ${base}`;
    for (let x = 0; x < coverWidth; x += 320) {
      const rise = Math.round(70 + numbers() * 130);
      path += `Q${x + 80} ${base - rise} ${x + 160} ${base}T${x + 320} ${base}`;
    }
    return `<path d="${path}L${coverWidth} ${patternHeight}Z" fill="${ink}" fill-opacity="${(0.08 + layer * 0.05).toFixed(2)}"/>`;
  });
  return sun + layers.join("");
};

const columns: Draw = (numbers, accent, ink) => {
  const width = 60;
  return Array.from({ length: coverWidth / width }, (_, column) => {
    const height = Math.round(patternHeight * (0.15 + numbers() * 0.75));
    const isAccent = numbers() < 0.22;
    return `<rect x="${column * width + 6}" y="0" width="${width - 12}" height="${height}" fill="${isAccent ? accent : ink}" fill-opacity="${isAccent ? 0.95 : (0.1 + numbers() * 0.22).toFixed(2)}"/>`;
  }).join("");
};

const patterns: readonly Draw[] = [arcs, tiles, hills, columns];

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
