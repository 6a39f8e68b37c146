/** What a schedule is in the words of most people. `time` is `06:30`, `weekday` 0 for Sunday. */
export type CronPreset =
  | { readonly kind: "daily" | "weekdays"; readonly time: string }
  | { readonly kind: "weekly"; readonly time: string; readonly weekday: number }
  | { readonly kind: "cron"; readonly cron: string };

export const presetKinds = ["daily", "weekdays", "weekly", "cron"] as const;
export const weekdayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** The preset that a cron expression is, where it is one. */
export function presetOf(cron: string): CronPreset {
  const [, minute = "", hour = "", days = ""] = /^(\d{1,2}) (\d{1,2}) \* \* (\*|1-5|[0-7])$/u.exec(cron.trim()) ?? [];
  if (days === "" || Number(minute) > 59 || Number(hour) > 23) return { kind: "cron", cron };
  const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (days === "*") return { kind: "daily", time };
  return days === "1-5" ? { kind: "weekdays", time } : { kind: "weekly", time, weekday: Number(days) % 7 };
}

/** The five fields of a preset; `undefined` where its time is none. */
export function cronOf(preset: CronPreset): string | undefined {
  if (preset.kind === "cron") return preset.cron;
  const [, hour = "", minute = ""] = /^([01]?\d|2[0-3]):([0-5]\d)(?::\d\d)?$/u.exec(preset.time) ?? [];
  if (hour === "") return undefined;
  const days = { daily: "*", weekdays: "1-5", weekly: preset.kind === "weekly" ? String(preset.weekday) : "*" };
  return `${Number(minute)} ${Number(hour)} * * ${days[preset.kind]}`;
}
