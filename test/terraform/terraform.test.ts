import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, it as always, beforeAll, describe, expect } from "@jest/globals";
import { projectDir } from "../architecture/source-files.ts";
import { itWhere } from "../it-where.ts";
import { inProofs } from "../proof-sizes.ts";
import { indexesFile, indexesText, topicsFile, topicsText } from "./lists.ts";
import { isTerraformThere, openWorkspace, type Workspace } from "./workspace.ts";

const it = itWhere(isTerraformThere(), "Terraform's own checks", "no Terraform 1.9 or newer on the PATH");
/** They load the provider for Google Cloud once for each plan. */
const itWhole = inProofs(it, "Terraform's plans with nothing known, its trial and its own tests");
const slowMs = 180_000;

describe("what Terraform has to know of the code", () => {
  always("is its queries' indexes: node test/terraform/write-lists.ts", () => {
    expect(readFileSync(indexesFile, "utf8")).toBe(indexesText());
  });
  always("is its events: node test/terraform/write-lists.ts", () => {
    expect(readFileSync(topicsFile, "utf8")).toBe(topicsText());
  });
});

describe("the configuration", () => {
  let workspace: Workspace;
  beforeAll(async () => {
    if (isTerraformThere()) workspace = await openWorkspace();
  }, slowMs);
  afterAll(async () => await workspace?.close());

  it(
    "is formatted",
    async () => {
      await expect(workspace.terraform("fmt", "-check", "-recursive", join(projectDir, "terraform"))).resolves.toBe("");
    },
    slowMs,
  );

  it(
    "is valid, and says where it is not",
    async () => {
      await expect(workspace.terraform("validate")).resolves.toContain("Success!");
      const mistake = join(workspace.folder, "mistake.tf");
      writeFileSync(mistake, 'resource "google_pubsub_topic" "mistake" { name = google_pubsub_topic.uploads.nam }\n');
      await expect(workspace.terraform("validate")).rejects.toThrow(
        'has no argument, nested block, or exported attribute named "nam"',
      );
      writeFileSync(mistake, "");
    },
    slowMs,
  );

  itWhole(
    "can be planned before anything is known that only an apply would tell",
    async () => {
      const plan = await workspace.planUnknowing("-var-file=environments/home.tfvars.example");
      expect(plan).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
    },
    slowMs,
  );

  itWhole(
    "applies and destroys one step to the last thing",
    async () => {
      const trial = ["-auto-approve", "-var-file=environments/trial.tfvars.example", "-target=module.poll"];
      await workspace.applyUnknowing(...trial);
      expect(await workspace.terraform("state", "list")).toContain("module.poll.google_cloud_run_v2_service.step");
      await workspace.terraform("destroy", "-auto-approve", "-var-file=environments/trial.tfvars.example");
      expect(await workspace.terraform("state", "list")).toBe("");
    },
    2 * slowMs,
  );

  itWhole(
    "passes its own tests",
    async () => {
      const said = await workspace.terraform("test");
      expect(said).toMatch(/Success! \d+ passed, 0 failed/);
      process.stdout.write(`${said.trim().split("\n").at(-1)}\n`);
    },
    2 * slowMs,
  );
});
