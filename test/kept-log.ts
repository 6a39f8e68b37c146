/** A log that keeps what it is told. */
export function keptLog() {
  const lines: { severity: "info" | "warn" | "error"; event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const keep =
    (severity: "info" | "warn" | "error") =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ severity, event, fields });
    };
  return { lines, info: keep("info"), warn: keep("warn"), error: keep("error") };
}
