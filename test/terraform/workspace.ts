import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { stepNames } from "../../events/define-event.ts";
import { projectDir } from "../architecture/source-files.ts";
import { startFakeProvider } from "./fake-provider.ts";
import { googleAnswers } from "./google-answers.ts";
import { type PlanJson, type PlannedInstallation, readPlan } from "./planned-installation.ts";
import { readProviderSchema } from "./provider-schema.ts";

/** Whether there is a Terraform that this configuration wants: 1.9 or newer. */
export function isTerraformThere(): boolean {
  const { status, stdout } = spawnSync("terraform", ["version", "-json"], { encoding: "utf8", env: quiet });
  if (status !== 0) return false;
  const { terraform_version: version } = JSON.parse(stdout) as { terraform_version: string };
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 1 || (major === 1 && minor >= 9);
}

/** Nothing of the machine's own settings, and no way to the network: what tries ends at once. */
const quiet: NodeJS.ProcessEnv = {
  PATH: process.env["PATH"],
  HOME: tmpdir(),
  TF_CLI_CONFIG_FILE: "/dev/null",
  CHECKPOINT_DISABLE: "1",
  TF_IN_AUTOMATION: "1",
  TF_CLI_ARGS: "-no-color",
  HTTPS_PROXY: "http://127.0.0.1:9",
  HTTP_PROXY: "http://127.0.0.1:9",
};

/** A bundle's name has the hash of its content in it. */
export const bundleHash = "0a1b2c3d4e5f";

/** What somebody who deploys from here has beside the configuration: settings, state, plans. */
const ofAnOperator = /(^|\/)(\.terraform.*|[^/]*\.(tfvars|tfvars\.json|tfplan|tfstate.*))$/;

/** Of what Terraform said where it failed: characters from its end. */
const saidMax = 4000;

export interface Workspace {
  /** The copy of `terraform/`. */
  readonly folder: string;
  /** @throws Error with what it said last where it fails. */
  terraform(...args: readonly string[]): Promise<string>;
  /** What a plan would make, as `terraform show -json` tells it. What only an apply would tell is known already. */
  plan(...args: readonly string[]): Promise<PlannedInstallation>;
  /** As in life: what only an apply would tell is not known. @throws Error where a plan depends on it. */
  planUnknowing(...args: readonly string[]): Promise<string>;
  applyUnknowing(...args: readonly string[]): Promise<string>;
  /** Puts another content, and so another hash, in the place of a step's bundle. */
  replaceBundle(step: string, hash: string): Promise<void>;
  close(): Promise<void>;
}

/** A copy of the configuration with its state beside it, on the fake provider, initialised. */
export async function openWorkspace(): Promise<Workspace> {
  const root = await mkdtemp(join(tmpdir(), "kcs-terraform-"));
  const folder = join(root, "terraform");
  let plansKnow = true;
  const provider = await startFakeProvider(readProviderSchema(), {
    answers: googleAnswers,
    plansKnow: () => plansKnow,
  });
  await cp(join(projectDir, "terraform"), folder, { recursive: true, filter: (path) => !ofAnOperator.test(path) });
  await writeFile(join(folder, "backend_override.tf"), 'terraform {\n  backend "local" {}\n}\n');
  await mkdir(join(root, "dist"));
  const bundle = (step: string, hash: string) => writeFile(join(root, "dist", `${step}-${hash}.zip`), step);
  for (const step of stepNames) await bundle(step, bundleHash);

  const terraform = async (...args: readonly string[]): Promise<string> => {
    const child = spawn("terraform", args, { cwd: folder, env: { ...quiet, ...provider.environment } });
    const ended = once(child, "close") as Promise<[number | null]>;
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code !== 0)
      throw new Error(`terraform ${args.join(" ")} ended with ${code}\n${`${out}\n${err}`.slice(-saidMax)}`);
    return out;
  };
  await terraform("init");
  const plan = (...args: readonly string[]) => terraform("plan", "-parallelism=30", "-out=plan", ...args);
  return {
    folder,
    terraform,
    plan: async (...args) => {
      plansKnow = true;
      await plan(...args);
      return readPlan(JSON.parse(await terraform("show", "-json", "plan")) as PlanJson);
    },
    planUnknowing: async (...args) => {
      plansKnow = false;
      return await plan(...args);
    },
    applyUnknowing: async (...args) => {
      plansKnow = false;
      return await terraform("apply", ...args);
    },
    replaceBundle: async (step, hash) => {
      await rm(join(root, "dist", `${step}-${bundleHash}.zip`));
      await bundle(step, hash);
    },
    close: async () => {
      await provider.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}
