import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type SmokeSettings, smokeTest } from "./smoke-test.ts";

// Sends documents through what was deployed:
//
//   OWNER_TOKEN=… node test/google/smoke.ts --address https://kcs-api-….run.app [--documents 3] [--device ID]…
//
// The last line says how it went; with --verdict, a file says so too. Ends with 0 where all came through.

const { values } = parseArgs({
  options: {
    address: { type: "string" },
    documents: { type: "string", default: "1" },
    device: { type: "string", multiple: true, default: [] },
    "within-seconds": { type: "string", default: "300" },
    verdict: { type: "string" },
  },
});

const started = new Date();
const settings: SmokeSettings = {
  address: values.address ?? "",
  token: (process.env["OWNER_TOKEN"] ?? "").trim(),
  documents: Number(values.documents),
  devices: values.device,
  withinMs: Number(values["within-seconds"]) * 1000,
  run: started.toISOString(),
};
const mistakes = [
  ...(URL.canParse(settings.address) ? [] : ["--address has to say where the API is."]),
  ...(settings.token.length >= 32 ? [] : ["OWNER_TOKEN has to be the owner's token, of at least 32 characters."]),
  ...(settings.documents >= 1 && settings.documents <= 100 ? [] : ["--documents has to be 1 to 100."]),
  ...(settings.withinMs > 0 ? [] : ["--within-seconds has to be more than 0."]),
];
if (mistakes.length > 0) {
  process.stderr.write(`${mistakes.join("\n")}\n`);
  process.exit(2);
}

let smoke: "passed" | "failed" = "passed";
try {
  await smokeTest(settings, (sentence) => process.stdout.write(`${sentence}\n`));
} catch (error) {
  smoke = "failed";
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
process.stdout.write(`smoke test ${smoke}\n`);
if (values.verdict !== undefined)
  writeFileSync(values.verdict, JSON.stringify({ smoke, startedAt: started.toISOString() }));
