import { existsSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest } from "@jest/globals";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { Envelope } from "../../events/define-event.ts";
import { systemTimers } from "../../shared/system-timers.ts";
import { addArticle, addEdition, knowFeed, subscribe } from "../functions/api/news-kit.ts";
import { type ApiKit, openApiKit, post, token } from "../functions/api/open-api-kit.ts";
import { itWhere } from "../it-where.ts";
import { inProofs } from "../proof-sizes.ts";
import { poorTexts } from "./contrast.ts";
import { doubleIds, nameless } from "./controls.ts";

const executablePath = "/usr/bin/chromium";
const launchArguments =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const it = itWhere(existsSync(executablePath), "the news in a real browser", "no Chromium");
const itWhole = inProofs(it, "the news on small screens, and their names, landmarks and contrast");
/** Patient: on a machine with much else to do a page has waited half a minute for a book. */
const withinMs = 60_000;
jest.setTimeout(180_000);

let browser: Browser;
let kit: ApiKit;
let server: Server;
let address: string;
let complaints: string[] = [];
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  if (existsSync(executablePath)) browser = await chromium.launch({ executablePath, args: launchArguments.split(" ") });
});
afterAll(() => browser?.close());
beforeEach(async () => {
  complaints = [];
  // The stream of a browser is kept alive every quarter of a minute, not as often as it can be written.
  kit = await openApiKit({ ports: () => ({ timers: systemTimers }) });
  address = await new Promise((resolve) => {
    server = serve({ fetch: (request) => kit.fetch(request), hostname: "127.0.0.1", port: 0 }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    ) as Server;
  });
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  kit.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await kit.close();
});

