import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { inProofs } from "../proof-sizes.ts";
import {
  addDevices,
  drop,
  everyItem,
  type ServerProcess,
  startServer,
  temporaryFolder,
  until,
} from "./server-process.ts";

const itWhole = inProofs(it, "an account that is erased while the server is killed");
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
const soon = (what: string) => ({ withinMs: 90_000, what });
const json = { "content-type": "application/json" };
const erase = (account: string) => ({ method: "DELETE", headers: json, body: JSON.stringify({ erase: account }) });
const nameOf = async () => (await server.ask<{ account: string }>("/api/account")).account;

const title = "Der verschwundene Prozeß";
const words = "Jemand mußte Josef K. verleumdet haben.";
const book = `---\ntitle: ${title}\n---\n\n# Verhaftung\n\n${words}\n`;
const address = "kitchen_a1b2c3@kindle.com";

/** A feed that counts how often it is asked for. */
const feed = createServer((_request, response) => {
  asked += 1;
  response.setHeader("content-type", "application/rss+xml");
  response.end(
    '<rss version="2.0"><channel><title>Small news</title><item><guid>1</guid><title>One</title><description>Once upon a time.</description></item></channel></rss>',
  );
});
let asked = 0;

beforeEach(async () => {
  asked = 0;
  await new Promise<void>((resolve) => feed.listen(0, "127.0.0.1", resolve));
  folder = await temporaryFolder();
  server = await start();
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
  feed.closeAllConnections();
  await new Promise((resolve) => feed.close(resolve));
});

const feedHost = () => `127.0.0.1:${(feed.address() as AddressInfo).port}`;
const start = () => startServer({ dataDir: folder.path, settings: { FETCH_ALLOW: feedHost() } });

/** Every file below the data folder in which one of the texts stands, as it is or as UTF-16. */
async function filesWith(...texts: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(folder.path, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    // What has been removed since it was listed holds nothing.
    const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    if (content === undefined) continue;
    const needles = texts.flatMap((text) => [Buffer.from(text), Buffer.from(text, "utf16le")]);
    if (needles.some((needle) => content.includes(needle)) || texts.some((text) => entry.name.includes(text))) {
      found.push(path);
    }
  }
  return found;
}

/** Has a book delivered, one refused, a feed read and a token made: answers the token. */
async function live(): Promise<string> {
  await addDevices(server, address);
  await drop(folder.path, `${title}.md`, book);
  await drop(folder.path, "seltsam.bin", Buffer.concat([Buffer.from([0, 1, 2, 3]), Buffer.from(words)]));
  await server.ask("/api/feeds", {
    method: "POST",
    headers: json,
    body: JSON.stringify({ url: `http://${feedHost()}/f` }),
  });
  const made = await server.ask<{ token: string }>("/api/tokens", {
    method: "POST",
    headers: json,
    body: JSON.stringify({ name: "Verräterisches Telefon", scopes: ["read"] }),
  });
  await until(
    () => everyItem<{ status: string }>(server, "/api/deliveries"),
    ([first]) => first?.status === "sent",
    soon("a delivery that was sent"),
  );
  await until(
    () => everyItem<{ status: string }>(server, "/api/books"),
    (found) => found.some(({ status }) => status === "rejected"),
    soon("a refusal"),
  );
  await until(
    async () => asked,
    (times) => times > 0,
    soon("the feed to be asked for"),
  );
  return made.token;
}

async function goneFromDisk(): Promise<void> {
  await until(
    () => filesWith(title, address, "Verhaftung", words, "Verräterisches", "seltsam.bin"),
    (found) => found.length === 0,
    soon("nothing of it on the disk"),
  );
}

describe("an account that is erased", () => {
  it("leaves nothing on the disk, and its owner goes on with an empty one", async () => {
    const token = await live();
    expect((await filesWith(title)).length).toBeGreaterThan(1);
    await expect(server.ask("/api/account", { method: "DELETE" })).rejects.toThrow("400");
    await expect(server.ask("/api/account", erase("house"))).rejects.toThrow("account/not-named");
    expect(await everyItem(server, "/api/books")).toHaveLength(2);

    expect(await server.ask("/api/account", erase("home"))).toEqual({ id: "home" });
    await until(nameOf, (name) => name === "home-2", soon("another name"));
    for (const list of ["books", "devices", "deliveries", "feeds", "tokens", "digests", "editions", "dead-letters"]) {
      expect([list, await everyItem(server, `/api/${list}`)]).toEqual([list, []]);
    }
    const asToken = await fetch(`${server.address}/api/books`, { headers: { authorization: `Bearer ${token}` } });
    expect(asToken.status).toBe(401);
    await goneFromDisk();

    // Once more, the same wish: it costs the new account nothing.
    await addDevices(server, "new_d4e5f6@kindle.com");
    expect(await server.ask("/api/account", erase("home"))).toEqual({ id: "home" });
    expect(await everyItem(server, "/api/devices")).toHaveLength(1);

    // The same book again is a new one, and goes to the device that is there now.
    await drop(folder.path, "again.md", book);
    await until(
      () => everyItem<{ status: string }>(server, "/api/deliveries"),
      (found) => found.length === 1 && found[0]?.status === "sent",
      soon("a delivery of the new account"),
    );
    await server.stop();
    server = await start();
    expect(await nameOf()).toBe("home-2");
    expect(await everyItem(server, "/api/books")).toHaveLength(1);
    expect(await filesWith(address)).toEqual([]);
  });

  itWhole(
    "is gone in the end though the server is killed again and again meanwhile, and brings nothing back",
    async () => {
      await live();
      for (let number = 0; number < 12; number += 1)
        await drop(folder.path, `many-${number}.md`, `${book}\n\n${number}\n`);
      await until(
        () => everyItem(server, "/api/books"),
        (found) => found.length > 4,
        soon("books under way"),
      );
      // Most of it is on its way somewhere by now.
      const asking = server.ask("/api/account", erase("home")).catch(() => undefined);
      await until(
        async () => server.output(),
        (output) => output.includes("account.erasure-requested"),
        soon("the wish on the bus"),
      );
      for (let kill = 0; kill < 4; kill += 1) {
        await server.kill();
        await asking;
        server = await start();
      }
      await until(nameOf, (name) => name === "home-2", soon("another name"));
      await until(
        () => readdir(join(folder.path, "inbox")),
        (left) => left.length === 0,
        soon("an empty inbox"),
      );
      await until(
        async () => {
          const books = await everyItem<{ status: string }>(server, "/api/books");
          return books.filter(({ status }) => status === "received").length;
        },
        (received) => received === 0,
        soon("nothing under way"),
      );
      // What the inbox still held when the account was gone belongs to the new one, and so do its words: the address does not.
      await until(
        () => filesWith(address, "Verräterisches", "seltsam.bin"),
        (found) => found.length === 0,
        soon("nothing of its person on the disk"),
      );
      expect(await everyItem(server, "/api/devices")).toEqual([]);
      expect(await everyItem(server, "/api/deliveries")).toEqual([]);
      const askedBefore = asked;
      expect(await everyItem(server, "/api/feeds")).toEqual([]);
      expect(asked).toBe(askedBefore);
    },
  );
});
