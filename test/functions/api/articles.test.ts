import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { htmlWithAddresses } from "../../../functions/api/articles/article-content.ts";
import { newestArticles } from "../../../functions/api/articles/newest-articles.ts";
import { articles } from "../../../shared/read-models/articles.ts";
import { addArticle, knowFeed, subscribe, words } from "./news-kit.ts";
import { type ApiKit, openApiKit, post } from "./open-api-kit.ts";

let kit: ApiKit;
let feed: string;
beforeEach(async () => {
  kit = await openApiKit();
  feed = await subscribe(kit, "https://one.example/feed", { title: "One" });
});
afterEach(() => kit.close());

interface Shown {
  id: string;
  feedId: string;
  title: string;
  score: number;
  reasons: string[];
  duplicateOf?: string;
  html?: string;
}
interface Listed {
  items: Shown[];
  nextPage?: string;
}
const titles = async (path: string) => (await kit.json<Listed>(path)).items.map(({ title }) => title);
const published = (day: string) => ({ facts: { publishedAt: `2026-02-${day}T07:00:00.000Z` } });

const at = (minute: number) => new Date(Date.parse("2026-02-01T00:00:00.000Z") + minute * 60_000).toISOString();

describe("articles", () => {
  it("are those of the account's feeds, newest first, each with its score and every reason for it", async () => {
    await addArticle(kit, feed, { title: "Old", ...published("01") });
    const id = await addArticle(kit, feed, { title: "New" });
    await addArticle(kit, "a feed of somebody else", { title: "Foreign" });
    const { items } = await kit.json<Listed>("/api/articles");
    expect(items.map(({ title }) => title)).toEqual(["New", "Old"]);
    expect(items[0]).toMatchObject({
      id,
      feedId: feed,
      feedTitle: "One",
      language: "en",
      words: 301,
      publishedAt: "2026-03-01T07:00:00.000Z",
      reasons: ["+19 published an hour ago", "+2 301 words to read"],
      score: 61,
    });
    expect(items[0]).not.toHaveProperty("articleKey");
    expect(items[0]).not.toHaveProperty("fingerprint");
  });

  it("count for more where their feed is valued, where others have them too, and say whose version they are", async () => {
    const other = await subscribe(kit, "https://two.example/feed");
    await kit.ask(`/api/feeds/${other}`, { ...post({ weight: 2 }), method: "PATCH" });
    const text = words("the same", 400);
    const first = await addArticle(kit, feed, { title: "Tide", text });
    const again = await addArticle(kit, other, {
      title: "The tide",
      text: `${text} indeed`,
      facts: { foundAt: "2026-03-01T07:45:00.000Z" },
    });
    const { items } = await kit.json<Listed>("/api/articles");
    const byId = new Map(items.map((item) => [item.id, item]));
    expect(byId.get(first)?.duplicateOf).toBeUndefined();
    expect(byId.get(first)?.reasons).toContain("+6 one other feed has it too");
    expect(byId.get(again)?.duplicateOf).toBe(first);
    expect(byId.get(again)?.reasons).toContain("+20 from a source you value");
    expect((byId.get(again)?.score ?? 0) - (byId.get(first)?.score ?? 0)).toBe(20);
    expect(await kit.json(`/api/articles/${again}`)).toMatchObject({ duplicateOf: first });
  });

  it("can be asked for by feed, time, words and score", async () => {
    const other = await subscribe(kit, "https://two.example/feed");
    await addArticle(kit, feed, { title: "Harbour news", ...published("20") });
    await addArticle(kit, other, { title: "Mountain news" });
    await addArticle(kit, other, { title: "Short", text: "Too little." });
    expect(await titles(`/api/articles?feed=${feed}`)).toEqual(["Harbour news"]);
    expect(await titles("/api/articles?since=2026-03-01T07:00:00Z&q=news")).toEqual(["Mountain news"]);
    expect(await titles("/api/articles?since=2026-02-20")).toHaveLength(3);
    expect(await titles("/api/articles?q=moun%20NEWS")).toEqual(["Mountain news"]);
    expect(await titles("/api/articles?q=!!!")).toEqual([]);
    expect(await titles("/api/articles?scoreMin=60")).toEqual(["Mountain news"]);
    for (const query of ["since=yesterday", "scoreMin=101", "scoreMin=x", "page=nonsense", "sort=score"]) {
      expect([query, (await kit.ask(`/api/articles?${query}`)).status]).toEqual([query, 400]);
    }
    expect((await kit.ask("/api/articles?feed=another")).status).toBe(404);
  });

  it("come in pages that stay as they are when new ones are found", async () => {
    for (const day of ["01", "02", "03", "04", "05"]) await addArticle(kit, feed, { title: day, ...published(day) });
    const first = await kit.json<Listed>("/api/articles?limit=2");
    await addArticle(kit, feed, { title: "newest" });
    const second = await kit.json<Listed>(`/api/articles?limit=2&page=${first.nextPage}`);
    const third = await kit.json<Listed>(`/api/articles?limit=2&page=${second.nextPage}`);
    const seen = [first, second, third].map(({ items }) => items.map(({ title }) => title));
    expect(seen).toEqual([["05", "04"], ["03", "02"], ["01"]]);
    expect(third).not.toHaveProperty("nextPage");
    expect((await kit.ask(`/api/articles?limit=2&q=x&page=${first.nextPage}`)).status).toBe(400);
  });

  it("are read through a feed that has moved, under the subscription that leads there, and no more when it is given up", async () => {
    await knowFeed(kit, feed, { state: "moved", leadsTo: "there" });
    await knowFeed(kit, "there", { title: "There" });
    const before = await addArticle(kit, feed, { title: "Before" });
    const after = await addArticle(kit, "there", { title: "After" });
    expect((await titles(`/api/articles?feed=${feed}`)).toSorted()).toEqual(["After", "Before"]);
    expect(await kit.json(`/api/articles/${after}`)).toMatchObject({ feedId: feed });
    await kit.ask(`/api/feeds/${feed}`, { method: "DELETE" });
    for (const id of [before, after]) expect((await kit.ask(`/api/articles/${id}`)).status).toBe(404);
    expect(await titles("/api/articles")).toEqual([]);
  });

  it("are the newest ones of all feeds, however many one of them has", async () => {
    const put = async (feedId: string, minute: number) => {
      const id = await addArticle(kit, feedId, {
        title: `${feedId} ${minute}`,
        text: "x",
        facts: { foundAt: at(minute) },
      });
      return { id, minute };
    };
    const all = [];
    for (let minute = 0; minute < 60; minute += 1) all.push(await put("busy", 1000 + minute));
    for (let minute = 0; minute < 5; minute += 1) all.push(await put("quiet", 1040 + minute * 7));
    for (const count of [1, 25, 50, 100]) {
      const wanted = all.toSorted((a, b) => b.minute - a.minute).map(({ minute }) => at(minute));
      const found = await newestArticles(kit, ["busy", "quiet", "empty"], count);
      expect(found.map(({ foundAt }) => foundAt)).toEqual(wanted.slice(0, count));
    }
    expect(
      (await kit.ports.readModels.query(articles, "home", "byFeed", { where: { feedId: "busy" }, limit: 1 })).items,
    ).toEqual([]);
  });
});

