import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest } from "@jest/globals";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { itWhere } from "../it-where.ts";
import {
  addDevices,
  drop,
  everyItem,
  type ServerProcess,
  startServer,
  temporaryFolder,
  until,
} from "../pipeline/server-process.ts";
import { inProofs } from "../proof-sizes.ts";
import { poorTexts } from "./contrast.ts";
import { doubleIds, nameless } from "./controls.ts";

const executablePath = "/usr/bin/chromium";
const launchArguments =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const it = itWhere(existsSync(executablePath), "the page in a real browser", "no Chromium");
const itWhole = inProofs(
  it,
  "the page on small screens, without scripts and while it changes, its landmarks and contrast",
);
/** Patient: on a machine with much else to do a page has waited half a minute for a book. */
const withinMs = 60_000;
jest.setTimeout(180_000);

let browser: Browser;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
const contexts: BrowserContext[] = [];
/** What a browser complains about: of the policy, of scripts that fail, of what cannot be loaded. */
let complaints: string[] = [];

beforeAll(async () => {
  if (existsSync(executablePath)) browser = await chromium.launch({ executablePath, args: launchArguments.split(" ") });
});
afterAll(() => browser?.close());
beforeEach(async () => {
  complaints = [];
  folder = await temporaryFolder();
  if (existsSync(executablePath)) server = await startServer({ dataDir: folder.path });
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  await server?.stop();
  await folder.remove();
});

