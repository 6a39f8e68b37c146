import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { projectDir } from "../architecture/source-files.ts";
import { type BuildStep, buildMistakes, type CloudBuild } from "./check-build.ts";

const text = readFileSync(join(projectDir, "cloudbuild.yaml"), "utf8");
const read = () => parse(text) as CloudBuild;
const scripts = (
  JSON.parse(readFileSync(join(projectDir, "package.json"), "utf8")) as { scripts: Record<string, string> }
).scripts;

describe("cloudbuild.yaml", () => {
  it("has no mistake that can be seen from here", () => {
    expect(buildMistakes(read())).toEqual([]);
  });

  it("runs only programs and scripts that there are", () => {
    const said = read().steps.map(({ args = [] }) => args.join(" "));
    for (const [program = ""] of said.flatMap((words) => [...words.matchAll(/test\/google\/[\w-]+\.ts/g)])) {
      expect([program, existsSync(join(projectDir, program))]).toEqual([program, true]);
    }
    for (const [, script = ""] of said.flatMap((words) => [...words.matchAll(/^run (\S+)/g)])) {
      expect(Object.keys(scripts)).toContain(script);
    }
  });

  it.each<[string, (build: CloudBuild) => void, string]>([
    ["a step has no id", (build) => delete step(build, "types").id, "step 2 has no id"],
    [
      "a step does not say what it waits for",
      (build) => delete step(build, "types").waitFor,
      "types does not say what it waits for",
    ],
    ["two steps have one id", (build) => (step(build, "types").id = "lint"), "two steps are lint"],
    [
      "a step waits for one that is not there",
      (build) => (step(build, "types").waitFor = ["npm"]),
      "types waits for npm, which is not there",
    ],
    [
      "steps wait for one another",
      (build) => (step(build, "install").waitFor = ["types"]),
      "install waits for itself, by way of types",
    ],
    [
      "another plan is applied",
      (build) => (step(build, "apply").args = ["apply", "other.tfplan"]),
      "apply applies other.tfplan, which no step before it has made",
    ],
    [
      "no plan is applied",
      (build) => (step(build, "apply").args = ["apply", "-auto-approve"]),
      "apply applies what nobody has planned",
    ],
    [
      "a plan does not wait for the checks",
      (build) => (step(build, "plan").waitFor = ["serving", "bundle"]),
      "plan does not wait for tests",
    ],
    [
      "the smoke test stops what would take the traffic back",
      (build) => delete step(build, "smoke").allowFailure,
      "smoke may not fail, so nothing would take the traffic back",
    ],
    ["a setting is not declared", (build) => delete build.substitutions?.["_DOCUMENTS"], "_DOCUMENTS is not declared"],
    ["it runs as the default identity", (build) => delete build.serviceAccount, "it runs as the default identity"],
  ])("is found out where %s", (_, plant, told) => {
    const build = read();
    plant(build);
    expect(buildMistakes(build)).toContain(told);
  });
});

function step(build: CloudBuild, id: string): BuildStep {
  const found = build.steps.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no step ${id}.`);
  return found;
}
