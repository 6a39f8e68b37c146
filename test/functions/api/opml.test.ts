import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { checkFeedAddress } from "../../../functions/api/feeds/feed-address.ts";
import { parseOpml } from "../../../functions/api/feeds/parse-opml.ts";
import { planImport } from "../../../functions/api/feeds/plan-import.ts";
import { fetchAllowance } from "../../../shared/web/fetch-allow.ts";
import { corpusFiles, corpusName } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";
import { isWholeProof, proofFiles } from "../../proof-sizes.ts";
import { knowFeed, subscribe } from "./news-kit.ts";
import { type ApiKit, openApiKit } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

const check = (written: string) => checkFeedAddress(written, fetchAllowance([]));

interface Imported {
  added: { id: string; url: string; title: string; folders: string[] }[];
  known: { id: string }[];
  refused: { title: string; url: string; reason: string }[];
}
const list = `<?xml version="1.0"?><opml version="2.0"><body>
  <outline text="News"><outline text="World">
    <outline type="rss" text="One" xmlUrl="https://one.example/feed" htmlUrl="https://one.example/"/>
  </outline></outline>
  <outline type="rss" text="Two" xmlUrl="https://two.example/feed"/>
  <outline type="rss" text="Two, without TLS" xmlUrl="http://two.example/feed"/>
  <outline type="rss" text="Files" xmlUrl="ftp://three.example/feed"/>
  <outline type="rss" text="Secret" xmlUrl="https://name:password@four.example/feed"/>
</body></opml>`;
const send = (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = { "content-type": "text/x-opml" },
) => ({
  method: "POST",
  body,
  headers,
});
const files = proofFiles(corpusFiles("feeds/opml"));
const itOnCorpora = itWhere(files.length > 0, "lists of feeds of the corpora", "the corpora are absent");

/** What a corpus file lists, as OPML: some are plain addresses, one a line. */
function listIn(path: string): string {
  const text = readFileSync(path, "utf8");
  if (text.includes("<opml")) return text;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const outlines = lines.map(
    (line) => `<outline type="rss" xmlUrl="${line.trim().replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"/>`,
  );
  return `<opml version="2.0"><body>${outlines.join("")}</body></opml>`;
}

