import { parseArgs } from "node:util";
import { systemClock } from "../shared/system-clock.ts";
import { systemTimers } from "../shared/system-timers.ts";
import { replayAll } from "./replay/replay-all.ts";

// Has what failed for good tried again, all of it or one step's, slowly at first: once what it failed at has been mended.
//
//   API_TOKEN=… npm run replay -- --address https://kcs-api-….run.app [--step format]

/** What a shell knows as "used wrongly". */
const exitOfMistakes = 2;
const tokenCharactersMin = 32;

const { values } = parseArgs({ options: { address: { type: "string" }, step: { type: "string" } } });
const { address = "", step } = values;
const token = (process.env["API_TOKEN"] ?? "").trim();
const mistakes = [
  ...(URL.canParse(address) ? [] : ["--address has to say where the API is."]),
  ...(token.length >= tokenCharactersMin ? [] : ["API_TOKEN has to be the owner's token, of at least 32 characters."]),
];
if (mistakes.length > 0) {
  process.stderr.write(`${mistakes.join("\n")}\n`);
  process.exit(exitOfMistakes);
}
try {
  const request = (path: string, init: RequestInit) =>
    globalThis.fetch(new URL(path, address), {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${token}` },
    });
  const { replayed, left } = await replayAll(
    { step },
    { request, clock: systemClock, timers: systemTimers, say: (line) => void process.stderr.write(`${line}\n`) },
  );
  process.stdout.write(`${replayed} dead letters are tried again, ${left} were left.\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
