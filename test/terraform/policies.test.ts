import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "@jest/globals";
import { stepNames } from "../../events/define-event.ts";
import { projectDir } from "../architecture/source-files.ts";
import { itWhere } from "../it-where.ts";
import { inProofs } from "../proof-sizes.ts";
import { readCodeFacts } from "./code-facts.ts";
import { grantsIn, grantsTable } from "./grants.ts";
import {
  blockOf,
  blocksOf,
  environmentOf,
  ofType,
  type PlannedInstallation,
  serviceType,
  textIn,
  textOf,
} from "./planned-installation.ts";
import { mistakes } from "./planted-mistakes.ts";
import { breachesOf } from "./policies.ts";
import { isTerraformThere, openWorkspace, type Workspace } from "./workspace.ts";

const it = itWhere(isTerraformThere(), "what Terraform would make", "no Terraform 1.9 or newer on the PATH");
const itWhole = inProofs(it, "the plans of installations other than a family's at home, and of a roll-out");
/** A plan of some seven hundred things, on a machine that is busy with other tests. */
const planMs = 180_000;

describe("what Terraform would make", () => {
  let workspace: Workspace;
  let home: PlannedInstallation;
  const planFor = (environment: string, ...args: readonly string[]) =>
    workspace.plan(`-var-file=environments/${environment}.tfvars.example`, ...args);

  beforeAll(async () => {
    if (!isTerraformThere()) return;
    workspace = await openWorkspace();
    home = await planFor("home");
  }, planMs);
  afterAll(async () => await workspace?.close());

  it("keeps every policy for a family at home, with these grants", () => {
    expect(breachesOf(home, readCodeFacts("kcs"))).toEqual([]);
    process.stdout.write(`${grantsTable(grantsIn(home))}\n`);
  });

  itWhole(
    "keeps every policy for many readers, behind a load balancer",
    async () => {
      const many = await planFor("public");
      expect(breachesOf(many, readCodeFacts("kcs"))).toEqual([]);
      const [page] = ofType(many, serviceType).filter((each) => textOf(each, "name") === "kcs-api");
      expect(page?.values["ingress"]).toBe("INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER");
      for (const type of ["google_compute_security_policy", "google_billing_budget", "google_compute_ssl_policy"]) {
        expect([type, ofType(many, type).length]).toEqual([type, 1]);
      }
    },
    planMs,
  );

  itWhole(
    "can be destroyed to the last thing, where it is only a trial",
    async () => {
      const trial = await planFor("trial");
      expect(breachesOf(trial, readCodeFacts("trial"))).toEqual([]);
      const held = trial.resources.flatMap(({ address, values }) => [
        ...(values["deletion_protection"] === true ? [`${address} is protected`] : []),
        ...(values["force_destroy"] === false ? [`${address} is kept while something is in it`] : []),
        ...(values["delete_protection_state"] === "DELETE_PROTECTION_ENABLED" ? [`${address} is protected`] : []),
        ...((values["deletion_policy"] ?? "DELETE") === "DELETE" ? [] : [`${address} is forgotten`]),
      ]);
      expect(held).toEqual([]);
    },
    planMs,
  );

  it("protects the database, the functions and the keys everywhere else", () => {
    for (const service of [...ofType(home, serviceType), ...ofType(home, "google_secret_manager_secret")]) {
      expect([service.address, service.values["deletion_protection"]]).toEqual([service.address, true]);
    }
    const [database] = ofType(home, "google_firestore_database");
    expect(database?.values["delete_protection_state"]).toBe("DELETE_PROTECTION_ENABLED");
  });

  it("gives each step the settings that its code reads", async () => {
    const files = [
      "shared/adapters/google/environment.ts",
      ...stepNames.map((step) => `functions/${step}/environment.ts`),
    ];
    let read = 0;
    for (const service of ofType(home, serviceType)) {
      const step = textOf(service, "name").replace(/^kcs-/, "");
      const secrets = blocksOf(blockOf(blockOf(service.values, "template"), "containers"), "env")
        .filter((each) => blockOf(each, "value_source")["secret_key_ref"] !== undefined)
        .map((each) => [textIn(each, "name"), "a secret of at least thirty-two characters"]);
      const environment = { ...Object.fromEntries(environmentOf(service)), ...Object.fromEntries(secrets) };
      for (const file of files.filter((path) => path.startsWith("shared/") || path.includes(`/${step}/`))) {
        if (!existsSync(join(projectDir, file))) continue;
        const code = (await import(join(projectDir, file))) as Record<string, (from: object) => unknown>;
        const readers = Object.entries(code).filter(([name]) => /^read\w*Environment$/.test(name));
        for (const [, reader] of readers) expect(() => reader(environment)).not.toThrow();
        read += readers.length;
      }
    }
    expect(read).toBeGreaterThan(stepNames.length);
  });

  itWhole(
    "gives a step whose bundle has changed a new revision, lets it have its share, and takes that back",
    async () => {
      const stable = home.outputs["serving"] as Record<string, string>;
      await workspace.replaceBundle("format", "feedc0de");
      const share = (percent: number) => planFor("home", `-var=rollout=${JSON.stringify({ percent, stable })}`);

      const canary = await share(10);
      const revisions = canary.outputs["revisions"] as Record<string, string>;
      expect(stepNames.filter((step) => revisions[step] !== stable[step])).toEqual(["format"]);
      expect(trafficOf(canary, "kcs-format")).toEqual([
        ["LATEST", "", 10],
        ["REVISION", stable["format"], 90],
      ]);
      // Whatever is as it was has no canary.
      expect(trafficOf(canary, "kcs-ingest")).toEqual([["LATEST", "", 100]]);
      expect(canary.outputs["serving"]).toEqual(stable);

      const back = await share(0);
      expect(trafficOf(back, "kcs-format")).toEqual([
        ["LATEST", "", 0],
        ["REVISION", stable["format"], 100],
      ]);
      expect(withoutTraffic(back)).toEqual(withoutTraffic(canary));
      expect(back.outputs["serving"]).toEqual(stable);
    },
    2 * planMs,
  );

  for (const { mistake, plant, told } of mistakes) {
    it(`is found out where ${mistake}`, () => {
      const planted = plant(home);
      expect(planted).not.toEqual(home);
      expect(breachesOf(planted, readCodeFacts("kcs")).join("\n")).toContain(told);
    });
  }
});

function withoutTraffic({ resources }: PlannedInstallation) {
  return resources
    .filter(({ type }) => type === serviceType)
    .map(({ address, values }) => ({ address, template: values["template"], build: values["build_config"] }));
}

/** What a service gives to whom: the newest revision, or one by its name, and per cent. */
function trafficOf({ resources }: PlannedInstallation, name: string) {
  return resources
    .filter((each) => each.type === serviceType && textOf(each, "name") === name)
    .flatMap(({ values }) => blocksOf(values, "traffic"))
    .map((each) => [textIn(each, "type").split("_").at(-1), textIn(each, "revision"), each["percent"]]);
}
