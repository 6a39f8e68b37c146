import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Envelope } from "../../../events/define-event.ts";
import { firstCause } from "../../../events/define-event.ts";
import { deliveryFailed } from "../../../events/delivery-failed.ts";
import type { DeliveryOrdered } from "../../../events/delivery-ordered.ts";
import { deliveryParked } from "../../../events/delivery-parked.ts";
import { deliveryRequested } from "../../../events/delivery-requested.ts";
import { deliverySent } from "../../../events/delivery-sent.ts";
import { deliveryIdOf } from "../../../shared/delivery-id.ts";
import { books } from "../../../shared/read-models/books.ts";
import { type ApiKit, openApiKit, post } from "./open-api-kit.ts";

let kit: ApiKit;
let bookId: string;
beforeEach(async () => {
  kit = await openApiKit();
  bookId = await kit.addBook({ title: "Emma" });
});
afterEach(() => kit.close());

interface Ordered {
  id: string;
  deliveries: { id: string; deviceId: string }[];
}
type Outcome = "sent" | "failed" | "parked";

const order = (body: unknown = {}, headers: Readonly<Record<string, string>> = {}) =>
  kit.ask(`/api/books/${bookId}/deliveries`, post(body, headers));
const ordered = async (body: unknown = {}, headers: Readonly<Record<string, string>> = {}) =>
  (await (await order(body, headers)).json()) as Ordered;
const orders = () => kit.published.filter((event): event is DeliveryOrdered => event.name === "delivery.ordered");

/** What `deliver` announces of a delivery: the request, and what came of it. */
async function deliver(deliveryId: string, deviceId: string, outcome?: Outcome, version = 1) {
  const fact = { deliveryId, deviceId, documentId: bookId, kind: "book" as const, title: "Emma", version, attempts: 0 };
  const about = () => ({ subject: deliveryId, at: kit.ports.clock.now() });
  const cause = firstCause("home", `${deliveryId} ${version} ${outcome}`);
  await kit.happen(deliveryRequested.from(cause, { ...about(), data: { ...fact, documentKey: "home/x" } }));
  const after = { ...fact, version: version + 1, attempts: 1 };
  const why = { code: "mail/lost", reason: "The connection broke off." };
  const outcomes: Record<Outcome, () => Envelope> = {
    sent: () =>
      deliverySent.from(cause, { ...about(), data: { ...after, by: "provider", providerMessageId: "<1@x>" } }),
    failed: () => deliveryFailed.from(cause, { ...about(), data: { ...after, ...why } }),
    parked: () => deliveryParked.from(cause, { ...about(), data: { ...after, ...why } }),
  };
  if (outcome !== undefined) await kit.happen(outcomes[outcome]());
}

/** Delivers what is ordered, as soon as it is ordered. */
function deliverOrders() {
  Object.assign(kit.ports.events, {
    publish: async (...events: readonly Envelope[]) => {
      kit.published.push(...events);
      await kit.happen(...events);
      for (const event of events as readonly DeliveryOrdered[]) {
        if (event.name !== "delivery.ordered") continue;
        for (const { deliveryId, deviceId } of event.data.deliveries) await deliver(deliveryId, deviceId, "sent");
      }
    },
  });
}

/** Has the ledger say that a mail is under way. */
async function claim(deliveryId: string, deviceId: string) {
  const { ledger } = kit;
  const at = kit.ports.clock.now().toISOString();
  const opened = await ledger.open({
    deliveryId,
    account: "home",
    deviceId,
    documentId: bookId,
    kind: "book",
    documentKey: "home/x",
    title: "Emma",
    copy: 0,
    version: 1,
    state: "queued",
    attempts: 0,
    causeId: "cause",
    correlationId: "cause",
    openedAt: at,
    changedAt: at,
  });
  const claimed = { ...opened, version: 2, state: "attempting" as const, attempts: 1, token: "t", claimedAt: at };
  expect(await ledger.advance(claimed)).toBe(true);
}

const list = async (query = "") =>
  (await kit.json<{ items: { id: string; status: string; attempts: number }[] }>(`/api/deliveries${query}`)).items;

const refused = async (answer: Promise<Response>) => {
  const response = await answer;
  return [response.status, ((await response.json()) as { code: string }).code];
};