describe("the news in a browser", () => {
  it("adds a feed, and says beside the form what is wrong with an address", async () => {
    const page = await open("/news");
    await page.getByLabel("Address of a feed").fill("ftp://example.org/feed");
    await page.getByRole("button", { name: "Add it" }).click();
    const alert = page.locator("#add-feed [role=alert]");
    await alert.waitFor({ timeout: withinMs });
    expect(await alert.innerText()).toContain("has to begin with http:// or https://");
    await page.getByLabel("Address of a feed").fill("one.example/feed");
    await page.keyboard.press("Enter");
    await page.locator(".feed", { hasText: "waiting to be fetched for the first time" }).waitFor({ timeout: withinMs });
    expect(await page.getByLabel("Address of a feed").inputValue()).toBe("");
    expect(complaints.filter((text) => !text.includes("400"))).toEqual([]);
  });

  it("takes a dropped list of feeds, tells what came of it, and shows how far the first fetch is as it goes on", async () => {
    const page = await open("/news");
    await page.evaluate("window.loadedOnce = true");
    const outlines = Array.from(
      { length: 20 },
      (_, at) => `<outline text="Feed ${at}" xmlUrl="https://f${at}.example/"/>`,
    );
    await dropOn(
      page,
      "feeds.opml",
      `<opml><body>${outlines.join("")}<outline text="Files" xmlUrl="ftp://x/"/></body></opml>`,
    );
    await page.getByText("20 feeds added, 1 refused.").first().waitFor({ timeout: withinMs });
    await page.getByText("0 of 20 feeds fetched").waitFor({ timeout: withinMs });
    const { items } = await kit.json<{ items: { id: string }[] }>("/api/feeds");
    for (const { id } of items.slice(0, 7)) await knowFeed(kit, id, { lastFetchedAt: "2026-03-01T08:00:00.000Z" });
    await addArticle(kit, items[0]?.id ?? "", { title: "Tide" });
    await page.getByText("7 of 20 feeds fetched").waitFor({ timeout: withinMs });
    await page.getByText("What was refused, and why").click();
    await page.getByText("Files: Its address is none on the web.").waitFor();
    expect(await page.evaluate("window.loadedOnce")).toBe(true);
    expect(complaints).toEqual([]);
  });

  it("makes a digest by keyboard alone, showing the next five times while the schedule is being typed", async () => {
    const page = await open("/digest/new");
    const outcome = page.locator("#schedule-outcome");
    await page.getByText("It comes every day at 06:00, next on:").waitFor();
    await page.getByLabel("On weekdays").focus();
    await page.keyboard.press("Space");
    await outcome.getByText("It comes on weekdays at 06:00").waitFor({ timeout: withinMs });
    await page.keyboard.press("ArrowDown");
    await outcome.getByText("It comes every Saturday at 06:00").waitFor({ timeout: withinMs });
    await page.keyboard.press("ArrowDown");
    const cron = page.getByLabel("Minute, hour, day of the month");
    await cron.fill("0 8 1 *");
    await outcome.getByText("A schedule has five fields").waitFor({ timeout: withinMs });
    await cron.fill("0 8 1 * *");
    await outcome.getByText("Wednesday, 1 April 2026 at 08:00").waitFor({ timeout: withinMs });
    await page.getByLabel("Time zone").selectOption("Asia/Kathmandu");
    await page.getByLabel("What it is called").fill("Monthly");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/news#digests$/u);
    await page.locator(".digest", { hasText: "On the 1st of each month at 08:00" }).waitFor({ timeout: withinMs });
    expect(await kit.json("/api/digests")).toMatchObject({
      items: [{ name: "Monthly", cron: "0 8 1 * *", timeZone: "Asia/Kathmandu" }],
    });
    expect(complaints).toEqual([]);
  });

  it("makes a digest without scripts, with a look at the next times before", async () => {
    const page = await open("/digest/new", { javaScriptEnabled: false });
    await page.getByLabel("What it is called").fill("Weekend paper");
    await page.getByLabel("Once a week").check();
    await page.getByLabel("At", { exact: true }).fill("09:15");
    await page.getByRole("button", { name: "Show the next five times" }).click();
    await page.getByText("It comes every Saturday at 09:15").waitFor();
    expect(await page.getByLabel("What it is called").inputValue()).toBe("Weekend paper");
    await page.getByRole("button", { name: "Make it" }).click();
    await page.locator(".digest", { hasText: "Weekend paper" }).waitFor();
  });

  it("pauses a digest and goes on with it, and shows an edition as it is made", async () => {
    const id = await define({});
    const page = await open("/news");
    await page.getByRole("button", { name: "Pause with Morning paper" }).click();
    await page.getByText("Paused: nothing comes by itself").waitFor({ timeout: withinMs });
    await page.getByRole("button", { name: "Go on with Morning paper" }).click();
    await page.getByText("Next: Monday, 2 March 2026 at 06:00 (Europe/Berlin)").waitFor({ timeout: withinMs });
    await addEdition(kit, { digestId: id });
    await page.locator(".edition", { hasText: "being made into an EPUB" }).waitFor({ timeout: withinMs });
    await addEdition(kit, { digestId: id, epub: "x" });
    await page.locator(".edition .state", { hasText: /^\W*ready$/u }).waitFor({ timeout: withinMs });
    expect(complaints).toEqual([]);
  });

  it("looks once more for what an event tells of and the lists have only later", async () => {
    const page = await open("/news");
    await page.waitForResponse(`${address}/news`);
    let fetches = 0;
    await page.route("**/news", async (route) => {
      fetches += 1;
      if (fetches === 2) await addEdition(kit);
      await route.continue();
    });
    const keepOnly = async (...events: readonly Envelope[]) => {
      for (const event of events) await kit.ports.journal.append(event);
    };
    await addEdition({ ...kit, happen: keepOnly });
    await page.locator(".edition", { hasText: "being made into an EPUB" }).waitFor({ timeout: withinMs });
    expect(complaints).toEqual([]);
  });

  it("asks again for a page that the server could not answer for a while", async () => {
    const page = await open("/news");
    await page.waitForResponse(`${address}/news`);
    let refusals = 0;
    await page.route("**/news", async (route) => {
      if (refusals === 3) return await route.continue();
      refusals += 1;
      await route.fulfill({ status: 503 });
    });
    await addEdition(kit);
    await page.locator(".edition", { hasText: "being made into an EPUB" }).waitFor({ timeout: withinMs });
    expect(complaints.filter((text) => !text.includes("503"))).toEqual([]);
  });

  itWhole(
    "fits a phone and an e-reader, names every control, and has enough contrast by day and by night",
    async () => {
      const addresses = await fill();
      for (const [colorScheme, viewport] of [
        ["light", { width: 320, height: 640 }],
        ["dark", { width: 536, height: 724 }],
        ["light", { width: 1200, height: 800 }],
      ] as const) {
        const page = await open("/news", { colorScheme, viewport });
        for (const [index, path] of addresses.entries()) {
          await page.goto(`${address}${path}`);
          await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');
          const [content, width] = await page.evaluate<[number, number]>(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
          );
          expect([path, viewport.width, content]).toEqual([path, viewport.width, width]);
          expect([path, await nameless(page)]).toEqual([path, []]);
          expect([path, await page.locator("h1").count()]).toEqual([path, 1]);
          expect([path, await doubleIds(page)]).toEqual([path, []]);
          const { texts, poor } = await poorTexts(page);
          expect([path, colorScheme, texts > 3, poor]).toEqual([path, colorScheme, true, []]);
          for (const landmark of ["banner", "main", "navigation", "contentinfo"] as const) {
            expect([path, landmark, await page.getByRole(landmark).count()]).toEqual([path, landmark, 1]);
          }
          const pictures = process.env["PAGE_PICTURES"];
          if (pictures !== undefined) {
            await page.screenshot({ path: join(pictures, `${viewport.width}-${index}.png`), fullPage: true });
          }
        }
      }
      expect(complaints).toEqual([]);
    },
    240_000,
  );
});

