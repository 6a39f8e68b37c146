import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Envelope } from "../../events/define-event.ts";
import { addArticle, addEdition, knowFeed, subscribe } from "../functions/api/news-kit.ts";
import { type ApiKit, openApiKit, post } from "../functions/api/open-api-kit.ts";

const asReader = { accept: "text/html,application/xhtml+xml" };
let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

const digestFields = {
  name: "Weekend paper",
  which: "all",
  kind: "weekly",
  time: "08:30",
  weekday: "6",
  cron: "0 6 * * *",
  timeZone: "Europe/Berlin",
  articlesMax: "20",
  scoreMin: "10",
  maxAgeDays: "7",
  wordsMax: "",
  pagesMax: "40",
  include: "",
  exclude: "celebrit*\n\n  /v\\d+/ ",
  sections: "folder",
};
const define = async (body: object) =>
  (await kit.json<{ id: string }>("/api/digests", post({ name: "Morning paper", ...body }))).id;

describe("the page of the news", () => {
  it("tells a newcomer the three things to do, each done once it is", async () => {
    const text = await page("/news");
    expect(text).toContain("Three things, and it is there at breakfast");
    expect(text).toContain("Add the feeds that you read");
    await subscribe(kit, "https://one.example/feed");
    expect(await page("/news")).toContain("You have a feed.");
    await define({});
    await kit.addDevice("a@kindle.com");
    expect(await page("/news")).not.toContain("Three things");
  });

  it("shows how each feed is, in words: failing ones first, and how far a first fetch has come", async () => {
    const ids = [];
    for (const name of ["one", "two", "three"]) ids.push(await subscribe(kit, `https://${name}.example/feed`));
    const [one = "", two = ""] = ids;
    await knowFeed(kit, one, { title: "Works", lastFetchedAt: "2026-03-01T08:00:00.000Z" });
    await knowFeed(kit, two, { title: "Broken", failures: 3, message: "Its name cannot be found" });
    const text = await page("/news");
    expect(text).toContain("2 of 3 feeds fetched");
    expect(text).toMatch(/<progress [^>]*max="3" value="2"/);
    expect(text).toContain("One feed does not work");
    expect(text).toContain("could not be fetched, 3 times in a row");
    expect(text).toContain("Its name cannot be found.");
    expect(text.indexOf(">Broken<")).toBeLessThan(text.indexOf(">Works<"));
    expect(await page("/news/feeds?only=failing")).not.toContain(">Works<");
    expect(await page("/news/feeds")).toContain(">Works<");
    expect(await page(`/feed/${two}`)).toContain("Its name cannot be found.");
  });

  it("shows articles with their score and every reason, and one to read", async () => {
    const feed = await subscribe(kit, "https://one.example/feed", { title: "One" });
    const html = '<p>The harbour fills.</p><p><img src="picture:0" alt="Boats"/></p>';
    const id = await addArticle(kit, feed, { title: "Tide", html, pictures: [Buffer.from("x")] });
    for (const path of ["/news", "/news/articles?q=tide&scoreMin=50", `/feed/${feed}`]) {
      const text = await page(path);
      expect([path, text.includes(`href="/article/${id}"`), text.includes("+19 published an hour ago")]).toEqual([
        path,
        true,
        true,
      ]);
    }
    const text = await page(`/article/${id}`);
    expect(text).toContain(`<p>The harbour fills.</p><p><img src="/api/articles/${id}/pictures/0" alt="Boats"/></p>`);
    expect(await page("/news/articles?q=nothing")).toContain("No article is like that.");
    expect(await page("/news/articles?scoreMin=100")).toContain("No article is like that.");
  });

  it("tells why an edition is not on the Kindle", async () => {
    const id = await addEdition(kit, { epub: "x" });
    expect(await page(`/edition/${id}`)).toContain("It went nowhere: there is no Kindle yet.");
    await kit.ask("/api/devices", post({ email: "a@kindle.com", automatic: false }));
    expect(await page(`/edition/${id}`)).toContain("none of yours gets everything that is new");
    expect(await page("/news")).toContain("one feed could not be had, 2 were left out.");
    const pending = await kit.json<{ id: string }>(`/api/digests/${await define({})}/run`, { method: "POST" });
    expect(await page(`/edition/${pending.id}`)).toContain("being put together: what is in it");
  });

  it("shows a preview with the reason for every choice", async () => {
    const feed = await subscribe(kit, "https://one.example/feed", { title: "One" });
    await knowFeed(kit, feed, { failures: 1, message: "It did not answer in time" });
    const id = await define({ exclude: ["celebrit*"] });
    await addArticle(kit, feed, { title: "Tide" });
    await addArticle(kit, feed, { title: "Celebrities", text: "Celebrities again." });
    const text = await page(`/digest/${id}/preview`);
    expect(text).toContain("+19 published an hour ago");
    expect(text).toContain("it is about “celebrit*”, which you want left out.");
    expect(text).toContain("It did not answer in time.");
  });

  it("answers in words for what is not there", async () => {
    for (const path of ["/feed/x", "/article/x", "/edition/x", "/digest/x", "/digest/x/preview"]) {
      const answer = await kit.ask(path, { headers: asReader });
      expect([path, answer.status, (await answer.text()).includes("Back to the news")]).toEqual([path, 404, true]);
    }
  });

  it("is for who is signed in alone, on every one of its pages", async () => {
    const paths = ["/news", "/news/feeds", "/news/articles", "/feed/x", "/article/x", "/edition/x", "/digest/new"];
    for (const path of [...paths, "/digest/x", "/digest/x/preview"]) {
      const answer = await kit.askAs(asReader, path);
      expect([path, answer.status, answer.headers.get("content-type")]).toEqual([
        path,
        401,
        "text/html; charset=utf-8",
      ]);
    }
  });

  it.each(["<img src=x onerror=alert(1)>", '"><script>alert(1)</script>'])(
    "shows %s as the text that it is",
    async (nasty) => {
      const feed = await subscribe(kit, "https://one.example/feed", { title: nasty, folders: [nasty] });
      await knowFeed(kit, feed, { failures: 1, message: nasty });
      const article = await addArticle(kit, feed, {
        title: nasty,
        text: nasty,
        html: "<p>x</p>",
        facts: { author: nasty },
      });
      const digest = await define({ name: nasty });
      const edition = await addEdition(kit, { title: nasty, epub: "x", articleIds: [article] });
      const paths = ["/news", "/news/feeds", "/news/articles", `/feed/${feed}`, `/article/${article}`, "/digest/new"];
      for (const path of [...paths, `/digest/${digest}`, `/digest/${digest}/preview`, `/edition/${edition}`]) {
        const text = await page(path);
        expect([path, text.includes(nasty)]).toEqual([path, false]);
        expect(text).not.toMatch(/<style|style="|<script(?![^>]* src=)| on[a-z]+="/i);
      }
    },
  );
});

