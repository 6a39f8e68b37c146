import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { filesOf, goldenCases, goldenDir, sourceOf, withEpub } from "./functions/format/golden-case.ts";

/** Rewrites what is expected of every golden folder: the difference is what gets reviewed. */
for (const name of await goldenCases()) {
  const files = await withEpub(await sourceOf(name), filesOf);
  const folder = join(goldenDir, name, "expected");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [file, content] of files) await writeFile(join(folder, file), content);
  process.stdout.write(`${name}: ${files.size} files\n`);
}
