interface Zoned {
  readonly timeZone: string;
}

/** The day of an edition where its reader is: "Sunday, 1 March 2026". */
export function dayInWords(slot: string, { timeZone }: Zoned): string {
  const options = { timeZone, weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
  const parts = new Map(
    new Intl.DateTimeFormat("en-GB", options).formatToParts(new Date(slot)).map(({ type, value }) => [type, value]),
  );
  return `${parts.get("weekday")}, ${parts.get("day")} ${parts.get("month")} ${parts.get("year")}`;
}

/** A moment where the reader is: "1 March 2026, 08:30". */
export function timeInWords(moment: string, { timeZone }: Zoned): string {
  const at = new Date(moment);
  const day = at.toLocaleDateString("en-GB", { timeZone, day: "numeric", month: "long", year: "numeric" });
  const time = at.toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
  return `${day}, ${time}`;
}
