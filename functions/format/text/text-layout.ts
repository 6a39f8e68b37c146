import { isWide, widthOf } from "./line-width.ts";

/** How a text uses its lines. */
export interface TextLayout {
  /** The column that lines were broken at, or `undefined` where a line is a paragraph. */
  readonly wrapWidth: number | undefined;
}

/** Lines beyond this width were not broken for a screen or a printer. */
const wrapWidthMax = 110;
const wrapWidthMin = 30;
const usualWrapWidth = 70;
const linesLookedAtMax = 20_000;

/** Finds out at which width lines were broken, if they were, from those that another line follows at once. */
export function measureLayout(lines: readonly string[]): TextLayout {
  const widths: number[] = [];
  let textLines = 0;
  const step = Math.max(1, Math.floor(lines.length / linesLookedAtMax));
  for (let at = 0; at < lines.length; at += step) {
    const line = lines[at] ?? "";
    if (line.trim() === "") continue;
    textLines += 1;
    if ((lines[at + 1] ?? "").trim() !== "") widths.push(widthOf(line));
  }
  // Almost every line stands alone: there is nothing to join.
  if (textLines === 0 || widths.length < Math.max(2, textLines * 0.05))
    return { wrapWidth: longest(lines) > wrapWidthMax ? undefined : usualWrapWidth };
  widths.sort((a, b) => a - b);
  const high = widths[Math.min(widths.length - 1, Math.floor(widths.length * 0.95))] ?? 0;
  const nearHigh = widths.filter((width) => width >= high * 0.75).length / widths.length;
  if (high > wrapWidthMax && (nearHigh < 0.6 || high > wrapWidthMax * 1.4)) return { wrapWidth: undefined };
  if (nearHigh < 0.5 && high < usualWrapWidth * 0.8)
    return { wrapWidth: usesWideLetters(lines) ? undefined : usualWrapWidth };
  return { wrapWidth: Math.max(wrapWidthMin, high) };
}

function longest(lines: readonly string[]): number {
  return lines.reduce((most, line) => Math.max(most, line.length), 0);
}

function usesWideLetters(lines: readonly string[]): boolean {
  return lines.slice(0, 200).filter((line) => isWide(line)).length > 50;
}
