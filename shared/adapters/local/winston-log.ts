import type { Writable } from "node:stream";
import { createLogger, format, transports } from "winston";
import type { Clock } from "../../ports/clock.ts";
import type { Log, LogFields } from "../../ports/log.ts";

export interface WinstonLogOptions {
  readonly format: "text" | "json";
  readonly clock: Clock;
  readonly stream: Writable & { readonly isTTY?: boolean };
}

/** Names that Cloud Logging knows, so that both sides of the product look alike. */
const severities = { info: "INFO", warn: "WARNING", error: "ERROR" } as const;
const colours = { info: "\u001b[32m", warn: "\u001b[33m", error: "\u001b[31m" } as const;
const grey = "\u001b[90m";
const plain = "\u001b[0m";
const bare = /^[\w.:/@+-]+$/;

/** One line for each thing said: readable, in colour where a person looks at a terminal, or JSON. */
export function winstonLog({ format: shape, clock, stream }: WinstonLogOptions): Log {
  const colour = shape === "text" && stream.isTTY === true;
  const logger = createLogger({
    level: "info",
    format: format.printf((entry) => String(entry.message)),
    transports: [new transports.Stream({ stream, eol: "\n" })],
  });
  const say =
    (level: keyof typeof severities) =>
    (event: string, fields: LogFields = {}) => {
      const time = clock.now().toISOString();
      const message =
        shape === "json"
          ? JSON.stringify({ time, severity: severities[level], event, ...fields })
          : textLine(time, level, event, fields, colour);
      logger.log({ level, message });
    };
  return { info: say("info"), warn: say("warn"), error: say("error") };
}

function textLine(
  time: string,
  level: keyof typeof severities,
  event: string,
  fields: LogFields,
  colour: boolean,
): string {
  const paint = (code: string, text: string) => (colour ? `${code}${text}${plain}` : text);
  const said = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    // Quoted, a value cannot break its line or pretend to be another field.
    .map(([name, value]) => {
      const text = String(value);
      return `${paint(grey, `${name}=`)}${bare.test(text) ? text : JSON.stringify(text)}`;
    });
  return [
    paint(grey, time),
    paint(colours[level], severities[level].padEnd(7)),
    bare.test(event) ? event : JSON.stringify(event),
    ...said,
  ].join(" ");
}
