import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectDir } from "./compile-step.ts";

interface LockedPackage {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/**
 * A bundle's own package.json and lock file: what is installed beside it are the very versions that the project has, with
 * all that they need, and nothing else.
 */
export function packageFiles(step: string, packages: readonly string[]): ReadonlyMap<string, string> {
  const lock = JSON.parse(readFileSync(join(projectDir, "package-lock.json"), "utf8")) as Lock;
  const versions = packages.map((name) => {
    const version = lock.packages[`node_modules/${name}`]?.version;
    if (version === undefined) throw new Error(`${name} is not in the project's lock file`);
    return [name, version] as const;
  });
  const manifest = {
    name: `kindle-content-server-${step}`,
    version: "0.0.0",
    license: "MIT",
    private: true,
    type: "module",
    main: "index.js",
    engines: { node: ">=24" },
    scripts: { start: `functions-framework --target=${step}` },
    dependencies: Object.fromEntries(versions),
  };
  const { name, version, license, engines, dependencies } = manifest;
  const own = { name, version, license, dependencies, engines };
  const locked = {
    name,
    version,
    lockfileVersion: lock.lockfileVersion,
    requires: true,
    packages: { "": own, ...closureOf(packages, lock) },
  };
  return new Map([
    ["package.json", `${JSON.stringify(manifest, undefined, 2)}\n`],
    ["package-lock.json", `${JSON.stringify(locked, undefined, 2)}\n`],
  ]);
}

/** Everything that the packages need, found as Node finds it: beside whoever asks, else further up. */
function closureOf(packages: readonly string[], { packages: all }: Lock): Readonly<Record<string, LockedPackage>> {
  const found = new Set<string>();
  const waiting = packages.map((name) => `node_modules/${name}`);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const { dependencies = {}, optionalDependencies = {} } = all[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = placeOf(name, path, all);
      if (place !== undefined) waiting.push(place);
      // What is optional may be missing where it is for other machines.
      else if (!(name in optionalDependencies)) throw new Error(`${name}, which ${path} needs, is not locked`);
    }
  }
  const kept = [...found].toSorted().map((path) => {
    // "Only for development" is said of the project, not of the bundle.
    const { dev: _dev, devOptional: _devOptional, ...fields } = all[path] ?? {};
    return [path, fields] as const;
  });
  return Object.fromEntries(kept);
}

function placeOf(name: string, from: string, all: Lock["packages"]): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const place = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (all[place] !== undefined) return place;
    if (folder === "") return undefined;
  }
}