const define = async (body: object) =>
  (await kit.json<{ id: string }>("/api/digests", post({ name: "Morning paper", ...body }))).id;

/** Something of everything; answers every page that shows it. */
async function fill(): Promise<readonly string[]> {
  await kit.addDevice("reader@kindle.com", "Paperwhite");
  const longName = "Donaudampfschifffahrtsgesellschaft".repeat(4);
  const one = await subscribe(kit, "https://one.example/feed", { title: "The Harbour Times", folders: ["News"] });
  const two = await subscribe(kit, "https://two.example/feed", { folders: ["News", "World"] });
  await subscribe(kit, `https://three.example/${longName}`);
  const fetched = {
    lastFetchedAt: "2026-03-01T07:30:00.000Z",
    lastChangedAt: "2026-03-01T07:00:00.000Z",
    lastStatus: 200,
  };
  await knowFeed(kit, one, fetched);
  await knowFeed(kit, two, { ...fetched, title: longName, failures: 3, message: "Its name cannot be found" });
  const html = `<p>The harbour fills. ${"Again and again the tide comes in. ".repeat(20)}</p><h2>Boats</h2><ul><li>One</li><li>Two</li></ul><blockquote><p>${longName}</p></blockquote><table><tbody><tr><td>${longName}</td><td>2</td></tr></tbody></table><p><a href="https://example.org/">A link</a></p>`;
  const article = await addArticle(kit, one, {
    title: "What the Tide Brings In, and What It Takes Away",
    html,
    facts: { author: "Ada Reed", summary: "Twice a day the harbour fills, and with it the town. ".repeat(4) },
  });
  await addArticle(kit, two, {
    title: longName,
    facts: { shortfall: { code: "extract/x", message: "The page could not be had" } },
  });
  await addArticle(kit, one, { title: "Celebrities at Sea", text: "Celebrities again and again." });
  const digest = await define({ exclude: ["celebrit*"], quietDays: [0], feeds: [one, two] });
  await define({ name: longName.slice(0, 100), paused: true });
  const edition = await addEdition(kit, { digestId: digest, epub: "x", articleIds: [article, "gone"] });
  await addEdition(kit, { digestId: digest, slot: "2026-02-28T06:00:00.000Z", title: "Morning paper, 28 February" });
  return [
    "/news",
    "/news/feeds",
    "/news/articles",
    `/feed/${two}`,
    `/article/${article}`,
    "/digest/new",
    `/digest/${digest}`,
    `/digest/${digest}/preview`,
    `/edition/${edition}`,
  ];
}

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  contexts.push(context);
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${address}/?token=${encodeURIComponent(token)}`);
  await page.goto(`${address}${path}`);
  return page;
}

async function dropOn(page: Page, name: string, content: string): Promise<void> {
  const transfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}, { type: "text/x-opml" }));
    return transfer;
  })()`);
  await page.dispatchEvent("main", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
}