describe("an order", () => {
  it("goes to every device where none is named, automatic or not", async () => {
    deliverOrders();
    const one = await kit.addDevice("one@kindle.com");
    const { id: two } = await kit.json<{ id: string }>(
      "/api/devices",
      post({ email: "two@kindle.com", automatic: false }),
    );
    const response = await kit.ask(`/api/books/${bookId}/deliveries`, { method: "POST" });
    expect(response.status).toBe(202);
    const answer = (await response.json()) as Ordered;
    expect(answer.deliveries.map(({ deviceId }) => deviceId).toSorted()).toEqual([one, two].toSorted());
    expect(answer.id).toBe(answer.deliveries[0]?.id);
    const { items } = await kit.json<{ items: { id: string }[] }>(`/api/books/${bookId}/deliveries`);
    expect(items.map(({ id }) => id).toSorted()).toEqual(answer.deliveries.map(({ id }) => id).toSorted());
  });

  it("names the delivery by what makes two deliveries the same", async () => {
    deliverOrders();
    const device = await kit.addDevice("One@kindle.com");
    await kit.addDevice("two@kindle.com");
    const book = await kit.ports.readModels.get(books, "home", bookId);
    const key = await kit.ports.secrets.key("delivery");
    const idOf = (copy: number) =>
      deliveryIdOf(key, { account: "home", deviceEmail: "one@kindle.com", sourceSha256: book?.sha256 ?? "", copy });
    expect(await ordered({ devices: [device, device] })).toEqual({
      id: idOf(0),
      deliveries: [{ id: idOf(0), deviceId: device }],
    });
    expect((await ordered({ devices: [device] })).id).toBe(idOf(0));
    expect((await ordered({ devices: [device], again: true })).id).toBe(idOf(1));
    expect((await ordered({ devices: [device], again: true })).id).toBe(idOf(2));
    expect((await ordered({ devices: [device] })).id).toBe(idOf(0));
    expect(orders().map(({ data }) => data.deliveries[0]?.copy)).toEqual([0, 0, 1, 2, 0]);
  });

  it("for another copy of what was never delivered is one for the first", async () => {
    deliverOrders();
    await kit.addDevice("one@kindle.com");
    await ordered({ again: true });
    expect(orders()[0]?.data.deliveries).toMatchObject([{ copy: 0 }]);
  });

  it("for another copy is one order where it comes with the same key", async () => {
    deliverOrders();
    await kit.addDevice("one@kindle.com");
    await ordered();
    const first = await ordered({ again: true }, { "idempotency-key": "once" });
    expect(await ordered({ again: true }, { "idempotency-key": "once" })).toEqual(first);
    expect(orders()).toHaveLength(2);
  });

  it("is refused without a device, a ready book, or anything known", async () => {
    expect(await refused(order())).toEqual([409, "device/none"]);
    const device = await kit.addDevice("one@kindle.com");
    expect(await refused(order({ devices: [device, "unknown"] }))).toEqual([404, "device/not-found"]);
    expect(await refused(order({ devices: [] }))).toEqual([400, "request/invalid"]);
    expect(await refused(order({ device }))).toEqual([400, "request/invalid"]);
    expect(await refused(kit.ask("/api/books/unknown/deliveries", post({})))).toEqual([404, "book/not-found"]);
    const { id } = await kit.json<{ id: string }>("/api/books", { method: "POST", body: "x" });
    expect(await refused(kit.ask(`/api/books/${id}/deliveries`, post({})))).toEqual([409, "book/not-ready"]);
    await kit.ask(`/api/devices/${device}`, { method: "DELETE" });
    expect(await refused(order({ devices: [device] }))).toEqual([404, "device/not-found"]);
    expect(orders()).toEqual([]);
  });
});

const idsOf = async (query: string) =>
  (await kit.json<{ items: { id: string }[] }>(`/api/deliveries${query}`)).items.map(({ id }) => id);