describe("a list of feeds", () => {
  it("is subscribed to with its folders, and answers what was added, known and refused with reasons", async () => {
    const two = await subscribe(kit, "https://two.example/feed");
    const answer = await kit.ask("/api/feeds/opml", send(list));
    expect(answer.status).toBe(202);
    const { added, known, refused } = (await answer.json()) as Imported;
    expect(added).toMatchObject([{ url: "https://one.example/feed", title: "One", folders: ["News", "World"] }]);
    expect(known).toMatchObject([{ id: two }]);
    expect(refused.map(({ title, reason }) => [title, reason])).toEqual([
      ["Files", "Its address is none on the web."],
      ["Secret", "Its address may not carry a name and password: feeds are fetched once for everybody."],
    ]);
    const { items } = await kit.json<{ items: object[] }>("/api/feeds");
    expect(items).toMatchObject([
      { id: two, folders: [] },
      { title: "One", folders: ["News", "World"], state: "new" },
    ]);
  });

  it.each(["application/xml", "application/octet-stream", "text/xml; charset=utf-8"])(
    "may come as %s",
    async (type) => {
      expect((await kit.ask("/api/feeds/opml", send(list, { "content-type": type }))).status).toBe(202);
    },
  );

  it("may come as the file of a form", async () => {
    const form = new FormData();
    form.append("file", new File([list], "feeds.opml", { type: "text/x-opml" }));
    const { added } = await kit.json<Imported>("/api/feeds/opml", { method: "POST", body: form });
    expect(added).toHaveLength(2);
  });

  it("is known as a whole the second time, and added as before where its key says that it is the same request", async () => {
    const keyed = send(list, { "content-type": "text/x-opml", "idempotency-key": "one" });
    const first = await kit.json<Imported>("/api/feeds/opml", keyed);
    const published = kit.published.map(({ id }) => id);
    expect(await kit.json<Imported>("/api/feeds/opml", keyed)).toEqual(first);
    expect(new Set(kit.published.map(({ id }) => id))).toEqual(new Set(published));
    const again = await kit.json<Imported>("/api/feeds/opml", send(list));
    expect([again.added, again.known.length]).toEqual([[], 2]);
  });

  it("brings back what was given up, even where the clock has been set back since", async () => {
    const id = await subscribe(kit, "https://one.example/feed");
    await kit.ask(`/api/feeds/${id}`, { method: "DELETE" });
    const early = await openApiKit({
      ports: () => ({ ...kit.ports, clock: { now: () => new Date("2020-01-01T00:00:00.000Z") } }),
    });
    await early.ask("/api/feeds/opml", send(list));
    await early.close();
    expect((await kit.ask(`/api/feeds/${id}`)).status).toBe(200);
  });

  it.each([
    ["nothing", "", 400, "upload/empty"],
    ["a page", "<html><body>No list</body></html>", 422, "opml/not-opml"],
    ["a picture", new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]), 422, "opml/not-opml"],
    ["too much", " ".repeat(10_000_001), 413, "opml/too-large"],
  ] as const)("is refused where it is %s", async (_what, body, status, code) => {
    const answer = await kit.ask("/api/feeds/opml", send(body));
    expect([answer.status, await answer.json()]).toMatchObject([status, { code }]);
    expect(kit.published).toEqual([]);
  });

  it("comes out as it went in, with the address at which each feed is now, and is known when it comes in again", async () => {
    await kit.ask("/api/feeds/opml", send(list));
    const { items } = await kit.json<{ items: { id: string; title: string }[] }>("/api/feeds");
    const moved = items.find(({ title }) => title === "Two")?.id ?? "";
    await knowFeed(kit, moved, { url: "https://two.example/new.xml", siteUrl: "https://two.example/" });
    const answer = await kit.ask("/api/feeds/opml");
    expect(answer.headers.get("content-type")).toBe("text/x-opml; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toContain("feeds.opml");
    const text = await answer.text();
    expect(parseOpml(Buffer.from(text)).subscriptions.toSorted((a, b) => (a.url < b.url ? -1 : 1))).toEqual([
      { url: "https://one.example/feed", title: "One", siteUrl: undefined, folders: ["News", "World"] },
      { url: "https://two.example/new.xml", title: "Two", siteUrl: "https://two.example/", folders: [] },
    ]);
    const again = await kit.json<Imported>("/api/feeds/opml", send(text));
    expect([again.added, again.known.length]).toEqual([[], 2]);
  });

  it("leaves out what is beyond what one account may have, and says so", () => {
    const opml = parseOpml(Buffer.from(list));
    expect(planImport(opml, { check, isKnown: () => false, roomFor: 1 })).toMatchObject({
      added: [{ title: "One" }],
      refused: [{}, { title: "Two", reason: "There are as many feeds already as one account may have." }, {}],
    });
  });

  it("puts each feed into exactly one of the three, once, whatever it holds", () => {
    const url = fc.oneof(
      fc.webUrl(),
      fc.constantFrom("http://a.example/", "https://a.example/", "https://u:p@b.example"),
    );
    const subscriptions = fc.array(
      fc.record({ url, title: fc.string(), siteUrl: fc.constant(undefined), folders: fc.array(fc.string()) }),
    );
    fc.assert(
      fc.property(subscriptions, fc.nat(5), (all, room) => {
        const plan = planImport(
          { title: "", subscriptions: all, refused: [] },
          { check, isKnown: (id) => id < "8", roomFor: room },
        );
        const ids = [...plan.added, ...plan.known].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(plan.added.length).toBeLessThanOrEqual(room);
        expect(ids.length + plan.refused.length).toBeLessThanOrEqual(all.length);
        expect(plan.added.every(({ folders }) => folders.every((name) => name.trim() !== ""))).toBe(true);
      }),
    );
  });

  itOnCorpora(
    "of a whole corner of the web is taken in bounded time",
    async () => {
      let feeds = 0;
      const startedAt = process.cpuUsage();
      for (const file of files) {
        const { added, refused } = await kit.json<Imported>("/api/feeds/opml", send(listIn(file)));
        expect([corpusName(file), added.length > 0]).toEqual([corpusName(file), true]);
        feeds += added.length + refused.length;
      }
      const { user, system } = process.cpuUsage(startedAt);
      const seconds = (user + system) / 1e6;
      process.stdout.write(`${feeds} feeds of ${files.length} lists, ${seconds.toFixed(1)} CPU seconds\n`);
      expect(feeds).toBeGreaterThan(isWholeProof ? 36_000 : 1000);
      const { items } = await kit.json<{ items: object[] }>("/api/feeds?limit=200");
      expect(items).toHaveLength(200);
    },
    180_000,
  );
});