describe("the page in a browser", () => {
  it("takes a dropped file and shows it on its way until it is sent, without being loaded again", async () => {
    await addDevices(server, "reader@kindle.com");
    const page = await open();
    await page.evaluate("window.loadedOnce = true");
    const sentences = await gatherNews(page);
    await dropOn(page, "The Long Way.txt", "The Long Way\n\nOnce upon a time there was a long way to go.\n");
    const tile = page.locator(".tile");
    await tile.getByText("in the outbox for reader").waitFor({ timeout: withinMs });
    expect(await page.evaluate("document.documentElement.classList.contains('dragging')")).toBe(false);
    await until(sentences, (all) => all.some((sentence) => sentence.includes("accepted for sending")), {
      withinMs,
      what: "the news to be told aloud",
    });
    await page.getByRole("link", { name: "The Long Way" }).first().click();
    await page.getByRole("heading", { level: 1, name: "The Long Way" }).waitFor();
    expect(await page.locator(".history li").count()).toBeGreaterThanOrEqual(5);
    expect(complaints).toEqual([]);
  });

  it("shows what others drop into the inbox, and what was refused with its reason", async () => {
    const page = await open();
    await page.evaluate("window.loadedOnce = true");
    await drop(folder.path, "broken.epub", new Uint8Array([80, 75, 3, 4, 0, 0, 0, 0]));
    const tile = page.locator(".tile", { hasText: "broken" });
    await tile.locator(".state", { hasText: "refused" }).waitFor({ timeout: withinMs });
    expect((await tile.locator(".tile-reason").innerText()).length).toBeGreaterThan(20);
    expect(await page.evaluate("window.loadedOnce")).toBe(true);
    await tile.getByRole("link").click();
    await page.getByText("This file was refused.").waitFor();
    expect(complaints).toEqual([]);
  });

  itWhole("sends several chosen files, and keeps them off the devices when asked to", async () => {
    await addDevices(server, "reader@kindle.com");
    const page = await open();
    const files = await Promise.all(
      ["one", "two", "three"].map(async (name) => {
        const path = join(folder.path, `${name}.md`);
        await writeFile(path, `# Book ${name}\n\nOnce upon a time.\n`);
        return path;
      }),
    );
    await page.getByLabel("Only keep it here").check();
    await page.getByLabel("choose files").setInputFiles(files);
    await page
      .locator(".tile .state", { hasText: /^\W*ready$/ })
      .nth(2)
      .waitFor({ timeout: withinMs });
    expect(await everyItem(server, "/api/deliveries")).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("can be used by keyboard alone: add a device, switch it, find a book, deliver it", async () => {
    await drop(folder.path, "tale.md", "# A Winter Tale\n\nOnce upon a time.\n");
    const page = await open();
    await page.locator(".tile .state", { hasText: /^\W*ready$/ }).waitFor({ timeout: withinMs });
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the content");
    await tabTo(page, "Send-to-Kindle address");
    await page.keyboard.type("reader@kindle.com");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Kitchen Kindle");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Kitchen Kindle" }).waitFor({ timeout: withinMs });

    await tabTo(page, "Send every new book to Kitchen Kindle");
    await page.keyboard.press("Space");
    await page.locator("[role=switch][aria-checked=false]").waitFor({ timeout: withinMs });
    expect(await focused(page)).toBe("Send every new book to Kitchen Kindle");

    await tabTo(page, "Search by title, author or file name");
    await page.keyboard.type("wint");
    await page.locator("#found", { hasText: "1 book for “wint”." }).waitFor({ timeout: withinMs });
    await tabTo(page, "A Winter Tale");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "A Winter Tale" }).waitFor();
    await tabTo(page, "Deliver");
    await page.keyboard.press("Enter");
    await page.getByText("written to the outbox folder").waitFor({ timeout: withinMs });
    expect(complaints).toEqual([]);
  });

  it("erases everything for who has written the account's name, and shows the empty library then", async () => {
    await addDevices(server, "reader@kindle.com");
    await drop(folder.path, "tale.md", "# A Winter Tale\n\nOnce upon a time.\n");
    const page = await open();
    await page.locator(".tile").getByText("in the outbox for").waitFor({ timeout: withinMs });
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download everything" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^kindle-content-server-\d{4}-\d\d-\d\d\.zip$/);
    expect(await download.failure()).toBeNull();

    await page.getByText("Erase everything", { exact: true }).click();
    const name = page.getByLabel("the name of your account");
    await name.fill("house");
    await page.getByRole("button", { name: "Erase everything for good" }).click();
    await page.locator("#erase-account [role=alert]", { hasText: "Nothing was erased" }).waitFor({ timeout: withinMs });
    expect(await everyItem(server, "/api/books")).toHaveLength(1);
    // A refusal is an answer that the browser writes down as an error of its own.
    complaints = complaints.filter((text) => !text.includes("422"));
    await name.fill("home");
    await page.getByRole("button", { name: "Erase everything for good" }).click();
    await page.getByText("Two things, and you are reading").waitFor({ timeout: withinMs });
    await until(
      () => everyItem(server, "/api/devices"),
      (found) => found.length === 0,
      { withinMs, what: "no devices" },
    );
    expect(await page.locator(".tile").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("says beside the form what is wrong with an address, and puts the reader back into the field", async () => {
    const page = await open();
    await page.getByLabel("Send-to-Kindle address").fill("somebody@example.org");
    await page.getByRole("button", { name: "Add it" }).click();
    const alert = page.locator("#add-device [role=alert]");
    await alert.waitFor({ timeout: withinMs });
    expect(await alert.innerText()).toContain("kindle.com");
    expect(await focused(page)).toBe("Send-to-Kindle address");
  });

  itWhole("leaves what is being typed, and what stands open, alone while the page changes", async () => {
    await addDevices(server, "reader@kindle.com");
    const page = await open();
    await page.getByText("Rename or remove").click();
    await page.getByLabel("Send-to-Kindle address").fill("half-typ");
    await drop(folder.path, "tale.md", "# A Winter Tale\n\nOnce upon a time.\n");
    await page.locator(".tile .state", { hasText: "outbox" }).waitFor({ timeout: withinMs });
    expect(await page.getByLabel("Send-to-Kindle address").inputValue()).toBe("half-typ");
    expect(await page.getByRole("button", { name: "Remove reader" }).isVisible()).toBe(true);
    expect(await focused(page)).toBe("Send-to-Kindle address");
  });

  itWhole("reads and takes a file without scripts", async () => {
    const page = await open({ javaScriptEnabled: false });
    const path = join(folder.path, "plain.txt");
    await writeFile(path, "Plain\n\nOnce upon a time.\n");
    await page.locator("#files").setInputFiles(path);
    await page.getByRole("button", { name: "Send them" }).click();
    await until(
      async () => {
        await page.reload();
        return await page.locator(".tile .state").allInnerTexts();
      },
      (states) => states.some((state) => /^\W*ready$/.test(state)),
      { withinMs, what: "the book" },
    );
    await page.locator(".tile a").first().click();
    expect(await page.locator(".history li").count()).toBeGreaterThan(2);
  });

  itWhole("fits a phone and a small e-reader without scrolling sideways, whatever things are called", async () => {
    await addDevices(server, "a-very-long-address-that-somebody-has-been-given-1234567890@kindle.com");
    await drop(folder.path, `${"Donaudampfschifffahrtsgesellschaft".repeat(5)}.md`, "Once upon a time.\n");
    await drop(folder.path, "tale.md", "# A Winter Tale\n\nOnce upon a time.\n");
    await until(
      () => everyItem<{ status: string }>(server, "/api/deliveries"),
      (all) => all.length === 2,
      {
        withinMs,
        what: "two deliveries",
      },
    );
    for (const viewport of [
      { width: 320, height: 640 },
      { width: 536, height: 724 },
      { width: 1200, height: 800 },
    ]) {
      const page = await open({ viewport });
      for (const address of ["/", ...(await hrefs(page, ".tile a"))]) {
        await page.goto(new URL(address, server.address).href);
        const [content, width] = await page.evaluate<[number, number]>(
          "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
        );
        expect([address, viewport.width, content]).toEqual([address, viewport.width, width]);
      }
    }
  });

  itWhole(
    "gives every control a name, every page its landmarks, and every text enough contrast, by day and by night",
    async () => {
      await addDevices(server, "reader@kindle.com");
      await drop(folder.path, "tale.md", "# A Winter Tale\n\nOnce upon a time.\n");
      await drop(folder.path, "broken.epub", new Uint8Array([80, 75, 3, 4, 0, 0, 0, 0]));
      await until(
        () => everyItem<{ status: string }>(server, "/api/books"),
        (books) => books.length === 2 && books.every(({ status }) => status !== "received"),
        { withinMs, what: "two verdicts" },
      );
      for (const colorScheme of ["light", "dark"] as const) {
        const page = await open({ colorScheme });
        const signIn = `${server.address}/`;
        for (const address of [signIn, ...(await hrefs(page, ".tile a")), "sign-in"]) {
          if (address === "sign-in") await page.context().clearCookies();
          await page.goto(address === "sign-in" ? signIn : new URL(address, server.address).href);
          const closed = page.locator("details:not([open]) > summary");
          // One that has been opened is none of them any more.
          while ((await closed.count()) > 0) await closed.first().click();
          expect([address, await nameless(page)]).toEqual([address, []]);
          expect(await page.getByRole("main").count()).toBe(1);
          expect(await page.locator("h1").count()).toBe(1);
          expect(await page.locator("html[lang]").count()).toBe(1);
          expect(await doubleIds(page)).toEqual([]);
          const { texts, poor } = await poorTexts(page);
          expect(texts).toBeGreaterThan(3);
          expect([address, colorScheme, poor]).toEqual([address, colorScheme, []]);
          if (address === "sign-in") continue;
          for (const landmark of ["banner", "navigation", "contentinfo"] as const) {
            expect([landmark, await page.getByRole(landmark).count()]).toEqual([landmark, 1]);
          }
          expect(await page.locator("[aria-live=polite]").count()).toBe(1);
        }
      }
      expect(complaints.filter((text) => !text.includes("401"))).toEqual([]);
    },
  );

  itWhole("tells when the server is gone, and goes on by itself once it is back", async () => {
    const page = await open();
    await server.stop();
    await page.locator("#connection").waitFor({ state: "visible", timeout: withinMs });
    server = await startServer({ dataDir: folder.path, settings: { PORT: new URL(page.url()).port } });
    await drop(folder.path, "tale.md", "# A Winter Tale\n\nOnce upon a time.\n");
    await page.locator(".tile", { hasText: "A Winter Tale" }).waitFor({ timeout: withinMs });
    await page.locator("#connection").waitFor({ state: "hidden", timeout: withinMs });
  });
});

/** Opens the page as its owner does: by the address that the server prints. */
async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  contexts.push(context);
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${server.address}/?token=${encodeURIComponent(server.token)}`);
  expect(page.url()).toBe(`${server.address}/`);
  return page;
}

/** Drops a file from the desktop: the browser's own events, with a file in them. */
async function dropOn(page: Page, name: string, content: string): Promise<void> {
  const transfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}, { type: "text/plain" }));
    return transfer;
  })()`);
  for (const type of ["dragenter", "dragover"]) await page.dispatchEvent("main", type, { dataTransfer: transfer });
  expect(await page.evaluate("document.documentElement.classList.contains('dragging')")).toBe(true);
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
}

/** Keeps what is told aloud from now on; answers how to ask for it. */
async function gatherNews(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(`(() => {
    const news = document.getElementById("news");
    window.toldNews = [];
    new MutationObserver(() => window.toldNews.push(news.textContent)).observe(news, { childList: true });
  })()`);
  return async () => await page.evaluate<string[]>("window.toldNews");
}

/** The name of what has the focus, as it is told aloud. */
async function focused(page: Page): Promise<string> {
  return await page.evaluate<string>(`(() => {
    const element = document.activeElement;
    const label = element.labels?.[0]?.textContent ?? element.querySelector(".tile-title")?.textContent;
    return (element.getAttribute("aria-label") ?? label ?? element.textContent).trim();
  })()`);
}

/** Presses Tab until something of that name has the focus, and checks that the focus can be seen on each way there. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    if ((await focused(page)) !== name) continue;
    const outline = await page.evaluate<string>("getComputedStyle(document.activeElement).outlineStyle");
    expect([name, outline]).toEqual([name, "solid"]);
    return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

async function hrefs(page: Page, selector: string): Promise<readonly string[]> {
  return await page.evaluate<string[]>(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((link) => link.getAttribute("href"))`,
  );
}