describe("its buttons, without scripts", () => {
  it("add, change, fetch and give up a feed", async () => {
    await press("/page/feeds", { url: "one.example/feed", folders: "News / World" }, "/news#feeds");
    const { items } = await kit.json<{ items: { id: string; folders: string[] }[] }>("/api/feeds");
    expect(items).toMatchObject([{ folders: ["News", "World"] }]);
    const id = items[0]?.id ?? "";
    await press(`/page/feeds/${id}`, { title: "Mine", folders: "", weight: "2" }, `/feed/${id}`);
    expect(await kit.json(`/api/feeds/${id}`)).toMatchObject({ title: "Mine", folders: [], weight: 2 });
    await press(`/page/feeds/${id}/fetch`, {}, `/feed/${id}`);
    expect(lastOf("feed.due")?.data).toMatchObject({ feedId: id, by: "reader" });
    await press(`/page/feeds/${id}/remove`, {}, "/news#feeds");
    expect(await kit.json("/api/feeds")).toEqual({ items: [] });
  });

  it("import a list, and say what came of it", async () => {
    const body = new FormData();
    const list =
      '<opml><body><outline xmlUrl="https://one.example/f"/><outline xmlUrl="ftp://x.example/"/></body></opml>';
    body.append("file", new File([list], "feeds.opml"));
    const answer = await kit.ask("/page/feeds/opml", { method: "POST", body, headers: asReader });
    const text = await answer.text();
    expect([
      answer.status,
      text.includes("one feed was added"),
      text.includes("Its address is none on the web."),
    ]).toEqual([200, true, true]);
    const bad = new FormData();
    bad.append("file", new File(["no list"], "x.opml"));
    expect((await kit.ask("/page/feeds/opml", { method: "POST", body: bad, headers: asReader })).status).toBe(422);
  });

  it("make a digest out of what was filled in, change, pause, run and remove it", async () => {
    await press("/page/digests", digestFields, "/news#digests");
    const { items } = await kit.json<{ items: { id: string }[] }>("/api/digests");
    expect(items).toMatchObject([
      {
        name: "Weekend paper",
        feeds: "all",
        cron: "30 8 * * 6",
        timeZone: "Europe/Berlin",
        articlesMax: 20,
        scoreMin: 10,
        maxAgeDays: 7,
        pagesMax: 40,
        include: [],
        exclude: ["celebrit*", "/v\\d+/"],
        sections: "folder",
        quietDays: [],
      },
    ]);
    const id = items[0]?.id ?? "";
    expect(await page(`/digest/${id}`)).toMatch(/value="weekly" checked[\s\S]*value="08:30"/);
    await press(
      `/page/digests/${id}`,
      { ...digestFields, kind: "daily", pagesMax: "", quietDays: "0" },
      `/digest/${id}`,
    );
    const changed = await kit.json<object>(`/api/digests/${id}`);
    expect(changed).toMatchObject({ cron: "30 8 * * *", quietDays: [0] });
    expect(changed).not.toHaveProperty("pagesMax");
    await press(`/page/digests/${id}/pause`, { paused: "true" }, "/news#digests");
    expect(await page("/news")).toContain("Paused: nothing comes by itself");
    await press(`/page/digests/${id}/run`, {}, "/news#editions");
    expect(lastOf("digest.due")?.data).toMatchObject({ digestId: id, by: "reader" });
    await press(`/page/digests/${id}/remove`, {}, "/news#digests");
    expect(await kit.json("/api/digests")).toEqual({ items: [] });
  });

  it("show the next five times before anything is kept, and what is wrong with a schedule", async () => {
    const look = async (fields: Readonly<Record<string, string>>) => {
      const answer = await kit.ask("/page/digests/look", form(fields));
      expect(answer.status).toBe(200);
      return await answer.text();
    };
    const text = await look(digestFields);
    expect(text).toContain("It comes every Saturday at 08:30, next on:");
    expect(text.match(/<li>Saturday, \d+ \w+ 2026 at 08:30<\/li>/g)).toHaveLength(5);
    expect(text).toContain('value="Weekend paper"');
    expect(text).toContain("celebrit*");
    expect(await look({ ...digestFields, kind: "cron", cron: "0 6 30 2 *" })).toContain("never comes");
    expect(await look({ ...digestFields, time: "" })).toContain("Say at what time");
    expect(await look({ kind: "cron", cron: "0 6 * * *", timeZone: "Mars/Base" })).toContain("no such time zone");
    expect(kit.published).toEqual([]);
  });

  it("say what is wrong with a digest that cannot be", async () => {
    const answer = await kit.ask("/page/digests", form({ ...digestFields, articlesMax: "many" }));
    expect([answer.status, (await answer.text()).includes("articlesMax")]).toEqual([400, true]);
  });

  it("deliver an edition", async () => {
    const devices = await kit.addDevice("a@kindle.com");
    const id = await addEdition(kit, { epub: "x" });
    await press(`/page/editions/${id}/deliver`, { devices, again: "false" }, `/edition/${id}`);
    expect(lastOf("delivery.ordered")?.data).toMatchObject({ documentId: id, kind: "edition" });
  });
});

async function page(path: string): Promise<string> {
  const answer = await kit.ask(path, { headers: asReader });
  expect([path, answer.status]).toEqual([path, 200]);
  return await answer.text();
}

function form(fields: Readonly<Record<string, string>>): RequestInit {
  return {
    method: "POST",
    body: new URLSearchParams(fields).toString(),
    headers: { ...asReader, "content-type": "application/x-www-form-urlencoded" },
  };
}

async function press(path: string, fields: Readonly<Record<string, string>>, goesOnAt: string): Promise<void> {
  const answer = await kit.ask(path, form(fields));
  expect([path, answer.status, answer.headers.get("location")]).toEqual([path, 303, goesOnAt]);
}

function lastOf(name: string): Envelope | undefined {
  return kit.published.findLast((event) => event.name === name);
}
