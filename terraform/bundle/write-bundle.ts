import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Bundle, compileCacheFolder } from "./bundle-step.ts";
import { externalPackages, projectDir } from "./compile-step.ts";

const cacheTimeoutMs = 60_000;

/** Writes the bundle's files into a folder, which is emptied before. */
export async function writeBundle({ files }: Bundle, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

/** In the place of an installation: what a bundle has installed beside it, and no other package. */
export async function linkPackages(folder: string): Promise<void> {
  for (const name of externalPackages) {
    const link = join(folder, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(projectDir, "node_modules", name), link);
  }
}

/** Settings that let any step be loaded. Nothing connects to anything while it is. */
const settings = {
  GOOGLE_CLOUD_PROJECT: "bundle",
  BUCKET: "bundle",
  MAIL_FROM: "kindle@localhost",
  API_TOKEN: "0".repeat(32),
  PUSH_AUDIENCE: "bundle",
  PUSH_CALLER: "bundle@localhost",
};

/**
 * Loads the step once, so that V8's cache of its code lies in the folder: written with the Node that runs this, and good
 * for the same one. It also shows that the step can be loaded from its bundle alone.
 * @throws Error with what the step said, where it cannot
 */
export async function makeCompileCache(folder: string): Promise<void> {
  // Lazily compiled functions go into the cache once they have run: loading is what a cold start does. What is loaded when
  // it is needed is so at the first use, which somebody waits for as well.
  const script = `await import("./index.js");
const all = (await import("node:fs")).readdirSync(".").filter((name) => name.endsWith(".js"));
for (const name of all) await import("./" + name).catch(() => undefined);
(await import("node:module")).flushCompileCache();
process.exit(0);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: folder,
    env: { PATH: process.env["PATH"], METADATA_SERVER_DETECTION: "none", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: cacheTimeoutMs,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`The bundle in ${folder} cannot be loaded: ${said}`);
}

export const compileCacheOf = (folder: string) => join(folder, compileCacheFolder);
