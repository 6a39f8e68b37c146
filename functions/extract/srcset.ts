/** One picture of several: its width in pixels, or how many of its pixels make one of the page, where it says so. */
export interface PictureCandidate {
  readonly address: string;
  readonly width?: number;
  readonly density?: number;
}

/** More candidates than these are no choice. */
const candidatesMax = 100;
const srcsetLengthMax = 100_000;

/**
 * Reads a `srcset` as the HTML standard says (4.8.4.2.1): addresses may hold commas, descriptors may hold parentheses, and a
 * candidate that says nonsense is left out. In one pass.
 */
export function parseSrcset(text: string): readonly PictureCandidate[] {
  const found: PictureCandidate[] = [];
  if (text.length > srcsetLengthMax) return found;
  let at = 0;
  while (at < text.length && found.length < candidatesMax) {
    while (at < text.length && (isSpace(text[at]) || text[at] === ",")) at += 1;
    const start = at;
    while (at < text.length && !isSpace(text[at])) at += 1;
    let address = text.slice(start, at);
    if (address === "") break;
    let descriptors: readonly string[] = [];
    if (address.endsWith(",")) address = withoutCommas(address);
    else ({ descriptors, at } = readDescriptors(text, at));
    const candidate = candidateOf(address, descriptors);
    if (candidate !== undefined) found.push(candidate);
  }
  return found;
}

function readDescriptors(text: string, from: number): { descriptors: readonly string[]; at: number } {
  const descriptors: string[] = [];
  let at = from;
  let one = "";
  let depth = 0;
  for (; at < text.length; at += 1) {
    const sign = text[at] as string;
    if (depth === 0 && sign === ",") break;
    if (sign === "(") depth += 1;
    if (sign === ")" && depth > 0) depth -= 1;
    if (depth === 0 && isSpace(sign)) {
      if (one !== "") descriptors.push(one);
      one = "";
    } else one += sign;
  }
  if (one !== "") descriptors.push(one);
  return { descriptors, at: at + 1 };
}

function candidateOf(address: string, descriptors: readonly string[]): PictureCandidate | undefined {
  let width: number | undefined;
  let height: number | undefined;
  let density: number | undefined;
  for (const descriptor of descriptors) {
    if (/^\d{1,7}w$/.test(descriptor) && width === undefined && density === undefined)
      width = Number.parseInt(descriptor, 10);
    else if (/^\d{1,7}h$/.test(descriptor) && height === undefined && density === undefined)
      height = Number.parseInt(descriptor, 10);
    else if (
      /^(?:\d{1,7}(?:\.\d{1,7})?|\.\d{1,7})(?:e[+-]?\d{1,2})?x$/i.test(descriptor) &&
      density === undefined &&
      width === undefined &&
      height === undefined
    )
      density = Number.parseFloat(descriptor);
    else return undefined;
  }
  if (width === 0 || height === 0 || (height !== undefined && width === undefined)) return undefined;
  return { address, ...(width !== undefined && { width }), ...(density !== undefined && { density }) };
}

function isSpace(sign: string | undefined): boolean {
  return sign === " " || sign === "\n" || sign === "\t" || sign === "\r" || sign === "\f";
}

function withoutCommas(address: string): string {
  let end = address.length;
  while (end > 0 && address[end - 1] === ",") end -= 1;
  return address.slice(0, end);
}
