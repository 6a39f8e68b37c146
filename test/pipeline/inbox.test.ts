import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { simpleParser } from "mailparser";
import {
  addDevices,
  drop,
  everyItem,
  type ServerProcess,
  startServer,
  temporaryFolder,
  until,
} from "./server-process.ts";
import { smallBook } from "./small-books.ts";

interface BookView {
  id: string;
  title: string;
  status: string;
  fileName: string;
  rejection?: { code: string; message: string };
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
const books = () => everyItem<BookView>(server, "/api/books");
const outbox = async () => (await readdir(join(folder.path, "outbox"))).filter((name) => name.endsWith(".eml"));
const soon = (what: string) => ({ withinMs: 90_000, what });

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startServer({ dataDir: folder.path });
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

describe("a file dropped into the inbox", () => {
  it("becomes one mail with an EPUB, complete as it would have been sent", async () => {
    await addDevices(server, "kitchen@kindle.com");
    await drop(
      folder.path,
      "Der Prozeß.md",
      "---\ntitle: Der Prozeß\nlang: de\n---\n\n# Verhaftung\n\nJemand mußte Josef K. verleumdet haben.\n",
    );
    const [name] = await until(outbox, (found) => found.length > 0, soon("a mail in the outbox"));
    const mail = await simpleParser(await readFile(join(folder.path, "outbox", name ?? "")));
    expect(mail.to).toMatchObject({ text: "kitchen@kindle.com" });
    expect(mail.text?.trim()).not.toBe("");
    expect(mail.headers.get("x-delivery-id")).toBe(name?.replace(".eml", ""));
    expect(mail.attachments).toHaveLength(1);
    expect(mail.attachments[0]).toMatchObject({ contentType: "application/epub+zip", filename: "Der Prozeß.epub" });
    expect(mail.attachments[0]?.content.subarray(0, 58).toString("latin1")).toMatch(
      /^PK.*mimetypeapplication\/epub\+zip$/s,
    );
    expect(await readdir(join(folder.path, "inbox"))).toEqual([]);
  });

  it("makes one book and one mail however often the same bytes are dropped, and shows the repeat", async () => {
    await addDevices(server, "kitchen@kindle.com");
    const { content } = smallBook(3);
    await drop(folder.path, "first.md", content);
    await until(outbox, (found) => found.length === 1, soon("the first mail"));
    await drop(folder.path, "again.md", content);
    await until(
      async () => readdir(join(folder.path, "inbox")),
      (left) => left.length === 0,
      soon("the repeat to be taken"),
    );
    const [book] = await until(
      books,
      (found) => found.length === 1 && found[0]?.status === "ready",
      soon("one ready book"),
    );
    const history = await until(
      () => server.ask<{ items: { name: string; sentence: string }[] }>(`/api/books/${book?.id}/history`),
      ({ items }) => items.some(({ name }) => name === "book.duplicated"),
      soon("the repeat in the history"),
    );
    expect(history.items.filter(({ name }) => name === "delivery.sent")).toHaveLength(1);
    expect(await outbox()).toHaveLength(1);
  });

  it("lies in the folder of the rejected beside its reason when it cannot become a book", async () => {
    await drop(
      folder.path,
      "sub/strange.bin",
      Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256),
    );
    const reason = join(folder.path, "rejected", "strange.bin.reason.json");
    await until(async () => existsSync(reason), Boolean, soon("the reason"));
    const { code, message } = JSON.parse(await readFile(reason, "utf8")) as { code: string; message: string };
    expect(code).toMatch(/^[a-z-]+\/[a-z-]+$/);
    expect(message).toMatch(/\.$/);
    expect((await readFile(join(folder.path, "rejected", "strange.bin"))).length).toBe(5000);
    const [book] = await until(books, ([first]) => first?.status === "rejected", soon("the refusal in the library"));
    expect(book?.rejection).toEqual({ code, message });
  });

  it("waits while its name says that it is not complete, or while it grows", async () => {
    const inbox = join(folder.path, "inbox");
    await mkdir(inbox, { recursive: true });
    for (const name of ["a.md.part", "b.md.crdownload", "c.tmp", "d.md~", ".hidden.md"]) {
      await writeFile(join(inbox, name), "# Not yet\n\nNot yet.\n");
    }
    const parts = [
      "# Growing\n\n",
      ...Array.from({ length: 15 }, (_, line) => `Line ${line} is still being copied.\n\n`),
    ];
    for (const part of parts) {
      await appendFile(join(inbox, "growing.md"), part);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    const [book] = await until(books, ([first]) => first?.status === "ready", soon("the grown book"));
    expect(book?.fileName).toBe("growing.md");
    expect(await books()).toHaveLength(1);
    expect(await server.ask<{ items: unknown[] }>("/api/books?q=growing")).toMatchObject({
      items: [{ fileName: "growing.md" }],
    });
    expect((await readdir(inbox)).sort()).toEqual([".hidden.md", "a.md.part", "b.md.crdownload", "c.tmp", "d.md~"]);
    expect(await server.ask(`/api/books/${book?.id}`)).toMatchObject({ bytes: parts.join("").length });
  });

  it("is taken at the start when it was dropped while the server was down", async () => {
    expect(await server.stop()).toBe(0);
    await drop(folder.path, "sub/folder/late.txt", "Late\n\nDropped while nobody was looking.\n");
    server = await startServer({ dataDir: folder.path });
    await until(books, ([first]) => first?.status === "ready", soon("the late book"));
  });

  it("is never followed out of the inbox by a link", async () => {
    const secret = join(folder.path, "secret.txt");
    await writeFile(secret, "Not for anybody.\n");
    await symlink(secret, join(folder.path, "inbox", "link.txt"));
    await drop(folder.path, "honest.txt", "An honest file.\n\nWith two paragraphs.\n");
    const found = await until(books, (all) => all.length > 0, soon("the honest book"));
    expect(found.map(({ fileName }) => fileName)).toEqual(["honest.txt"]);
  });
});

describe("a data folder", () => {
  it("belongs to one process: a second one is refused in a sentence", async () => {
    await expect(startServer({ dataDir: folder.path })).rejects.toThrow(/ended with [1-9].*\n.*already|in use/is);
  });
});
