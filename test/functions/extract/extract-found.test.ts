import { describe, expect, it } from "@jest/globals";
import type { ArticleExtracted } from "../../../events/article-extracted.ts";
import { articleFound } from "../../../events/article-found.ts";
import { type Envelope, firstCause } from "../../../events/define-event.ts";
import { extractFound } from "../../../functions/extract/extract-found.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import { ArticleContent } from "../../../shared/articles/article-content.ts";
import type { FeedItem } from "../../../shared/articles/feed-item.ts";
import { readFingerprint } from "../../../shared/articles/min-hash.ts";
import { loadSharp } from "../../../shared/images/load-sharp.ts";
import type { WebAnswer } from "../../../shared/ports/web.ts";
import type { Workshop } from "../../../shared/ports/workshop.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { virtualTime } from "../../virtual-time.ts";
import { inMemory } from "../project/in-memory.ts";

const site = "https://gazette.example";
const sentence = "The trams of Lisbon stood still on Monday, because it rained as it had not rained for forty years.";
const paragraphs = (count: number) =>
  Array.from({ length: count }, (_, number) => `<p>Paragraph ${number + 1}. ${sentence} ${sentence}</p>`).join("");
const page = (body: string, head = "") =>
  `<!doctype html><html lang="en"><head><title>Rain over Lisbon</title>${head}</head><body><article><h1>Rain over Lisbon</h1>${body}</article></body></html>`;

/** What the web says to whom: an address without an answer does not resolve. */
type Answers = Readonly<Record<string, Partial<Extract<WebAnswer, { outcome: "answered" }>> | WebAnswer>>;

async function world(answers: Answers, disallowed: readonly string[] = []) {
  const { readModels } = inMemory();
  const asked: string[] = [];
  const pauses: (number | undefined)[] = [];
  const announced: Envelope[] = [];
  const time = virtualTime();
  const workshop: Workshop = {
    run: async (job, input) => {
      const module = (await import(job.module.href)) as { run: (input: unknown) => Promise<never> };
      return await module.run(input);
    },
  };
  const ports = {
    readModels,
    workshop,
    blobs: await fsBlobs(await temporaryFolder()),
    clock: time,
    // Whoever waits is woken at once: how long they would have waited is told by the clock.
    timers: {
      after: (delayMs: number, run: () => void) => {
        time.advance(delayMs);
        queueMicrotask(run);
        return () => undefined;
      },
    },
    randomness: { token: () => "token", fraction: () => 0 },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    events: { publish: async (...events: readonly Envelope[]) => void announced.push(...events) },
    pageGate: {
      mayFetchPage: async (url: string) =>
        disallowed.includes(url)
          ? ({ allowed: false, code: "robots/disallowed", reason: "gazette.example does not allow it" } as const)
          : ({ allowed: true, ...(url.includes("/slowly/") && { pauseMs: 4000 }) } as const),
    },
    web: {
      get: async ({ url, pauseMs }: { readonly url: string; readonly pauseMs?: number }): Promise<WebAnswer> => {
        asked.push(url);
        pauses.push(pauseMs);
        const answer = answers[url];
        if (answer === undefined) {
          return { outcome: "failed", code: "web/dns", reason: "The name cannot be resolved", hops: [] };
        }
        if (answer.outcome !== undefined && answer.outcome !== "answered") return answer as WebAnswer;
        const body = new Uint8Array();
        const html = { contentType: "text/html; charset=utf-8" };
        return { outcome: "answered", status: 200, url, hops: [], headers: {}, body, wireBytes: 1, ...html, ...answer };
      },
      post: async () => {
        throw new Error("Nothing is sent");
      },
    },
  };

  return {
    ...ports,
    asked,
    pauses,
    announced,
    time,
    extract: async (item: Partial<FeedItem>, articleId = "article") => {
      const whole: FeedItem = {
        feedUrl: `${site}/feed`,
        base: `${site}/1`,
        title: "Rain over Lisbon",
        categories: [],
        enclosures: [],
        ...item,
      };
      const { key } = await ports.blobs.write(publicAccount, Buffer.from(JSON.stringify(whole)), {
        bytesMax: 1_000_000,
      });
      await extractFound(
        articleFound.from(firstCause(publicAccount, articleId), {
          subject: articleId,
          at: time.now(),
          data: {
            articleId,
            feedId: "feed",
            feedTitle: "The Gazette",
            itemKey: key,
            contentHash: "hash",
            title: whole.title,
            publishedAt: "2026-03-01T07:00:00.000Z",
            foundAt: "2026-03-01T08:00:00.000Z",
            ...(whole.url !== undefined && { url: whole.url }),
          },
        }),
        ports,
      );
      const { data } = announced.at(-1) as ArticleExtracted;
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await ports.blobs.read(data.articleKey)) ?? []) chunks.push(chunk);
      return { data, content: ArticleContent.parse(JSON.parse(Buffer.concat(chunks).toString("utf8"))) };
    },
  };
}