describe("a delivery", () => {
  it("shows where it is, and what the provider calls it", async () => {
    await deliver("d1", "device", "sent");
    expect(await kit.json("/api/deliveries/d1")).toEqual({
      id: "d1",
      deviceId: "device",
      documentId: bookId,
      bookId,
      kind: "book",
      title: "Emma",
      status: "sent",
      attempts: 1,
      requestedAt: expect.any(String),
      changedAt: expect.any(String),
      providerMessageId: "<1@x>",
    });
  });

  it("is one of a list by status, newest first", async () => {
    await deliver("d1", "device", "sent");
    await deliver("d2", "device", "failed");
    await deliver("d3", "device");
    expect(await idsOf("")).toEqual(["d3", "d2", "d1"]);
    expect(await idsOf("?status=failed")).toEqual(["d2"]);
    expect(await idsOf("?status=bounced")).toEqual([]);
  });

  it("of another account is as good as none", async () => {
    await deliver("d1", "device", "parked");
    const stranger = await openApiKit({ settings: { account: "stranger" }, ports: () => kit.ports });
    expect((await stranger.ask("/api/deliveries/d1")).status).toBe(404);
    expect((await stranger.ask("/api/deliveries/d1/resolve", post({ as: "sent" }))).status).toBe(404);
    expect(await stranger.json("/api/deliveries")).toEqual({ items: [] });
    await stranger.close();
  });
});

const resolve = (as: string) => kit.ask("/api/deliveries/d1/resolve", post({ as }));

const decisions = () => kit.published.filter(({ name }) => name === "delivery.resolved");

describe("a reader's decision", () => {
  it.each([
    ["parked", "sent", 202],
    ["parked", "retry", 202],
    ["failed", "retry", 202],
    ["failed", "sent", 409],
    ["sent", "retry", 409],
    ["sent", "sent", 409],
  ] as const)("about a delivery that is %s, as %s, is answered %d", async (outcome, as, status) => {
    await deliver("d1", "device", outcome);
    // Whoever decides sees the next state.
    Object.assign(kit.ports.events, {
      publish: async (...events: readonly Envelope[]) => {
        kit.published.push(...events);
        await deliver("d1", "device", "sent", 3);
      },
    });
    expect((await resolve(as)).status).toBe(status);
    expect(decisions().map(({ data }) => data)).toEqual(
      status === 202 ? [{ deliveryId: "d1", documentId: bookId, deviceId: "device", as, attempts: 1 }] : [],
    );
  });

  it("is one decision, however often the button is pressed", async () => {
    await deliver("d1", "device", "parked");
    const presses = await Promise.all([resolve("retry"), resolve("retry"), resolve("retry")]);
    expect(presses.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(decisions().map(({ id }) => id)).size).toBe(1);
  });

  it("is another one when the delivery has gone on since", async () => {
    await deliver("d1", "device", "parked");
    await resolve("retry");
    await deliver("d1", "device", "parked", 3);
    await resolve("retry");
    expect(new Set(decisions().map(({ id }) => id)).size).toBe(2);
  });

  it("has to be one of two", async () => {
    await deliver("d1", "device", "parked");
    expect((await resolve("lost")).status).toBe(400);
    expect((await kit.ask("/api/deliveries/unknown/resolve", post({ as: "sent" }))).status).toBe(404);
  });
});

describe("a delivery whose mail is under way", () => {
  it("is attempting from the claim on, until it is known what came of it", async () => {
    const deviceId = await kit.addDevice("one@kindle.com");
    await deliver("under-way", deviceId);
    await deliver("waiting", deviceId);
    expect(await kit.json("/api/deliveries/under-way")).toMatchObject({ status: "queued", attempts: 0 });
    await claim("under-way", deviceId);
    expect(await kit.json("/api/deliveries/under-way")).toMatchObject({ status: "attempting", attempts: 1 });
    expect(await list()).toMatchObject([
      { id: "waiting", status: "queued" },
      { id: "under-way", status: "attempting" },
    ]);
    expect(await list("?status=attempting")).toMatchObject([{ id: "under-way", status: "attempting" }]);
    expect(await list("?status=queued")).toMatchObject([{ id: "waiting", status: "queued" }]);
    expect(await kit.json(`/api/books/${bookId}/deliveries`)).toMatchObject({
      items: [{ status: "queued" }, { status: "attempting" }],
    });
    const page = await kit.ask(`/book/${bookId}`, { headers: { accept: "text/html" } });
    expect(await page.text()).toContain("being mailed");
    await deliver("under-way", deviceId, "sent", 2);
    expect(await kit.json("/api/deliveries/under-way")).toMatchObject({ status: "sent" });
    expect(await list("?status=attempting")).toEqual([]);
  });
});
