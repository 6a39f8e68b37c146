import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { stop } from "esbuild";
import { type Bundle, bundleStep } from "../../terraform/bundle/bundle-step.ts";
import { packageFiles } from "../../terraform/bundle/package-files.ts";
import { linkPackages, makeCompileCache, writeBundle } from "../../terraform/bundle/write-bundle.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { startFunctionProcess } from "./function-process.ts";

let bundle: Bundle;
beforeAll(async () => {
  bundle = await bundleStep("dead-letter");
}, 240_000);

afterAll(() => stop());

const textOf = (path: string) => Buffer.from(bundle.files.get(path) ?? new Uint8Array()).toString("utf8");

describe("the bundle of a step", () => {
  it("is the same at any time, and so is its name", async () => {
    const again = await bundleStep("dead-letter");
    expect(again.hash).toBe(bundle.hash);
    expect([...again.files.keys()]).toEqual([...bundle.files.keys()]);
  }, 240_000);

  it("holds what its step needs, and nothing of other steps or of one machine", () => {
    const maps = [...bundle.files.keys()].filter((path) => path.endsWith(".js.map"));
    const sources = maps.flatMap((path) => (JSON.parse(textOf(path)) as { sources: string[] }).sources);
    expect(sources).toContain("functions/dead-letter/record-dead-letter.ts");
    expect(sources.some((source) => source.startsWith("node_modules/@google-cloud/firestore/"))).toBe(true);
    const foreign =
      /^functions\/(?!dead-letter\/)|adapters\/local\/|@google-cloud\/(storage|secret-manager)\/|hono|sharp/;
    expect(sources.filter((source) => foreign.test(source))).toEqual([]);
  });

  it("names whose work is in it, with their terms", () => {
    const notices = textOf("THIRD-PARTY-NOTICES.txt");
    expect(notices).toContain("Apache License");
    for (const name of ["@google-cloud/firestore", "zod", "winston", "protobufjs"]) {
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\nLicence: `, "m"));
    }
  });

  it("starts alone in an empty folder, behind functions-framework, and lets nobody in who is not Google", async () => {
    const folder = await temporaryFolder();
    await writeBundle(bundle, folder);
    await linkPackages(folder);
    await makeCompileCache(folder);
    expect(readdirSync(join(folder, "compile-cache")).length).toBeGreaterThan(0);
    const environment = { PUSH_AUDIENCE: "kcs-dead-letter", PUSH_CALLER: "caller@p.iam.gserviceaccount.com" };
    const process = await startFunctionProcess({ folder, target: "dead-letter", environment });
    const answer = await fetch(process.address, { method: "POST", body: "{}" });
    expect([answer.status, await answer.text()]).toEqual([401, ""]);
    process.kill("SIGTERM");
    expect(await process.ended).toBe(0);
  }, 300_000);

  it("does not start where it is not told who may call", async () => {
    const folder = await temporaryFolder();
    await writeBundle(bundle, folder);
    await linkPackages(folder);
    await expect(startFunctionProcess({ folder, target: "dead-letter", environment: {} })).rejects.toThrow(
      /PUSH_AUDIENCE is missing[^]*PUSH_CALLER is missing/,
    );
  }, 300_000);
});

describe("what is installed beside a bundle", () => {
  it("is locked to the project's own versions, with all that it needs", () => {
    const files = packageFiles("format", ["@google-cloud/functions-framework", "sharp"]);
    const manifest = JSON.parse(files.get("package.json") ?? "") as { dependencies: Record<string, string> };
    const lock = JSON.parse(files.get("package-lock.json") ?? "") as { packages: Record<string, { dev?: boolean }> };
    const project = JSON.parse(readFileSync("package-lock.json", "utf8")) as typeof lock;
    expect(Object.keys(manifest.dependencies)).toEqual(["@google-cloud/functions-framework", "sharp"]);
    for (const place of ["node_modules/express", "node_modules/body-parser", "node_modules/@img/sharp-linux-x64"]) {
      expect(lock.packages[place]).toMatchObject({ version: expect.stringMatching(/^\d/) });
    }
    expect(Object.keys(lock.packages).length).toBeLessThan(Object.keys(project.packages).length / 4);
    expect(Object.values(lock.packages).filter(({ dev }) => dev === true)).toEqual([]);
    for (const place of Object.keys(lock.packages).filter((each) => each !== "")) {
      expect(project.packages[place]).toBeDefined();
    }
    expect(existsSync("package.json")).toBe(true);
  });
});
