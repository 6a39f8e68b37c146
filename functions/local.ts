import { DataFolderUnusable } from "../shared/adapters/local/data-folder.ts";
import { winstonLog } from "../shared/adapters/local/winston-log.ts";
import { systemClock } from "../shared/system-clock.ts";
import { openServer } from "./local/open-server.ts";
import { readSettings } from "./local/settings.ts";

// Every step in one process, on embedded parts: `npm start`.

/** What a shell knows as "used wrongly". */
const exitOfMistakes = 2;
/** npm passes a Ctrl-C on that the terminal has sent to both of them already: that is no second one. */
const echoMs = 500;
/** However long things take to end, this ends it. */
const stopMsMax = 20_000;

const found = readSettings(process.env, { terminal: process.stdout.isTTY });
if ("mistakes" in found) {
  process.stderr.write(`${found.mistakes.join("\n")}\n`);
  process.exit(exitOfMistakes);
}
const { settings, warnings } = found;
for (const warning of warnings) process.stderr.write(`${warning}\n`);
const log = winstonLog({ format: settings.logFormat, clock: systemClock, stream: process.stdout });

// Whoever read the log may go away. That is no reason to stop.
process.stdout.on("error", () => undefined);
// Nobody knows what state this leaves things in. What is on the disk is whole, and the next start goes on from there.
const fail = (event: string) => (error: unknown) => {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.error(event, { reason });
  process.exit(1);
};
process.on("uncaughtException", fail("process.uncaught-exception"));
process.on("unhandledRejection", fail("process.unhandled-rejection"));

try {
  const server = await openServer(settings, log);
  let stoppingSince: number | undefined;
  const stop = (signal: string) => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > echoMs) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    log.info("server.stopping", { signal });
    setTimeout(() => process.exit(0), stopMsMax).unref();
    server.stop().then(() => process.exit(0), fail("server.not-stopped"));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.stdout.write(`Open ${server.address}/?token=${encodeURIComponent(server.token)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof DataFolderUnusable ? exitOfMistakes : 1);
}
