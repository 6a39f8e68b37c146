/** Nothing that XML forbids, nor control characters that only devices of the past obeyed. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about.
const unwanted = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffe\uffff]/;
const unwantedEverywhere = new RegExp(unwanted, "gu");
// oxlint-disable-next-line no-control-regex -- the same.
const lineEnd = /\r\n?|[\u000b\u000c\u0085]/gu;

/**
 * The same text with line ends as `\n` (also for form feeds, vertical tabs and NEL, which end lines too), without control
 * characters, and with U+FFFD for halves of surrogate pairs.
 */
export function tidyCharacters(text: string): string {
  const lines = text.toWellFormed().replace(lineEnd, "\n");
  const start = lines.startsWith("\uFEFF") ? lines.slice(1) : lines;
  return unwanted.test(start) ? start.replace(unwantedEverywhere, "") : start;
}
