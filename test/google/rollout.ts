import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { judgeRollout, rolloutLimits, type Verdict } from "./judge-rollout.ts";
import { readTallies, sumOf } from "./read-tallies.ts";

// Watches the canary that a deployment has made, and decides what becomes of it:
//
//   node test/google/rollout.ts --project P --revisions revisions.json --rollout rollout.auto.tfvars.json \
//     --smoke smoke.json [--prefix kcs] [--watch-minutes 10]
//
// Reads what Terraform's output `revisions` says, and the rollout that was applied; writes the next rollout in its place:
// all of the traffic for the new revisions, or none. Ends with 0 either way: `--check` ends with 1 where it went back.

const { values } = parseArgs({
  options: {
    project: { type: "string", default: "" },
    prefix: { type: "string", default: "kcs" },
    revisions: { type: "string", default: "revisions.json" },
    rollout: { type: "string", default: "rollout.auto.tfvars.json" },
    smoke: { type: "string", default: "smoke.json" },
    "watch-minutes": { type: "string", default: "10" },
    check: { type: "boolean", default: false },
  },
});

interface Rollout {
  readonly rollout: { readonly percent: number; readonly stable: Readonly<Record<string, string>> };
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
const { rollout } = readJson(values.rollout) as Rollout;

if (values.check) {
  process.stdout.write(
    rollout.percent === 100 ? "promoted\n" : "rolled back: the revisions before have all of the traffic\n",
  );
  process.exit(rollout.percent === 100 ? 0 : 1);
}

const revisions = readJson(values.revisions) as Readonly<Record<string, string>>;
const { smoke, startedAt } = existsSync(values.smoke)
  ? (readJson(values.smoke) as { smoke: "passed" | "failed"; startedAt: string })
  : // It did not live to say so.
    { smoke: "failed" as const, startedAt: new Date().toISOString() };
const changed = Object.keys(revisions).filter((step) => revisions[step] !== (rollout.stable[step] ?? revisions[step]));
const from = new Date(startedAt);
const limits = { ...rolloutLimits, watchMs: Number(values["watch-minutes"]) * 60_000 };
const lookAgainMs = 60_000;

let decided: Verdict = { verdict: "wait", reason: "nobody has looked yet" };
for (;;) {
  const to = new Date();
  const watchedMs = to.getTime() - from.getTime();
  const none = { requests: 0, errors: 0 };
  if (smoke === "failed" || changed.length === 0) {
    // There is nothing to compare: a first deployment, or one that has changed no function.
    decided = judgeRollout({ smoke, candidate: none, stable: none, watchedMs: limits.watchMs }, limits);
  } else {
    const monitoring = {
      url: process.env["MONITORING_URL"] ?? "https://monitoring.googleapis.com",
      projectId: values.project,
      accessToken: process.env["ACCESS_TOKEN"] ?? (await tokenOfThisAccount()),
    };
    const tallies = await readTallies(monitoring, values.prefix, { from, to });
    const candidate = sumOf(
      tallies,
      changed.map((step) => revisions[step] ?? ""),
    );
    const stable = sumOf(
      tallies,
      changed.map((step) => rollout.stable[step] ?? ""),
    );
    decided = judgeRollout({ smoke, candidate, stable, watchedMs }, limits);
  }
  process.stdout.write(`${decided.verdict}: ${decided.reason}\n`);
  if (decided.verdict !== "wait") break;
  await pause(Math.min(lookAgainMs, Math.max(1000, limits.watchMs - watchedMs)));
}
const percent = decided.verdict === "promote" ? 100 : 0;
writeFileSync(values.rollout, `${JSON.stringify({ rollout: { percent, stable: rollout.stable } }, null, 2)}\n`);

/** Of the account as which a build works: https://cloud.google.com/compute/docs/metadata/overview */
async function tokenOfThisAccount(): Promise<string> {
  const address = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token";
  const response = await fetch(address, { headers: { "metadata-flavor": "Google" } });
  const { access_token: token } = (await response.json()) as { readonly access_token: string };
  return token;
}
