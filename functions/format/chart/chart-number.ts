/** Days from 1 January 1900 and from 1904 to 1970, as spreadsheets count them (the first one with a leap year too many). */
const epochDays = { from1900: 25_569, from1904: 24_107 };
const dayMs = 86_400_000;
/** The last day that Excel knows, of the year 9999. */
const daysMax = 2_958_465;
/** What a float holds for certain. */
const digitsMax = 12;

/** A number of a chart as its format shows it to a reader, near enough: percent as such, days as dates. */
export function chartNumber(value: string, format: string, epoch: keyof typeof epochDays): string {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number)) return value.trim();
  // Colours, currencies and what is written beside the number are no letters of the format.
  const letters = /^(?:general|standard)$/iu.test(format) ? "" : format.replaceAll(/\[[^\]]*\]|"[^"]*"|[\\_*]./gu, "");
  if (letters.includes("%")) return `${plain(number * 100)}%`;
  if (/[yd]|mmm/iu.test(letters) && number >= 1 && number <= daysMax) {
    const date = new Date(Math.floor(number - epochDays[epoch]) * dayMs).toISOString();
    return date.slice(0, /d/iu.test(letters) ? 10 : /m/iu.test(letters) ? 7 : 4);
  }
  return plain(number);
}

function plain(number: number): string {
  return String(Number(number.toPrecision(digitsMax)));
}
