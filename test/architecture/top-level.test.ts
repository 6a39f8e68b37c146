import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { itWhere } from "../it-where.ts";
import { projectDir } from "./source-files.ts";

const isCheckout = existsSync(join(projectDir, ".git"));

itWhere(
  isCheckout,
  "what lies at the top level",
  "this is no checkout",
)("nothing lies at the top level but what everybody looks for there", () => {
  const tracked = execFileSync("git", ["ls-files"], { cwd: projectDir, encoding: "utf8" }).trim().split("\n");
  const top = new Set(tracked.map((path) => path.split("/", 1)[0] ?? ""));
  expect([...top].filter((name) => !name.startsWith(".")).toSorted()).toEqual([
    "LICENSE",
    "README.md",
    "cloudbuild.yaml",
    "events",
    "functions",
    "package-lock.json",
    "package.json",
    "shared",
    "terraform",
    "test",
    "tsconfig.json",
  ]);
});
