import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { bookReceived } from "../../events/book-received.ts";
import { bookRejected } from "../../events/book-rejected.ts";
import { type Envelope, firstCause } from "../../events/define-event.ts";
import { deliveryParked } from "../../events/delivery-parked.ts";
import { stepFailed } from "../../events/step-failed.ts";
import { sessionOf } from "../../functions/api/credentials.ts";
import { type ApiKit, openApiKit, token } from "../functions/api/open-api-kit.ts";

const sha256 = "a".repeat(64);
const asReader = { accept: "text/html,application/xhtml+xml" };
let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

describe("the page", () => {
  it("asks who is not signed in for the token, in HTML, and gives away nothing", async () => {
    await kit.addBook({ title: "Emma" });
    const answer = await kit.askAs(asReader, "/");
    const text = await answer.text();
    expect([answer.status, answer.headers.get("content-type")]).toEqual([401, "text/html; charset=utf-8"]);
    expect(text).toContain('name="token"');
    expect(text).not.toContain("Emma");
  });

  it("says so where the token was wrong, and lets in with the right one, without keeping it in the address", async () => {
    const wrong = await kit.askAs(asReader, `/?token=${"x".repeat(40)}`);
    expect(wrong.status).toBe(401);
    expect(await wrong.text()).toContain("not the owner");
    const right = await kit.askAs(asReader, `/?token=${token}`);
    expect([right.status, right.headers.get("location")]).toEqual([303, "/"]);
  });

  it("tells a newcomer the two things to do first, with the sender to approve", async () => {
    const text = await page("/");
    expect(text).toContain("Two things, and you are reading");
    expect(text).toContain("Add your Kindle");
    expect(text).toContain("reader@example.org");
  });

  it("goes on without that once there is a device and a book", async () => {
    await kit.addDevice("reader@kindle.com", "Kitchen Kindle");
    await kit.addBook({ title: "Emma" });
    const text = await page("/");
    expect(text).not.toContain("Two things");
    expect(text).toContain("Kitchen Kindle");
    expect(text).toContain("reader@kindle.com");
    expect(text).toContain("Emma");
  });

  it("forbids everything that is not its own, and has nothing inline", async () => {
    const answer = await kit.ask("/", { headers: asReader });
    const text = await answer.text();
    expect(answer.headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(text).not.toMatch(/<style|style="|<script(?![^>]* src=)| on[a-z]+="|javascript:/i);
    expect(text).not.toMatch(/(src|href|action)="(https?:)?\/\//);
  });

  it("serves what it is drawn with to anybody, to keep for ever, and nothing else from there", async () => {
    const text = await page("/");
    const addresses = [...text.matchAll(/"(\/page\/assets\/[^"]+)"/g)].map(([, address = ""]) => address);
    expect(addresses.length).toBeGreaterThan(4);
    for (const address of addresses) {
      const answer = await kit.askAs({}, address);
      expect([address, answer.status]).toEqual([address, 200]);
      expect(answer.headers.get("cache-control")).toContain("immutable");
    }
    const folder = addresses[0]?.replace(/[^/]+$/, "") ?? "";
    for (const other of ["page.ts", "../page-routes.ts", "%2e%2e/page-routes.ts", ""]) {
      expect((await kit.askAs({}, `${folder}${other}`)).status).toBeGreaterThanOrEqual(400);
    }
  });

  it.each(["<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "&lt;b&gt; ' ` ${1}"])(
    "shows %s as the text that it is, wherever a reader can write",
    async (nasty) => {
      const id = await kit.addBook({ title: nasty });
      await kit.addDevice("reader@kindle.com", nasty);
      const signs: Readonly<Record<string, string>> = {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "'": "&#39;",
      };
      const escaped = nasty.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign);
      for (const path of ["/", `/book/${id}`, `/?q=${encodeURIComponent(nasty)}`]) {
        const text = await page(path);
        expect(text).not.toContain(nasty);
        expect(text).toContain(escaped);
      }
    },
  );

  it("finds books by words and their beginnings, and says so where there is none", async () => {
    await kit.addBook({ title: "Emma" });
    await kit.addBook({ title: "Persuasion" });
    const found = await page("/?q=persua");
    expect(found).toContain("Persuasion");
    expect(found).not.toContain(">Emma<");
    expect(found).toContain("1 book for “persua”");
    expect(await page("/?q=%E2%80%9Cnothing%E2%80%9D")).toContain("No book in the library has");
    expect(await page("/?q=!!!")).toContain("No book in the library has");
  });

  it("shows older books on further pages, and the newest where a link is out of date", async () => {
    for (let number = 1; number <= 50; number += 1) await kit.addBook({ title: `Volume ${number}` });
    const first = await page("/");
    const [, older = ""] = /href="([^"]+)">Older books/.exec(first) ?? [];
    expect(first).toContain(">Volume 50<");
    expect(first).not.toContain(">Volume 1<");
    expect(await page(older.replaceAll("&amp;", "&").replace("#library", ""))).toContain(">Volume 1<");
    expect(await page("/?page=nonsense")).toContain(">Volume 50<");
  });

  it("shows why a file was refused", async () => {
    const received = bookReceived.from(firstCause("home", "drop"), {
      subject: "b1",
      at: new Date("2026-03-01T08:00:00.000Z"),
      data: {
        bookId: "b1",
        sourceKey: "k",
        sha256,
        bytes: 9,
        fileName: "locked.epub",
        mediaType: "",
        via: "http",
        deliver: true,
      },
    });
    await kit.happen(
      received,
      bookRejected.from(received, {
        subject: "b1",
        at: new Date("2026-03-01T08:00:01.000Z"),
        data: { ...received.data, code: "epub/protected", message: "This file is protected (DRM)." },
      }),
    );
    for (const path of ["/", "/book/b1"]) expect(await page(path)).toContain("This file is protected (DRM).");
  });

  it("tells a book's history in sentences, oldest first", async () => {
    const id = await kit.addBook({ title: "Emma" });
    const text = await page(`/book/${id}`);
    expect(text.indexOf("Received “Emma.epub”")).toBeGreaterThan(0);
    expect(text.indexOf("Made into a Kindle-ready EPUB")).toBeGreaterThan(text.indexOf("Received “Emma.epub”"));
  });

  it("answers 404, in words, for a book that is not there", async () => {
    const answer = await kit.ask("/book/nothing", { headers: asReader });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("no such book");
  });
});

