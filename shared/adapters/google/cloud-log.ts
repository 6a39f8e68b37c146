import type { Logger } from "winston";
import { currentRequest } from "../../current-request.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log, LogFields } from "../../ports/log.ts";
import { lazily } from "./lazily.ts";

export interface CloudLogSettings {
  /** Traces are named with their project. Absent: lines name no trace. */
  readonly projectId: string | undefined;
  /** As Error Reporting groups errors: the function's name. */
  readonly service: string;
}

const severities = { info: "INFO", warn: "WARNING", error: "ERROR" } as const;
type Level = keyof typeof severities;

/** What Cloud Logging takes out of a line and makes part of the entry: https://cloud.google.com/logging/docs/structured-logging */
const traceKey = "logging.googleapis.com/trace";
const spanKey = "logging.googleapis.com/spanId";
const sampledKey = "logging.googleapis.com/trace_sampled";

/**
 * Lines of JSON on the standard output, which Cloud Logging reads, written by logging-winston. The library takes longer to
 * load than a whole function does to start: until it is there, lines are written here in the same shape, so that
 * none waits for it, and none is lost with an instance that dies early.
 */
export function cloudLog({ projectId, service }: CloudLogSettings, clock: Clock): Log {
  let logger: Logger | undefined;
  const load = lazily(async () => {
    const [{ createLogger }, { LoggingWinston }] = await Promise.all([
      import("winston"),
      import("@google-cloud/logging-winston"),
    ]);
    const transport = new LoggingWinston({
      redirectToStdout: true,
      useMessageField: false,
      serviceContext: { service },
      ...(projectId !== undefined && { projectId }),
    });
    logger = createLogger({ level: "info", transports: [transport] });
  });

  const say =
    (level: Level) =>
    (event: string, fields: LogFields = {}) => {
      const timestamp = clock.now();
      const context = contextOf(projectId);
      if (logger !== undefined) {
        logger.log({ level, message: event, timestamp, ...fields, event, ...context });
        return;
      }
      // Whatever keeps the library from loading, lines are written all the same.
      load().catch(() => undefined);
      process.stdout.write(`${JSON.stringify(lineOf(level, timestamp, event, fields, context))}\n`);
    };
  return { info: say("info"), warn: say("warn"), error: say("error") };
}

/** Which trace a line belongs to. */
function contextOf(projectId: string | undefined): Readonly<Record<string, string | boolean>> {
  const trace = currentRequest()?.trace;
  if (trace === undefined || projectId === undefined) return {};
  return {
    [traceKey]: `projects/${projectId}/traces/${trace.traceId}`,
    [spanKey]: trace.spanId,
    [sampledKey]: trace.sampled,
  };
}

/** As the library writes it, field by field. */
function lineOf(
  level: Level,
  timestamp: Date,
  event: string,
  fields: LogFields,
  context: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const milliseconds = timestamp.getTime();
  return {
    severity: severities[level],
    timestamp: { seconds: Math.floor(milliseconds / 1000), nanos: (milliseconds % 1000) * 1_000_000 },
    ...context,
    message: event,
    metadata: { ...fields, event },
  };
}