describe("one article", () => {
  it("has its text, and its pictures at addresses of this server, with an ETag", async () => {
    const id = await addArticle(kit, feed, {
      title: "Tide",
      text: "The harbour fills.",
      html: '<p>The harbour fills: src="picture:0"</p><p><img src="picture:0" alt="a &lt; b"/></p>',
      pictures: [Buffer.from("a picture")],
    });
    const whole = await kit.json<Shown>(`/api/articles/${id}`);
    expect(whole).toMatchObject({ id, text: "The harbour fills." });
    expect(whole.html).toBe(
      `<p>The harbour fills: src="picture:0"</p><p><img src="/api/articles/${id}/pictures/0" alt="a &lt; b"/></p>`,
    );
    const picture = await kit.ask(`/api/articles/${id}/pictures/0`);
    expect([picture.status, picture.headers.get("content-type"), await picture.text()]).toEqual([
      200,
      "image/png",
      "a picture",
    ]);
    const etag = picture.headers.get("etag") ?? "";
    const again = await kit.ask(`/api/articles/${id}/pictures/0`, { headers: { "if-none-match": etag } });
    expect(again.status).toBe(304);
    expect((await kit.ask(`/api/articles/${id}/pictures/1`)).status).toBe(404);
    expect((await kit.ask(`/api/articles/${id}/pictures/x`)).status).toBe(404);
  });

  it("of a feed that the account does not read is not there, nor are its pictures", async () => {
    const id = await addArticle(kit, "foreign", { title: "Foreign", pictures: [Buffer.from("x")] });
    for (const path of [`/api/articles/${id}`, `/api/articles/${id}/pictures/0`, "/api/articles/none"]) {
      const answer = await kit.ask(path);
      expect([path, answer.status, await answer.json()]).toMatchObject([path, 404, { code: "article/not-found" }]);
    }
  });

  it("names addresses for pictures in attributes alone, whatever its text says", () => {
    const html =
      '<p title="&lt;img src=&quot;picture:1&quot;">&lt;img src="picture:2"&gt;</p><img alt="x" src="picture:3"/>';
    expect(htmlWithAddresses(html, "a/b")).toBe(html.replace("picture:3", "/api/articles/a%2Fb/pictures/3"));
  });
});
