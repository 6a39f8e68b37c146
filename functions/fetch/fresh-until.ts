/** Longer than a year means for ever (RFC 9111 lets anybody say so). */
const freshMsMax = 366 * 24 * 60 * 60 * 1000;

/**
 * Until when an answer is fresh, as its headers say (RFC 9111, 4.2): `max-age` less the `Age` that it has already, else
 * `Expires`, measured from the `Date` that its server goes by. `undefined` where they say nothing that can be believed.
 */
export function freshUntil(headers: Readonly<Record<string, string>>, now: Date): Date | undefined {
  const freshMs = freshMsOf(headers, now);
  return freshMs === undefined ? undefined : new Date(now.getTime() + Math.min(Math.max(freshMs, 0), freshMsMax));
}

function freshMsOf(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const control = headers["cache-control"] ?? "";
  if (/(?:^|[\s,])no-(?:cache|store)(?:$|[\s,=])/iu.test(control)) return 0;
  const maxAge = /(?:^|[\s,])max-age\s*=\s*"?(\d{1,12})/iu.exec(control)?.[1];
  if (maxAge !== undefined) return (Number(maxAge) - ageOf(headers["age"])) * 1000;
  const expires = timeOf(headers["expires"]);
  if (expires === undefined) return undefined;
  return expires - (timeOf(headers["date"]) ?? now.getTime());
}

function ageOf(header: string | undefined): number {
  return /^\d{1,12}$/u.test(header ?? "") ? Number(header) : 0;
}

/** Dates of HTTP begin with a weekday; `0` and `-1`, which stand for "already stale", do not. */
function timeOf(header: string | undefined): number | undefined {
  if (header === undefined || !/^[a-z]{3,9},? /iu.test(header)) return undefined;
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : time;
}
