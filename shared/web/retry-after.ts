/** Longer than this is a mistake, or means for ever: a few days are waited, and then asked again. */
export const retryAfterMsMax = 3 * 24 * 60 * 60 * 1000;

const weekdays = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?";
/** The three forms of RFC 9110, 5.6.7, of which two are only read. They begin with a weekday: nothing else is a date here. */
const httpDate = new RegExp(
  `^${weekdays},? (?:\\d{1,2}[ -][a-z]{3}[ -]\\d{2,4} [\\d:]{8} gmt|[a-z]{3} [ \\d]\\d [\\d:]{8} \\d{4})$`,
  "iu",
);

/**
 * The delay that a Retry-After asks for (RFC 9110, 10.2.3: seconds or a date), in milliseconds, at most
 * {@link retryAfterMsMax}. `undefined` for none, for a moment that has passed and for what is neither: then the asker's own
 * pace decides. 0 for an explicit 0.
 */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+$/u.test(text)) return Math.min(Number(text) * 1000, retryAfterMsMax);
  if (!httpDate.test(text)) return undefined;
  // Without its zone, the oldest form means GMT all the same.
  const until = Date.parse(/gmt$/iu.test(text) ? text : `${text} GMT`);
  const delayMs = until - now.getTime();
  return delayMs > 0 ? Math.min(delayMs, retryAfterMsMax) : undefined;
}
