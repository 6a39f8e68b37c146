const doctypePart = /"[^"]*"|'[^']*'|<!--|[[\]>]/gu;

/**
 * Past the `>` of the DOCTYPE that begins at `start`, whose subset in brackets may hold any number of them; `undefined` where it
 * does not end.
 */
export function endOfDoctype(text: string, start: number): number | undefined {
  doctypePart.lastIndex = start;
  let isInSubset = false;
  for (let part = doctypePart.exec(text); part !== null; part = doctypePart.exec(text)) {
    if (part[0] === "[") isInSubset = true;
    else if (part[0] === "]") isInSubset = false;
    else if (part[0] === ">" && !isInSubset) return doctypePart.lastIndex;
    else if (part[0] === "<!--") {
      const end = text.indexOf("-->", doctypePart.lastIndex);
      if (end === -1) return undefined;
      doctypePart.lastIndex = end + 3;
    }
  }
  return undefined;
}
