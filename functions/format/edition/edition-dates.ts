interface Zoned {
  readonly timeZone: string;
}

/** Making a formatter takes longer than everything else that is done for an article. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** The day of an edition where its reader is: "Sunday, 1 March 2026". */
export function dayInWords(slot: string, { timeZone }: Zoned): string {
  const options = { timeZone, weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
  const { weekday, day, month, year } = partsOf(slot, `day ${timeZone}`, options);
  return `${weekday}, ${day} ${month} ${year}`;
}

/** A moment where the reader is: "1 March 2026, 08:30". */
export function timeInWords(moment: string, { timeZone }: Zoned): string {
  const date = { day: "numeric", month: "long", year: "numeric" } as const;
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const { day, month, year, hour, minute } = partsOf(moment, `time ${timeZone}`, { timeZone, ...date, ...time });
  return `${day} ${month} ${year}, ${hour}:${minute}`;
}

function partsOf(moment: string, kind: string, options: Intl.DateTimeFormatOptions): Partial<Record<string, string>> {
  const formatter = formatters.get(kind) ?? new Intl.DateTimeFormat("en-GB", options);
  formatters.set(kind, formatter);
  return Object.fromEntries(formatter.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]));
}
