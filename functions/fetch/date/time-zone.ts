/** Abbreviations and what most feeds that use them mean, in minutes east of Greenwich. */
const offsetTable =
  "UT 0 UTC 0 GMT 0 Z 0 WET 0 WEST 60 BST 60 CET 60 MET 60 MEZ 60 CEST 120 MEST 120 MESZ 120 EET 120 EEST 180 SAST 120 " +
  "CAT 120 EAT 180 MSK 180 MSD 240 TRT 180 IDT 180 IRST 210 GST 240 PKT 300 IST 330 NPT 345 WIB 420 ICT 420 HKT 480 SGT 480 " +
  "MYT 480 PHT 480 AWST 480 JST 540 KST 540 ACST 570 ACDT 630 AEST 600 AEDT 660 NZST 720 NZDT 780 NST -210 NDT -150 AT -240 " +
  "AST -240 ADT -180 BRT -180 BRST -120 ART -180 CLT -240 ET -300 EST -300 EDT -240 COT -300 PET -300 CT -360 CST -360 CDT -300 " +
  "MT -420 MST -420 MDT -360 PT -480 PST -480 PDT -420 AKST -540 AKDT -480 HST -600";
const offsets: ReadonlyMap<string, number> = new Map(
  [...offsetTable.matchAll(/([A-Z]+) (-?\d+)/gu)].map(([, name = "", minutes]) => [name, Number(minutes)]),
);

/** 24 hours: more is no zone of any world. */
export const offsetMinutesMax = 24 * 60;

const zonePatterns = {
  /** `+02:00`, `-0700`, `GMT+1`, `+02:00Z` */
  numeric: /^(?:GMT|UTC|UT|Z)?\s*([+-])(\d{1,2}):?(\d{2})?(?:\s*Z)?(?![\d:])/iu,
  place: /^[A-Z][A-Za-z_]+(?:\/[A-Za-z_+-]+\d{0,2})+/u,
  abbreviation: /^[A-Z]{1,5}(?![A-Za-z])/u,
};

/** A zone as it is written: so many minutes east of Greenwich, or a place whose offset depends on the day. */
export type Zone = { readonly minutes: number } | { readonly place: string };

/** The zone that a text begins with and how long it is there; `undefined` where it begins with something else. */
export function zoneAtStart(text: string): { readonly zone: Zone; readonly length: number } | undefined {
  const numeric = zonePatterns.numeric.exec(text);
  if (numeric !== null) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
    if (minutes > offsetMinutesMax || Number(numeric[3] ?? 0) > 59) return undefined;
    return { zone: { minutes: numeric[1] === "-" ? -minutes : minutes }, length: numeric[0].length };
  }
  const place = zonePatterns.place.exec(text)?.[0];
  if (place !== undefined) return { zone: { place }, length: place.length };
  const abbreviation = zonePatterns.abbreviation.exec(text)?.[0];
  if (abbreviation === undefined) return undefined;
  // RFC 5322, 4.3: an unknown one says nothing but that the time is somebody's.
  return { zone: { minutes: offsets.get(abbreviation) ?? 0 }, length: abbreviation.length };
}

const allParts = {
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
} as const;

export function isKnownZone(abbreviation: string): boolean {
  return offsets.has(abbreviation);
}

/** Milliseconds since the epoch of a local time, itself given as if it were UTC; `undefined` for a place nobody knows. */
export function inZone(localMs: number, zone: Zone): number | undefined {
  if ("minutes" in zone) return localMs - zone.minutes * 60_000;
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone.place, hourCycle: "h23", ...allParts });
    const offsetAt = (utcMs: number) => {
      const part = new Map(format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]));
      const of = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
      return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - utcMs;
    };
    // Once more from where the first guess leads: the day of the change may lie between.
    return localMs - offsetAt(localMs - offsetAt(localMs));
  } catch {
    return undefined;
  }
}
