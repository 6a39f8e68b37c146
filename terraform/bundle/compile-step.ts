import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { type BuildOptions, build as compile, type Metafile, type OutputFile, type Plugin } from "esbuild";

export const projectDir = resolve(import.meta.dirname, "../..");

/** What a bundle does not hold: what is installed beside it. */
export const externalPackages = ["@google-cloud/functions-framework", "sharp"] as const;

/** The code of one step. */
export interface CompiledStep {
  /** By their names in the bundle: `function.js`, chunks that are loaded when they are needed, jobs, source maps. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Every file that a part of it was made from, by its path from the project's folder. */
  readonly sources: readonly string[];
}

/** `new URL("./convert.job.ts", import.meta.url)`: a module that is loaded by its address, in another thread. */
const moduleByAddress = /new URL\("(\.[^"]+)\.ts", import\.meta\.url\)/g;

/** `import("@google-cloud/firestore")` */
const packageOnDemand = /\bimport\("[^."][^"]*"\)/g;
/**
 * Of a package in CommonJS, Node finds the names that it exports; what esbuild makes of it has a default export alone.
 */
const namedOfCommonJs =
  'const __named = (all) => Object.keys(all).join() === "default" ? Object.assign(Object.create(all.default), { default: all.default }) : all;\n';

/**
 * Puts a step and all that it needs into a few files. What is imported when it is needed stays apart, and costs nothing
 * until then. Modules that are loaded by their address are entries of their own, beside the others.
 */
export async function compileStep(step: string): Promise<CompiledStep> {
  const entries = new Map([["function", join(projectDir, "functions", step, "index.ts")]]);
  // Entries may name further ones: until none is new.
  for (let known = 0; known < entries.size; ) {
    known = entries.size;
    await compile({ ...options(entries), packages: "external", sourcemap: false, metafile: false });
  }
  const { outputFiles, metafile } = await compile(options(entries));
  const reachable = reachableFrom(
    [...entries.keys()].map((name) => `${name}.js`),
    metafile,
  );
  const files = new Map<string, Uint8Array>();
  for (const file of outputFiles) {
    const name = basename(file.path);
    if (reachable.has(name.replace(/\.map$/, ""))) files.set(name, contentOf(file));
  }
  const sources = new Set<string>();
  for (const [path, { inputs }] of Object.entries(metafile.outputs)) {
    if (reachable.has(basename(path))) for (const input of Object.keys(inputs)) sources.add(input);
  }
  return { files, sources: [...sources].toSorted() };
}

function options(entries: Map<string, string>) {
  return {
    absWorkingDir: projectDir,
    entryPoints: Object.fromEntries(entries),
    outdir: "/bundle",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // Names stay as they are: Google's clients look at those of classes, and stack traces are read by people.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    sourcemap: "linked",
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "error",
    // Where packages lie elsewhere, by a link, is no part of what a bundle is.
    preserveSymlinks: true,
    external: [...externalPackages],
    // Of packages in CommonJS, which most of Google's are.
    banner: {
      js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;',
    },
    plugins: [ownSources(entries)],
  } as const satisfies BuildOptions;
}

/** Changes what our sources say about where files lie: in a bundle they all lie in one folder. */
function ownSources(entries: Map<string, string>): Plugin {
  return {
    name: "own-sources",
    setup: (build) => {
      build.onLoad({ filter: /\/(functions|shared)\/.*\.ts$/ }, async ({ path }) => {
        const name = relative(projectDir, path);
        if (name.startsWith("node_modules")) return undefined;
        if (name === "functions/format/cover/font-file.ts") {
          return { contents: 'export { fontFile } from "../../../terraform/bundle/font-file.ts";', loader: "ts" };
        }
        const text = await readFile(path, "utf8");
        const named = text.replaceAll(packageOnDemand, "$&.then(__named)");
        const head = named === text ? "" : namedOfCommonJs;
        const contents = `${head}${named}`.replaceAll(moduleByAddress, (address: string, target: string) => {
          const file = resolve(path, "..", `${target}.ts`);
          // An example in a comment names no file.
          if (!existsSync(file)) return address;
          const entry = basename(target);
          const other = entries.get(entry);
          if (other !== undefined && other !== file) throw new Error(`${file} and ${other} would be one file`);
          entries.set(entry, file);
          return `new URL("./${entry}.js", import.meta.url)`;
        });
        return { contents, loader: "ts" };
      });
    },
  };
}

/** esbuild makes a file of everything that is imported on demand, also where nobody is left who would. */
function reachableFrom(names: readonly string[], { outputs }: Metafile): ReadonlySet<string> {
  const imports = new Map(
    Object.entries(outputs).map(([path, output]) => [
      basename(path),
      output.imports.filter(({ external }) => external !== true).map((each) => basename(each.path)),
    ]),
  );
  const reachable = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reachable.has(name)) continue;
    reachable.add(name);
    waiting.push(...(imports.get(name) ?? []));
  }
  return reachable;
}

/** Source maps name the sources by where they were compiled: from here on by the project's folder. */
function contentOf({ path, contents, text }: OutputFile): Uint8Array {
  if (!path.endsWith(".map")) return contents;
  const map = JSON.parse(text) as { sources: string[] };
  map.sources = map.sources.map((source) => relative(projectDir, resolve("/bundle", source)));
  return Buffer.from(JSON.stringify(map));
}