const html = (text: string) => ({ body: Buffer.from(text) });
const picture = async (width: number, height: number) => {
  const made = loadSharp()({ create: { width, height, channels: 3, background: "#336699" } });
  return { body: await made.webp().toBuffer(), contentType: "image/webp" };
};

describe("an article that was found", () => {
  it("is its page's, where that says more than its feed", async () => {
    const { extract, asked } = await world({ [`${site}/1`]: html(page(paragraphs(8))) });
    const { data, content } = await extract({
      url: `${site}/1`,
      summaryHtml: `<p>${sentence}</p>`,
      author: "Ana Silva",
    });
    expect(data).toMatchObject({
      from: "page",
      title: "Rain over Lisbon",
      author: "Ana Silva",
      language: "en",
      url: `${site}/1`,
      addressKey: "gazette.example/1",
      publishedAt: "2026-03-01T07:00:00.000Z",
      foundAt: "2026-03-01T08:00:00.000Z",
      summary: sentence,
    });
    expect(data.shortfall).toBeUndefined();
    expect(data.words).toBeGreaterThan(250);
    expect(readFingerprint(data.fingerprint ?? "")).toBeDefined();
    expect(content.text).toMatch(/^Paragraph 1\./);
    expect(content.html).toMatch(/^<article xmlns=.*Paragraph 8\..*<\/article>$/s);
    expect(asked).toEqual([`${site}/1`]);
  });

  it("is its feed's, where the page cannot be had, and says why there is no more", async () => {
    const cases: readonly [Answers, string][] = [
      [{ [`${site}/1`]: { status: 404 } }, "page/gone"],
      [{ [`${site}/1`]: { status: 402 } }, "page/subscribers-only"],
      [{ [`${site}/1`]: { status: 403, headers: { "cf-mitigated": "challenge" } } }, "page/challenge"],
      [{ [`${site}/1`]: { status: 503 } }, "page/failed"],
      [{ [`${site}/1`]: { contentType: "application/pdf" } }, "page/no-page"],
      [{}, "web/dns"],
    ];
    for (const [answers, code] of cases) {
      const { extract } = await world(answers);
      const { data } = await extract({ url: `${site}/1`, summaryHtml: `<p>${sentence}</p>` });
      expect([data.from, data.shortfall?.code]).toEqual(["summary", code]);
      expect(data.shortfall?.message).toMatch(/^[A-Z].*\.$/);
      expect(data.words).toBe(19);
    }
  });

  it("needs no page that its feed makes up for", async () => {
    const { extract } = await world({ [`${site}/1`]: { status: 404 } });
    const { data } = await extract({ url: `${site}/1`, contentHtml: paragraphs(8) });
    expect(data).toMatchObject({ from: "feed", title: "Rain over Lisbon" });
    expect(data.shortfall).toBeUndefined();
  });

  it("is asked for once more where that may help, after a pause, and not where it cannot", async () => {
    const flaky = await world({ [`${site}/1`]: { status: 502 } });
    const before = flaky.time.now().getTime();
    await flaky.extract({ url: `${site}/1` });
    expect(flaky.asked.length).toBe(2);
    expect(flaky.time.now().getTime() - before).toBe(3000);
    const gone = await world({ [`${site}/1`]: { status: 410 } });
    await gone.extract({ url: `${site}/1` });
    expect(gone.asked.length).toBe(1);
  });

  it("is asked for at the pace that its host asks for", async () => {
    const slowly = `${site}/slowly/1`;
    const { extract, asked, pauses } = await world({ [slowly]: html(page(paragraphs(8))) });
    await extract({ url: slowly });
    expect([asked, pauses]).toEqual([[slowly], [4000]]);
  });

  it("is never asked for where robots.txt says no", async () => {
    const { extract, asked } = await world({ [`${site}/1`]: html(page(paragraphs(8))) }, [`${site}/1`]);
    const { data } = await extract({ url: `${site}/1`, summaryHtml: `<p>${sentence}</p>` });
    expect(asked).toEqual([]);
    expect(data.shortfall).toEqual({ code: "robots/disallowed", message: "gazette.example does not allow it." });
  });

  it("waits for its turn while its host is busy: the event comes again", async () => {
    const busy: WebAnswer = {
      outcome: "failed",
      code: "web/host-busy",
      reason: "Too many wait for this host",
      hops: [],
    };
    const { extract, announced } = await world({ [`${site}/1`]: busy });
    await expect(extract({ url: `${site}/1` })).rejects.toThrow("Too many wait");
    expect(announced).toEqual([]);
  });

  it("is its print version's, where the page itself shows little", async () => {
    const head = `<link rel="alternate" media="print" href="/1/print"><link rel="amphtml" href="/1/amp">`;
    const { extract, asked } = await world({
      [`${site}/1`]: html(page(`<p>${sentence} Read more</p>`, head)),
      [`${site}/1/print`]: html(page(paragraphs(8))),
      [`${site}/1/amp`]: html(page(paragraphs(8))),
    });
    const { data } = await extract({ url: `${site}/1` });
    expect(data.from).toBe("print");
    expect(asked).toEqual([`${site}/1`, `${site}/1/print`]);
  });

  it("is not asked for its page at a site whose feed has always been the whole of it", async () => {
    const answers = Object.fromEntries(
      Array.from({ length: 12 }, (_, number) => [`${site}/${number}`, html(page(paragraphs(8)))] as const),
    );
    const { extract, asked } = await world(answers);
    for (let number = 0; number < 12; number += 1) {
      await extract({ url: `${site}/${number}`, contentHtml: paragraphs(8) }, `article ${number}`);
    }
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.length).toBeLessThan(8);
  });

  it("brings its pictures, made fit for a Kindle, the lead picture among them; what cannot be had goes, and its place too", async () => {
    const { extract, blobs } = await world({
      [`${site}/1`]: html(
        page(
          `${paragraphs(6)}<figure><img data-src="/a.webp" src="data:image/gif;base64,R0lGOD"><figcaption>A tram</figcaption></figure>` +
            `<p>${sentence}</p><figure><img src="/gone.jpg"><figcaption>Gone</figcaption></figure><p>${sentence}</p><img src="/pixel.gif" width="1" height="1">`,
          `<meta property="og:image" content="${site}/lead.webp">`,
        ),
      ),
      [`${site}/a.webp`]: await picture(900, 600),
      [`${site}/lead.webp`]: await picture(3000, 2000),
      [`${site}/gone.jpg`]: { status: 404 },
    });
    const { data, content } = await extract({ url: `${site}/1` });
    expect(content.pictures.map(({ mediaType, width, height }) => [mediaType, width, height])).toEqual([
      ["image/png", 1264, 843],
      ["image/png", 900, 600],
    ]);
    expect(content.leadPicture).toBe(0);
    expect(data.leadPicture?.key).toBe(content.pictures[0]?.key);
    expect([...content.html.matchAll(/<img src="([^"]*)"/g)].map(([, source]) => source)).toEqual(["picture:1"]);
    expect(content.html).not.toContain("Gone");
    expect(await blobs.size(content.pictures[1]?.key ?? "")).toBe(content.pictures[1]?.bytes);
  });

  it.each([
    ["cannot be had", {}],
    ["is a logo", { [`${site}/lead.webp`]: picture(160, 160) }],
  ])("has the first large picture of its text stand for it where the one that the page names %s", async (_, more) => {
    const { extract } = await world({
      [`${site}/1`]: html(
        page(
          `${paragraphs(6)}<img src="/wide.webp"><img src="/a.webp">`,
          `<meta property="og:image" content="${site}/lead.webp">`,
        ),
      ),
      [`${site}/wide.webp`]: await picture(900, 90),
      [`${site}/a.webp`]: await picture(900, 600),
      ...Object.fromEntries(
        await Promise.all(Object.entries(more).map(async ([at, body]) => [at, await body] as const)),
      ),
    });
    const { data, content } = await extract({ url: `${site}/1` });
    const { key, width, height } = content.pictures[content.leadPicture ?? -1] ?? {};
    expect([width, height]).toEqual([900, 600]);
    expect(data.leadPicture?.key).toBe(key);
  });

  it("is there to be read even where nothing can be had of it but its title", async () => {
    const { extract } = await world({});
    const { data, content } = await extract({});
    expect(data).toMatchObject({
      from: "summary",
      words: 0,
      shortfall: { code: "article/no-text" },
      title: "Rain over Lisbon",
    });
    expect(content.pictures).toEqual([]);
  });

  it("says that its end may be missing where its page is larger than what is read of one", async () => {
    const { extract } = await world({ [`${site}/1`]: html(page(paragraphs(8) + "<i>x</i>".repeat(70_000))) });
    const { data } = await extract({ url: `${site}/1` });
    expect([data.from, data.shortfall?.code, data.shortfall?.message]).toEqual([
      "page",
      "article/too-large",
      expect.stringContaining("its end may be missing"),
    ]);
  });

  it("is extracted twice as one and the same", async () => {
    const { extract } = await world({ [`${site}/1`]: html(page(paragraphs(8))) });
    const first = await extract({ url: `${site}/1` });
    expect(await extract({ url: `${site}/1` })).toEqual(first);
  });
});
