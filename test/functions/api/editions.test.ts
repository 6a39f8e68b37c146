import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { firstCause } from "../../../events/define-event.ts";
import { editionSkipped } from "../../../events/edition-skipped.ts";
import { toWire } from "../../../events/wire.ts";
import { recordDeadLetter } from "../../../functions/dead-letter/record-dead-letter.ts";
import { deliveryIdOf } from "../../../shared/delivery-id.ts";
import { addEdition } from "./news-kit.ts";
import { type ApiKit, openApiKit, post } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

interface Listed {
  items: { id: string; title: string; sentence: string }[];
  nextPage?: string;
}

describe("an edition", () => {
  it("shows what is in it, what is not, and its document once there is one", async () => {
    const id = await addEdition(kit);
    expect(await kit.json(`/api/editions/${id}`)).toEqual({
      id,
      digestId: "d1",
      digestName: "Morning paper",
      title: "Morning paper, 1 March",
      slot: "2026-03-01T06:00:00.000Z",
      status: "compiled",
      articles: ["a1"],
      words: 900,
      missing: { feeds: 1, summaries: 0, leftOut: 2 },
      devices: [],
      hasCover: false,
    });
    expect((await kit.ask(`/api/editions/${id}/epub`)).status).toBe(404);
    await addEdition(kit, { epub: "the epub" });
    expect(await kit.json(`/api/editions/${id}`)).toMatchObject({
      status: "ready",
      hasCover: true,
      document: { bytes: 8, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), warnings: [] },
    });
  });

  it("has its bytes, with ETag and name, and its cover", async () => {
    const id = await addEdition(kit, { epub: "the epub" });
    const answer = await kit.ask(`/api/editions/${id}/epub`);
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
      200,
      "application/epub+zip",
      "the epub",
    ]);
    expect(answer.headers.get("content-disposition")).toContain('filename="Morning paper, 1 March.epub"');
    const headers = { "if-none-match": answer.headers.get("etag") ?? "" };
    expect((await kit.ask(`/api/editions/${id}/epub`, { headers })).status).toBe(304);
    expect((await kit.ask(`/api/editions/${id}/epub?volume=2`)).status).toBe(404);
    const cover = await kit.ask(`/api/editions/${id}/cover`);
    expect([cover.status, cover.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  });

  it("says why there is none where there was nothing to print", async () => {
    const cause = firstCause("home", "skip");
    const data = {
      editionId: "e2",
      digestId: "d1",
      digestName: "Morning paper",
      slot: "2026-03-02T06:00:00.000Z",
      by: "schedule" as const,
      why: "no-news" as const,
      message: "There is nothing new.",
    };
    await kit.happen(editionSkipped.from(cause, { subject: "e2", at: kit.ports.clock.now(), data }));
    expect(await kit.json("/api/editions/e2")).toMatchObject({
      status: "skipped",
      code: "edition/no-news",
      message: "There is nothing new.",
      articles: [],
    });
    const order = await kit.ask("/api/editions/e2/deliveries", { method: "POST" });
    expect([order.status, await order.json()]).toMatchObject([409, { code: "edition/not-ready" }]);
  });

  it("says that it is being compiled from the moment at which it is due, until that is decided", async () => {
    const { id: digestId } = await kit.json<{ id: string }>("/api/digests", post({ name: "Evening paper" }));
    const { id } = await kit.json<{ id: string }>(`/api/digests/${digestId}/run`, post({}));
    expect(await kit.json(`/api/editions/${id}`)).toEqual({
      id,
      digestId,
      digestName: "Evening paper",
      title: "Evening paper",
      slot: expect.stringMatching(/^2026-03-01T08:00:00\.\d{3}Z$/),
      status: "compiling",
      articles: [],
      words: 0,
      missing: { feeds: 0, summaries: 0, leftOut: 0 },
      devices: [],
      hasCover: false,
    });
    const none = await kit.ask(`/api/editions/${id}/epub`);
    expect([none.status, await none.json()]).toMatchObject([404, { code: "edition/not-ready" }]);
    const order = await kit.ask(`/api/editions/${id}/deliveries`, { method: "POST" });
    expect([order.status, await order.json()]).toMatchObject([409, { code: "edition/not-ready" }]);
    // Nothing is compiled of what has been given up meanwhile.
    await kit.ask(`/api/digests/${digestId}`, { method: "DELETE" });
    expect((await kit.ask(`/api/editions/${id}`)).status).toBe(404);
    expect((await kit.json<Listed>("/api/editions")).items).toEqual([]);
  });

  it("is in the list and on the page while it is being compiled, until it is there", async () => {
    const early = await addEdition(kit, { slot: "2026-02-28T06:00:00.000Z" });
    const { id: digestId } = await kit.json<{ id: string }>("/api/digests", post({ name: "Evening paper" }));
    const { id } = await kit.json<{ id: string }>(`/api/digests/${digestId}/run`, post({}));
    const listed = async (path = "/api/editions") =>
      (await kit.json<{ items: { id: string; status: string; title: string }[] }>(path)).items.map((one) => [
        one.id,
        one.status,
        one.title,
      ]);
    expect(await listed()).toEqual([
      [id, "compiling", "Evening paper"],
      [early, "compiled", "Morning paper, 1 March"],
    ]);
    expect(await listed(`/api/editions?digest=${digestId}`)).toEqual([[id, "compiling", "Evening paper"]]);
    expect(await (await kit.ask("/news")).text()).toContain("being put together");
    const page = await (await kit.ask(`/edition/${id}`)).text();
    expect(page).toContain("Evening paper");
    expect(page).toContain("being put together");

    const { slot } = await kit.json<{ slot: string }>(`/api/editions/${id}`);
    const skipped = { editionId: id, digestId, digestName: "Evening paper", slot, by: "reader" as const };
    await kit.happen(
      editionSkipped.from(firstCause("home", "skip"), {
        subject: id,
        at: kit.ports.clock.now(),
        data: { ...skipped, why: "no-news", message: "There is nothing new." },
      }),
    );
    expect((await listed())[0]).toEqual([id, "skipped", "Evening paper"]);
  });

  it("has failed, where it could not be put together in as many attempts as there are", async () => {
    const { id: digestId } = await kit.json<{ id: string }>("/api/digests", post({ name: "Evening paper" }));
    const { id } = await kit.json<{ id: string }>(`/api/digests/${digestId}/run`, post({}));
    const due = kit.published.findLast(({ name }) => name === "digest.due");
    if (due === undefined) throw new Error("it is not due");
    await recordDeadLetter(
      { step: "digest", wire: toWire(due), publication: "1", attempts: 8, reason: "no space left" },
      { events: { publish: async (...events) => await kit.happen(...events) }, clock: kit.ports.clock },
    );
    expect(await kit.json(`/api/editions/${id}`)).toMatchObject({
      status: "failed",
      code: "edition/given-up",
      message: expect.stringContaining("8 attempts"),
    });
    expect(await (await kit.ask("/news")).text()).toContain("could not be put together");
    const { items } = await kit.json<Listed>(`/api/editions/${id}/history`);
    expect(items).toHaveLength(2);
  });

  it("is one of a list, newest first, of all digests or of one", async () => {
    const one = await addEdition(kit, { slot: "2026-03-01T06:00:00.000Z" });
    const two = await addEdition(kit, { slot: "2026-03-02T06:00:00.000Z", digestId: "d2" });
    const three = await addEdition(kit, { slot: "2026-03-03T06:00:00.000Z" });
    const ids = async (path: string) => (await kit.json<Listed>(path)).items.map(({ id }) => id);
    expect(await ids("/api/editions")).toEqual([three, two, one]);
    expect(await ids("/api/editions?digest=d1")).toEqual([three, one]);
    const { nextPage } = await kit.json<Listed>("/api/editions?digest=d1&limit=1");
    expect(await ids(`/api/editions?digest=d1&limit=1&page=${nextPage}`)).toEqual([one]);
  });

  it("tells its history, from the moment at which it was due", async () => {
    const id = await addEdition(kit, { epub: "x" });
    const { items } = await kit.json<Listed>(`/api/editions/${id}/history`);
    expect(items.map(({ sentence }) => sentence.slice(0, 24))).toEqual([
      "It is time for an editio",
      "Put together: one articl",
      "Made into a Kindle-ready",
    ]);
  });

  it("tells its history page by page, and refuses a page that is none of it", async () => {
    const id = await addEdition(kit, { epub: "x" });
    const found: string[] = [];
    let page = "";
    for (let pages = 0; pages < 3; pages += 1) {
      const { items, nextPage } = await kit.json<Listed>(`/api/editions/${id}/history?limit=1${page}`);
      found.push(...items.map((item) => item.id));
      page = `&page=${nextPage}`;
      expect(nextPage === undefined).toBe(pages === 2);
    }
    expect(new Set(found).size).toBe(3);
    const answer = await kit.ask(`/api/editions/${id}/history?page=nonsense`);
    expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ path: "page" }] }]);
  });

  it("is delivered like a book, under the id that the same layout always has", async () => {
    const deviceId = await kit.addDevice("a@kindle.com");
    const id = await addEdition(kit, { epub: "x" });
    const answer = await kit.ask(`/api/editions/${id}/deliveries`, post({ devices: [deviceId] }));
    expect(answer.status).toBe(202);
    const identity = { account: "home", deviceEmail: "a@kindle.com", sourceSha256: "b".repeat(64), copy: 0 };
    const deliveryId = deliveryIdOf(await kit.ports.secrets.key("delivery"), identity);
    expect(await answer.json()).toEqual({ id: deliveryId, deliveries: [{ id: deliveryId, deviceId }] });
    expect(kit.published.at(-1)).toMatchObject({
      name: "delivery.ordered",
      data: { documentId: id, kind: "edition", deliveries: [{ deliveryId, deviceId, copy: 0 }] },
    });
    const early = await addEdition(kit, { digestId: "d9" });
    expect((await kit.ask(`/api/editions/${early}/deliveries`, { method: "POST" })).status).toBe(409);
  });

  it("that is not there answers 404, wherever it is asked for", async () => {
    for (const path of ["", "/epub", "/cover", "/history", "/deliveries"]) {
      const answer = await kit.ask(`/api/editions/none${path}`);
      expect([path, answer.status, await answer.json()]).toMatchObject([path, 404, { code: "edition/not-found" }]);
    }
  });
});
