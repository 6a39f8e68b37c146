import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { assets } from "./assets.ts";
import { compileStep, externalPackages, projectDir } from "./compile-step.ts";
import { packageFiles } from "./package-files.ts";
import { thirdPartyNotices } from "./third-party-notices.ts";

/** One step, ready to be deployed. */
export interface Bundle {
  readonly step: string;
  /** 12 hexadecimal digits that change with any byte of any file, and with nothing else. */
  readonly hash: string;
  /** By their paths in the bundle, sorted. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The folder of a bundle that keeps what V8 makes of its code. It is no part of what the bundle is. */
export const compileCacheFolder = "compile-cache";

/**
 * What the framework loads. The code comes after V8's cache has been set up, which saves a third of a cold start; where
 * another patch version of Node runs, the cache is not used, and nothing else changes.
 */
export const startFile = `import { enableCompileCache } from "node:module";
import { join } from "node:path";

enableCompileCache({ directory: join(import.meta.dirname, "${compileCacheFolder}"), portable: true });
await import("./function.js");
`;

const hashDigits = 12;

export async function bundleStep(step: string): Promise<Bundle> {
  const { files: compiled, sources } = await compileStep(step);
  const packages = externalPackages.filter((name) => name !== "sharp" || usesSharp(sources));
  const files = new Map<string, Uint8Array>(compiled);
  files.set("index.js", Buffer.from(startFile));
  files.set("THIRD-PARTY-NOTICES.txt", Buffer.from(thirdPartyNotices(sources)));
  files.set("LICENSE", readFileSync(join(projectDir, "LICENSE")));
  for (const [name, text] of packageFiles(step, packages)) files.set(name, Buffer.from(text));
  for (const { readBy, from, to } of assets) {
    if (!sources.includes(readBy)) continue;
    for (const [path, bytes] of filesIn(join(projectDir, from), to)) files.set(path, bytes);
  }
  const sorted = new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const hash = createHash("sha256");
  for (const [path, bytes] of sorted) hash.update(`${path}\n${bytes.length}\n`).update(bytes);
  return { step, hash: hash.digest("hex").slice(0, hashDigits), files: sorted };
}

function usesSharp(sources: readonly string[]): boolean {
  return sources.includes("shared/images/load-sharp.ts");
}

function filesIn(path: string, to: string): readonly (readonly [string, Uint8Array])[] {
  if (!statSync(path).isDirectory()) return [[to, readFileSync(path)]];
  return readdirSync(path).flatMap((name) => filesIn(join(path, name), `${to}/${name}`));
}
