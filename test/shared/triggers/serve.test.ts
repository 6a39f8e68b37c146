import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { linkPackages } from "../../../terraform/bundle/write-bundle.ts";
import { startFunctionProcess } from "../../bundle/function-process.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

const servePath = join(import.meta.dirname, "../../../shared/triggers/serve.ts");
/** Answers what it is asked to once a second has passed, and says when it has begun. */
const slow = `import { serve } from ${JSON.stringify(servePath)};
const log = { info: () => {}, warn: () => {}, error: () => {} };
serve("slow", { log }, (request, response) => {
  if (request.path === "/health") return void response.end();
  console.log("begun " + request.path);
  setTimeout(() => response.status(200).end(request.path), 1000);
});
`;

it("finishes every request that has come before SIGTERM, takes none after it, and exits 0", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module", main: "index.js" }));
  await writeFile(join(folder, "index.js"), slow);
  await linkPackages(folder);
  const paths = ["/a", "/b", "/c"];
  const begun = new Set<string>();
  const all = Promise.withResolvers<void>();
  const onLine = (line: string) => {
    if (line.startsWith("begun ")) begun.add(line);
    if (begun.size === paths.length) all.resolve();
  };
  const process = await startFunctionProcess({ folder, target: "slow", environment: {}, onLine });
  const answers = Promise.all(
    paths.map(async (path) => {
      const response = await fetch(`${process.address}${path}`, { method: "POST", body: "x" });
      return [response.status, await response.text()];
    }),
  );
  await all.promise;
  process.kill("SIGTERM");
  expect(await answers).toEqual(paths.map((path) => [200, path]));
  expect(await process.ended).toBe(0);
  await expect(fetch(`${process.address}/d`, { method: "POST" })).rejects.toThrow();
}, 300_000);
