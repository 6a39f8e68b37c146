import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { rssOf } from "../functions/fetch/feed-world.ts";
import { conditional, redirect, type ScriptedServer, scriptedServer } from "../local-web/scripted-server.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** The real server asks a real one, on loopback. */
let web: ScriptedServer;
let server: ServerProcess;

beforeAll(async () => {
  web = await scriptedServer();
  server = await startServer({ dataDir: await temporaryFolder(), settings: { FETCH_ALLOW: web.hostAndPort } });
});
afterAll(async () => {
  await server.stop();
  await web.close();
});

interface FeedSeen {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly lastStatus?: number;
  readonly code?: string;
}

const post = async (path: string, body: unknown) =>
  await server.ask<{ id: string }>(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** Asks until it is so; the test's own limit ends it. */
async function until<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it("subscribes by a page's address, and brings what its feed says", async () => {
  web.route("/", {
    headers: { "content-type": "text/html" },
    body: '<!doctype html><link rel="alternate" type="application/rss+xml" href="/feed.xml"><p>A page</p>',
  });
  web.route("/feed.xml", redirect(302, "/real.xml"));
  web.route(
    "/real.xml",
    conditional(rssOf([{ id: "one" }, { id: "two" }]), { etag: '"1"', "content-type": "text/xml" }),
  );
  const { id } = await post("/api/feeds", { url: `${web.origin}/` });
  const seen = () => server.ask<FeedSeen>(`/api/feeds/${id}`);
  await until(seen, ({ lastStatus, title }) => lastStatus === 200 && title === "Site");
  expect(web.requestsOf("/real.xml")[0]?.headers).toMatchObject({
    "user-agent": expect.stringMatching(/^KindleContentServer\/[\d.]+ \(1 subscribers; feed-id=[0-9a-f]{32}\)$/),
  });
  await server.ask(`/api/feeds/${id}/fetch`, { method: "POST" });
  await web.asked("/real.xml", 2);
  expect(web.requestsOf("/real.xml")[1]?.headers["if-none-match"]).toBe('"1"');
  await until(seen, ({ lastStatus }) => lastStatus === 304);
  expect(web.mostAtOnce()).toBe(1);
});

it("says what is wrong with an address that has no feed", async () => {
  web.route("/nothing", { headers: { "content-type": "text/html" }, body: "<!doctype html><p>Nothing here</p>" });
  const { id } = await post("/api/feeds", { url: `${web.origin}/nothing` });
  const feed = await until(
    () => server.ask<FeedSeen>(`/api/feeds/${id}`),
    ({ code }) => code !== undefined,
  );
  expect(feed).toMatchObject({ code: "feed/not-a-feed", url: `${web.origin}/nothing` });
});
