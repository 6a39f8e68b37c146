import { readdirSync, readFileSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import JSZip from "jszip";
import { stepNames } from "../../events/define-event.ts";
import { bundleStep } from "./bundle-step.ts";
import { projectDir } from "./compile-step.ts";
import { linkPackages, makeCompileCache, writeBundle } from "./write-bundle.ts";

// `npm run bundle [STEP...]`: one `dist/<step>-<hash>.zip` for each step. An unchanged step keeps its name, so that
// Terraform leaves it as it is. `dist/<step>` is the same as a folder, with the packages that it is installed with.

const dist = join(projectDir, "dist");
/** ZIP files carry times: the same bytes at any time. */
const date = new Date("1980-01-01T00:00:00.000Z");

const asked = process.argv.slice(2);
const unknown = asked.filter((step) => !stepNames.some((name) => name === step));
if (unknown.length > 0) {
  process.stderr.write(`There is no step named ${unknown.join(", ")}: they are ${stepNames.join(", ")}.\n`);
  process.exit(2);
}
await mkdir(dist, { recursive: true });
for (const step of asked.length > 0 ? asked : stepNames) {
  const bundle = await bundleStep(step);
  const folder = join(dist, step);
  await writeBundle(bundle, folder);
  await linkPackages(folder);
  await makeCompileCache(folder);
  const name = `${step}-${bundle.hash}.zip`;
  for (const old of await readdir(dist)) if (isOf(step, old) && old !== name) await rm(join(dist, old));
  const bytes = await zipOf(folder);
  await writeFile(join(dist, name), bytes);
  process.stdout.write(`dist/${name}  ${Math.ceil(bytes.length / 1024)} KB\n`);
}

function isOf(step: string, name: string): boolean {
  return name.startsWith(`${step}-`) && /^-[0-9a-f]+\.zip$/.test(name.slice(step.length));
}

async function zipOf(folder: string): Promise<Buffer> {
  const zip = new JSZip();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (entry.isFile() && !path.startsWith("node_modules")) {
      zip.file(path, readFileSync(join(folder, path)), { date, createFolders: false });
    }
  }
  return await zip.generateAsync({ type: "nodebuffer", compression: "DEFLATE", platform: "UNIX" });
}
