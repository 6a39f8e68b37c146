const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long something takes, as people say it: `less than a minute`, `about 5 minutes`, `about 2 hours`. */
export function durationInWords(ms: number): string {
  if (ms < minuteMs) return "less than a minute";
  if (ms < 1.5 * hourMs) return about(ms / minuteMs, "minute");
  if (ms < 1.5 * dayMs) return about(ms / hourMs, "hour");
  return about(ms / dayMs, "day");
}

function about(amount: number, unit: string): string {
  const whole = Math.round(amount);
  return `about ${whole} ${unit}${whole === 1 ? "" : "s"}`;
}
