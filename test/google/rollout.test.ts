import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { projectDir } from "../architecture/source-files.ts";
import { temporaryFolder } from "../pipeline/server-process.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => await folder.remove());

const stable = { api: "kcs-api-old", format: "kcs-format-old" };
const revisions = { api: "kcs-api-old", format: "kcs-format-new" };

describe("the watch over a deployment", () => {
  it("gives the new revisions all of the traffic where they answer well, page by page", async () => {
    const pages = [
      { timeSeries: [series("kcs-format-new", "2xx", 40), series("kcs-format-old", "2xx", 200)], nextPageToken: "2" },
      { timeSeries: [series("kcs-format-new", "5xx", 1), series("kcs-api-old", "5xx", 90)] },
    ];
    const { said, asked } = await watch({ pages, smoke: { smoke: "passed", startedAt: "2026-01-01T00:00:00Z" } });
    expect(said).toContain("promote: 1 errors in 41 requests");
    expect(await rollout()).toEqual({ percent: 100, stable });
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatchObject({ authorization: "Bearer a-token", project: "/v3/projects/p/timeSeries" });
    expect(asked[0]?.query.getAll("aggregation.groupByFields")).toEqual([
      "resource.labels.revision_name",
      "metric.labels.response_code_class",
    ]);
    expect(asked[1]?.query.get("pageToken")).toBe("2");
    await expect(check()).resolves.toEqual([0, "promoted\n"]);
  });

  it("takes the traffic back where they fail, and says so to the build", async () => {
    const pages = [{ timeSeries: [series("kcs-format-new", "2xx", 5), series("kcs-format-new", "5xx", 5)] }];
    const { said } = await watch({ pages, smoke: { smoke: "passed", startedAt: new Date().toISOString() } });
    expect(said).toContain("roll back: 5 errors in 10 requests");
    expect(await rollout()).toEqual({ percent: 0, stable });
    expect((await check())[0]).toBe(1);
  });

  it("takes the traffic back where the smoke test failed, or died, without asking for more", async () => {
    const failed = await watch({ pages: [], smoke: { smoke: "failed", startedAt: new Date().toISOString() } });
    expect([await rollout(), failed.asked.length]).toEqual([{ percent: 0, stable }, 0]);
    const died = await watch({ pages: [] });
    expect([await rollout(), died.said]).toEqual([{ percent: 0, stable }, "roll back: the smoke test failed\n"]);
  });
});

function series(revision: string, answers: string, count: number) {
  return {
    resource: { labels: { revision_name: revision } },
    metric: { labels: { response_code_class: answers } },
    points: [{ value: { int64Value: String(count) } }],
  };
}

async function rollout(): Promise<unknown> {
  return (JSON.parse(await readFile(join(folder.path, "rollout.json"), "utf8")) as { rollout: unknown }).rollout;
}

/** Runs the program beside a stand-in for Cloud Monitoring that answers the pages. */
async function watch({ pages, smoke }: { pages: readonly object[]; smoke?: object }) {
  const asked: { authorization: string | undefined; project: string; query: URLSearchParams }[] = [];
  const monitoring = createServer(({ url = "", headers }, response) => {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    asked.push({ authorization: headers.authorization, project: pathname, query: searchParams });
    response.setHeader("content-type", "application/json").end(JSON.stringify(pages[asked.length - 1] ?? {}));
  });
  monitoring.listen(0, "127.0.0.1");
  await once(monitoring, "listening");
  await writeFile(join(folder.path, "revisions.json"), JSON.stringify(revisions));
  await writeFile(join(folder.path, "rollout.json"), JSON.stringify({ rollout: { percent: 10, stable } }));
  if (smoke !== undefined) await writeFile(join(folder.path, "smoke.json"), JSON.stringify(smoke));
  const url = `http://127.0.0.1:${(monitoring.address() as AddressInfo).port}`;
  const [code, said] = await run(["--project", "p", "--watch-minutes", "10"], {
    MONITORING_URL: url,
    ACCESS_TOKEN: "a-token",
  });
  monitoring.close();
  expect([code, said]).toEqual([0, expect.any(String)]);
  return { said, asked };
}

function check() {
  return run(["--check"], {});
}

async function run(words: readonly string[], settings: NodeJS.ProcessEnv): Promise<[number | null, string]> {
  const files = ["--revisions", "revisions.json", "--rollout", "rollout.json", "--smoke", "smoke.json"];
  const child = spawn(process.execPath, [join(projectDir, "test/google/rollout.ts"), ...files, ...words], {
    cwd: folder.path,
    env: settings,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit") as Promise<[number | null]>;
  const said = await text(child.stdout);
  return [(await ended)[0], said];
}