describe("its buttons, without scripts", () => {
  it("add, change and remove a device", async () => {
    await press("/page/devices", { email: "reader@kindle.com", name: "", automatic: "true" });
    const { items } = await kit.json<{ items: { id: string; name: string }[] }>("/api/devices");
    const id = items[0]?.id ?? "";
    expect(items).toMatchObject([{ name: "Kindle", automatic: true }]);
    await press(`/page/devices/${id}`, { name: "Küche" });
    await press(`/page/devices/${id}`, { automatic: "false" });
    expect(await kit.json(`/api/devices/${id}`)).toMatchObject({ name: "Küche", automatic: false });
    await press(`/page/devices/${id}/remove`, {});
    expect(await kit.json("/api/devices")).toEqual({ items: [] });
  });

  it("say what is wrong with what was typed", async () => {
    const answer = await kit.ask("/page/devices", form({ email: "reader@example.org" }));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("kindle.com");
  });

  it("settle a delivery that nobody else can settle", async () => {
    const deviceId = await kit.addDevice("reader@kindle.com", "Kitchen Kindle");
    const bookId = await kit.addBook({ title: "Emma" });
    await kit.happen(parked(bookId, deviceId));
    for (const path of ["/", `/book/${bookId}`]) {
      const text = await page(path);
      expect(text).toContain("Is “Emma” on Kitchen Kindle?");
      expect(text).toContain("It is on my Kindle");
      expect(text).toContain("Send it again");
    }
    await press("/page/deliveries/x1/resolve", { as: "retry" });
    expect(lastOf("delivery.resolved")?.data).toMatchObject({ deliveryId: "x1", as: "retry" });
  });

  it("have a dead letter tried again, or let go", async () => {
    for (const letter of ["l1", "l2"]) {
      await kit.happen(
        stepFailed.from(firstCause("home", letter), {
          subject: letter,
          at: new Date("2026-03-01T08:00:00.000Z"),
          data: {
            deadLetterId: letter,
            step: "format",
            eventId: "e",
            eventName: "book.ingested",
            about: "b1",
            reason: "Error: disk full",
            attempts: 12,
            original: { id: "e" },
          },
        }),
      );
    }
    const text = await page("/");
    expect(text).toContain("Making an EPUB did not work");
    expect(text).toContain("Error: disk full");
    await press("/page/dead-letters/l1/replay", {});
    await press("/page/dead-letters/l2/discard", {});
    expect(lastOf("dead-letter.replay-requested")?.data).toEqual({ deadLetterId: "l1" });
    expect(lastOf("dead-letter.discarded")?.data).toEqual({ deadLetterId: "l2" });
  });

  it("deliver a book, and another copy on purpose, and remove it", async () => {
    const deviceId = await kit.addDevice("reader@kindle.com");
    const bookId = await kit.addBook({ title: "Emma" });
    await press(`/page/books/${bookId}/deliver`, { devices: deviceId, again: "false" });
    const first = lastOf("delivery.ordered")?.data as { deliveries: { deviceId: string; copy: number }[] };
    expect(first.deliveries).toMatchObject([{ deviceId, copy: 0 }]);
    await press(`/page/books/${bookId}/remove`, {});
    expect((await kit.ask(`/book/${bookId}`, { headers: asReader })).status).toBe(404);
  });

  it("send a file from a plain form", async () => {
    const body = new FormData();
    body.append("file", new File(["Once upon a time"], "tale.txt", { type: "text/plain" }));
    const answer = await kit.ask("/page/books", { method: "POST", body, headers: asReader });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/#library"]);
    expect(lastOf("book.received")?.data).toMatchObject({ fileName: "tale.txt", bytes: 16 });
  });

  it("do nothing for a foreign page that has the reader's cookie", async () => {
    const session = sessionOf(await kit.ports.secrets.key("session"), token);
    const cookie = { cookie: `kcs_session=${session}` };
    expect((await kit.askAs({ ...cookie, ...asReader }, "/")).status).toBe(200);
    for (const foreign of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }, {}]) {
      const answer = await kit.askAs(
        { ...cookie, ...foreign, "content-type": "application/x-www-form-urlencoded" },
        "/page/devices",
        { method: "POST", body: "email=thief%40kindle.com" },
      );
      expect(answer.status).toBe(403);
    }
    expect(kit.published).toEqual([]);
  });

  it("refuse a form that is far too long, without reading all of it", async () => {
    const answer = await kit.ask("/page/devices", form({ email: "x".repeat(200_000) }));
    expect(answer.status).toBe(413);
  });

  it("erase everything where the account is named, and nothing where it is not", async () => {
    expect(await page("/")).toContain('href="/api/export"');
    const refused = await kit.ask("/page/account/erase", form({ erase: "yes" }));
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain("Nothing was erased");
    expect(lastOf("account.erasure-requested")).toBeUndefined();
    await press("/page/account/erase", { erase: " home " });
    expect(lastOf("account.erasure-requested")).toMatchObject({ account: "home", subject: "home" });
  });

  it("answer 404 where there is no such form", async () => {
    expect((await kit.ask("/page/everything/remove", form({}))).status).toBe(404);
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

async function press(path: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const answer = await kit.ask(path, form(fields));
  expect([path, answer.status]).toEqual([path, 303]);
}

function lastOf(name: string): Envelope | undefined {
  return kit.published.findLast((event) => event.name === name);
}

function parked(documentId: string, deviceId: string) {
  return deliveryParked.from(firstCause("home", "park"), {
    subject: "x1",
    at: new Date("2026-03-01T08:00:02.000Z"),
    data: {
      deliveryId: "x1",
      deviceId,
      documentId,
      kind: "book",
      title: "Emma",
      version: 4,
      attempts: 1,
      code: "mail/no-answer",
      reason: "The mail server did not answer.",
    },
  });
}
