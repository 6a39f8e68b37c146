import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { checkDeviceEmail } from "../../../functions/api/devices/device-email.ts";
import { type ApiKit, openApiKit, post } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

interface Listed {
  items: { id: string; email: string; name: string; automatic: boolean }[];
  nextPage?: string;
}
const change = (body: unknown) => ({ ...post(body), method: "PATCH" });

describe("a device", () => {
  it("is there when the answer is, with its address for its owner alone", async () => {
    const response = await kit.ask(
      "/api/devices",
      post({ email: " Reader_1@Kindle.com ", name: "Oasis", automatic: false }),
    );
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as { id: string };
    expect(response.headers.get("location")).toBe(`/api/devices/${id}`);
    expect(await kit.json(`/api/devices/${id}`)).toEqual({
      id,
      email: "Reader_1@kindle.com",
      name: "Oasis",
      automatic: false,
      addedAt: expect.stringMatching(/^2026-03-01T.*Z$/),
    });
    expect(JSON.stringify(kit.published).toLowerCase()).not.toContain("reader_1@");
  });

  it("is the same one however its address is written, and whoever adds it again", async () => {
    const one = await kit.addDevice("reader@kindle.com", "Old");
    const other = await kit.addDevice("READER@KINDLE.COM", "New");
    expect(other).toBe(one);
    const { items } = await kit.json<Listed>("/api/devices");
    expect(items).toMatchObject([{ id: one, name: "New", automatic: true }]);
  });

  it("gets every new book, and is called Kindle, unless somebody says otherwise", async () => {
    const { id } = await kit.json<{ id: string }>("/api/devices", post({ email: "a@kindle.com" }));
    expect(await kit.json(`/api/devices/${id}`)).toMatchObject({ name: "Kindle", automatic: true });
  });

  it("changes what is named and keeps the rest", async () => {
    const id = await kit.addDevice("a@kindle.com", "Oasis");
    expect((await kit.ask(`/api/devices/${id}`, change({ automatic: false }))).status).toBe(202);
    expect(await kit.json(`/api/devices/${id}`)).toMatchObject({ name: "Oasis", automatic: false });
    await kit.ask(`/api/devices/${id}`, change({ name: "Scribe" }));
    expect(await kit.json(`/api/devices/${id}`)).toMatchObject({ name: "Scribe", automatic: false });
    expect((await kit.ask(`/api/devices/${id}`, change({}))).status).toBe(400);
    expect((await kit.ask(`/api/devices/${id}`, change({ email: "b@kindle.com" }))).status).toBe(400);
  });

  it("is gone when it has been removed, and back when it has been added again", async () => {
    const id = await kit.addDevice("a@kindle.com");
    expect((await kit.ask(`/api/devices/${id}`, { method: "DELETE" })).status).toBe(202);
    expect((await kit.ask(`/api/devices/${id}`)).status).toBe(404);
    expect((await kit.ask(`/api/devices/${id}`, change({ name: "x" }))).status).toBe(404);
    expect((await kit.ask(`/api/devices/${id}`, { method: "DELETE" })).status).toBe(404);
    expect((await kit.json<Listed>("/api/devices")).items).toEqual([]);
    expect(await kit.addDevice("a@kindle.com", "Back")).toBe(id);
    expect(await kit.json(`/api/devices/${id}`)).toMatchObject({ name: "Back" });
  });

  it("is gone even where the clock has been set back since it was added", async () => {
    const id = await kit.addDevice("a@kindle.com");
    const early = await openApiKit({
      ports: () => ({ ...kit.ports, clock: { now: () => new Date("2020-01-01T00:00:00.000Z") } }),
    });
    await early.ask(`/api/devices/${id}`, { method: "DELETE" });
    await early.close();
    expect((await kit.ask(`/api/devices/${id}`)).status).toBe(404);
  });

  it("is one of a list that comes in pages", async () => {
    const names = ["a", "b", "c", "d", "e"];
    for (const name of names) await kit.addDevice(`${name}@kindle.com`, name);
    const seen: string[] = [];
    let page = "";
    do {
      const answer: Listed = await kit.json(`/api/devices?limit=2${page}`);
      seen.push(...answer.items.map(({ name }) => name));
      page = answer.nextPage === undefined ? "" : `&page=${encodeURIComponent(answer.nextPage)}`;
    } while (page !== "");
    expect(seen).toEqual(names);
  });
});

const keyed = (body: unknown) => post(body, { "idempotency-key": "one" });

describe("a command with a key", () => {
  it("has one effect and one answer, however often it is sent", async () => {
    const first = await kit.json("/api/devices", keyed({ email: "a@kindle.com", name: "A" }));
    const second = await kit.json("/api/devices", keyed({ email: "a@kindle.com", name: "A" }));
    expect(second).toEqual(first);
    expect(kit.published).toHaveLength(1);
  });

  it("is refused when it is another command", async () => {
    await kit.ask("/api/devices", keyed({ email: "a@kindle.com", name: "A" }));
    const other = await kit.ask("/api/devices", keyed({ email: "a@kindle.com", name: "B" }));
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: "request/key-reused" });
  });

  it("removes once, and answers the same to the repeat", async () => {
    const id = await kit.addDevice("a@kindle.com");
    const remove = { method: "DELETE", headers: { "idempotency-key": "one" } };
    const answers = [await kit.ask(`/api/devices/${id}`, remove), await kit.ask(`/api/devices/${id}`, remove)];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(kit.published.filter(({ name }) => name === "device.removed")).toHaveLength(1);
  });

  it("answers 202 even where its effect does not show in time", async () => {
    const pauses: number[] = [];
    const slow = await openApiKit({
      ports: () => ({
        events: { publish: async () => {} },
        timers: {
          after: (delayMs, run) => {
            pauses.push(delayMs);
            run();
            return () => {};
          },
        },
      }),
    });
    expect((await slow.ask("/api/devices", post({ email: "a@kindle.com" }))).status).toBe(202);
    const waitedMs = pauses.reduce((sum, pause) => sum + pause, 0);
    expect(waitedMs).toBeGreaterThanOrEqual(2000);
    expect(waitedMs).toBeLessThan(2200);
    await slow.close();
  });
});

describe("an address", () => {
  const domains = ["kindle.com", "free.kindle.com"];

  it.each(["a@kindle.com", "first.last_1+x@FREE.kindle.com", "o'neill@kindle.com"])("may be %s", (address) => {
    expect(checkDeviceEmail(address, domains)).toHaveProperty("email");
  });

  it.each([
    "a@example.com",
    "a@kindle.com.example.com",
    "a@x.kindle.com",
    "@kindle.com",
    "kindle.com",
    "a b@kindle.com",
    "a@b@kindle.com",
    ".a@kindle.com",
    "a..b@kindle.com",
    "a@kindle.com\r\nBcc: x@example.com",
    "a\n@kindle.com",
    "<a@kindle.com>",
    '"a"@kindle.com',
    "ä@kindle.com",
    `${"a".repeat(65)}@kindle.com`,
    "a@kindle.com.",
    "",
  ])("may not be %j", (address) => {
    expect(checkDeviceEmail(address, domains)).toHaveProperty("mistake");
  });

  it("of another place is refused with the places that there are", () => {
    expect(checkDeviceEmail("a@gmail.com", ["kindle.com", "free.kindle.com", "kindle.cn"])).toEqual({
      mistake: "must be an address at kindle.com, free.kindle.com or kindle.cn, as Amazon shows it for the Kindle",
    });
  });
});
