/** How wide a page is taken to be where a length is a share of it, in em. */
const pageEm = 30;
const pixelsPerEm = 16;
const emPerUnit: Readonly<Record<string, number>> = {
  em: 1,
  rem: 1,
  ex: 0.5,
  ch: 0.5,
  "%": pageEm / 100,
  px: 1 / pixelsPerEm,
  pt: 1 / 12,
  pc: 1,
  in: 6,
  cm: 6 / 2.54,
  mm: 0.6 / 2.54,
};

/** In em; `undefined` for what is no length, or none that does not depend on what is around it. */
export function lengthInEm(value: string): number | undefined {
  if (/^[+-]?0(?:\.0+)?$/.test(value)) return 0;
  const match = /^([+-]?(?:\d{1,6}(?:\.\d{0,6})?|\.\d{1,6}))([a-z]{2,3}|%)$/.exec(value);
  const factor = emPerUnit[match?.[2] ?? ""];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}

/** The sides that a `margin` or `padding` names. */
export function marginSides(value: string): { readonly top: string; readonly bottom: string; readonly left: string } {
  const [top = "", right = top, bottom = top, left = right] = value.split(/\s+/);
  return { top, bottom, left };
}
