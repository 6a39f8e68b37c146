import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { projectDir } from "../architecture/source-files.ts";
import { checkHcl, type HclFile } from "./check-hcl.ts";
import { readProviderSchema } from "./provider-schema.ts";

const schema = readProviderSchema();

/** One sentence for each mistake, by file. */
function check(sources: readonly (readonly [name: string, hcl: string])[]): readonly string[] {
  const parser = join(import.meta.dirname, "hcl-to-json.ts");
  const { stdout, stderr } = spawnSync(process.execPath, [parser], {
    input: JSON.stringify(sources),
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  const parsed = JSON.parse(stdout) as readonly HclFile[];
  return parsed.flatMap((file, place) => checkHcl(file, schema).map((problem) => `${sources[place]?.[0]}: ${problem}`));
}

const files = readdirSync(join(projectDir, "terraform"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".tf"))
  .map((entry) => join(entry.parentPath, entry.name));

describe("what Terraform is told", () => {
  it("is what the provider takes, in every file", () => {
    expect(files.length).toBeGreaterThan(10);
    const found = check(files.map((file) => [relative(projectDir, file), readFileSync(file, "utf8")]));
    expect(found).toEqual([]);
  });

  it("is found out where it is not, all mistakes of a file at once", () => {
    const problems = check([
      [
        "mistakes.tf",
        `
      resource "google_pubsub_topics" "misspelt" { name = "t" }
      resource "google_pubsub_topic" "nameless" { labels = { app = "x" } }
      resource "google_pubsub_subscription" "many" {
        name                 = "s"
        topic                = "t"
        ack_deadline_second  = 10
        effective_labels     = {}
        labels { app = "x" }
        push_config = { push_endpoint = "https://example.org" }
        retry_policy {}
        retry_policy {}
        dead_letter_policy { max_attempts = 5 }
        dynamic "expiration_policies" {
          for_each = []
          content {}
        }
        lifecycle { prevent_destroy = true }
      }
      resource "google_cloud_run_v2_service" "empty" {
        name     = "s"
        location = "l"
        template {
          dynamic "containers" {
            for_each = [1]
            content {
              imag = "x"
            }
          }
        }
      }
      data "google_project" "this" { number = "1" }
      `,
      ],
    ]).map((problem) => problem.replace(/^mistakes\.tf: /, ""));
    expect(problems.toSorted()).toEqual([
      "data.google_project.this: number can only be read",
      "google_cloud_run_v2_service.empty.template.containers: the argument image is missing",
      "google_cloud_run_v2_service.empty.template.containers: there is no imag",
      "google_pubsub_subscription.many.dead_letter_policy: there is no max_attempts",
      "google_pubsub_subscription.many: effective_labels can only be read",
      "google_pubsub_subscription.many: labels is an argument, not a block",
      "google_pubsub_subscription.many: push_config is a block, not an argument",
      "google_pubsub_subscription.many: retry_policy is there 2 times, and may be 1 times",
      "google_pubsub_subscription.many: there is no ack_deadline_second",
      "google_pubsub_subscription.many: there is no block expiration_policies to repeat",
      "google_pubsub_topic.nameless: the argument name is missing",
      "google_pubsub_topics.misspelt: there is no such type",
    ]);
  });

  it("has a role's reason beside each role", () => {
    const reasons = files.flatMap((file) => {
      const lines = readFileSync(file, "utf8").split("\n");
      return lines.flatMap((line, place) => {
        const role = /"(roles\/[\w.]+)"/.exec(line)?.[1];
        if (role === undefined) return [];
        const before = lines.slice(Math.max(0, place - 8), place).filter((each) => each.startsWith("#"));
        const isExplained = /#/.test(line) || before.some((each) => each.includes(role) || /^# \S+ roles/.test(each));
        return isExplained ? [] : [`${relative(projectDir, file)}:${place + 1} does not say why it grants ${role}`];
      });
    });
    expect(reasons).toEqual([]);
  });
});
