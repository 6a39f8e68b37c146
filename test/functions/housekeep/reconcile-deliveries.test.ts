import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Envelope } from "../../../events/define-event.ts";
import { deliveryOverdue } from "../../../events/delivery-overdue.ts";
import { deliveryRequested } from "../../../events/delivery-requested.ts";
import { settleOverdue } from "../../../functions/deliver/settle-delivery.ts";
import { reconcileDeliveries } from "../../../functions/housekeep/reconcile-deliveries.ts";
import { deliveryCause, deliveryFact } from "../../../shared/delivery-cause.ts";
import { deliveries } from "../../../shared/read-models/deliveries.ts";
import type { DeliveryEntry } from "../../../shared/read-models/delivery-entry.ts";
import { type HousekeepWorld, openHousekeepWorld } from "./housekeep-world.ts";

let world: HousekeepWorld;
beforeEach(async () => {
  world = await openHousekeepWorld();
});
afterEach(() => world.close());

const yesterday = "2026-03-01T08:00:00.000Z";
const queued: DeliveryEntry = {
  deliveryId: "d1",
  account: "home",
  deviceId: "kindle",
  documentId: "book",
  kind: "book",
  documentKey: "home/epub",
  title: "Emma",
  copy: 0,
  version: 1,
  state: "queued",
  attempts: 0,
  causeId: "cause",
  correlationId: "chain",
  openedAt: yesterday,
  changedAt: yesterday,
};

/** A delivery that the page shows as queued, and the ledger as something else. */
async function shownAsQueued(later: Partial<DeliveryEntry>): Promise<void> {
  await world.ports.ledger.open(queued);
  await world.project(
    deliveryRequested.from(deliveryCause(queued), {
      subject: "d1",
      at: new Date(yesterday),
      data: { ...deliveryFact(queued), documentKey: queued.documentKey },
    }),
  );
  let entry = queued;
  for (let version = 2; version <= (later.version ?? 1); version += 1) {
    entry = { ...entry, ...later, version };
    expect(await world.ports.ledger.advance(entry)).toBe(true);
  }
}

const never = () => Promise.reject(new Error("Nothing is mailed by this"));

/** What `deliver` makes of it. */
async function deliverIsAsked(): Promise<void> {
  const asked = world.announced.splice(0);
  const { ports } = world;
  const events = {
    publish: async (...told: readonly Envelope[]) => {
      await world.project(...told);
    },
  };
  const mail = { messageBytesMax: 1, evidenceWithinMs: 0, lookUp: async () => "unknown" as const };
  const randomness = { token: () => "token", fraction: () => 0.5 };
  for (const event of asked) {
    await settleOverdue(deliveryOverdue.parse(event), {
      ...ports,
      events,
      randomness,
      mail: { ...mail, send: never, bytesOf: never },
    });
  }
}

const shown = async () => (await world.ports.readModels.get(deliveries, "home", "d1"))?.status;

describe("a delivery of which the ledger knows more than the page shows", () => {
  it("is told again, and shown as it is from then on", async () => {
    await shownAsQueued({ version: 3, state: "sent", attempts: 1 });
    expect(await shown()).toBe("queued");
    expect(await reconcileDeliveries("home", world.ports)).toBe(1);
    expect(world.announced.map(({ name, subject }) => [name, subject])).toEqual([["delivery.overdue", "d1"]]);
    await deliverIsAsked();
    expect(await shown()).toBe("sent");
    expect(await reconcileDeliveries("home", world.ports)).toBe(0);
  });

  it("is asked about under the same id, however often", async () => {
    await shownAsQueued({ version: 3, state: "sent", attempts: 1 });
    for (const _ of [1, 2]) await reconcileDeliveries("home", world.ports);
    expect(new Set(world.announced.map(({ id }) => id)).size).toBe(1);
  });

  it.each<[string, Partial<DeliveryEntry>]>([
    ["they say the same", {}],
    ["it is being attempted", { version: 2, state: "attempting", token: "t", claimedAt: yesterday }],
    [
      "its outcome is so new that it is on its way",
      { version: 3, state: "sent", changedAt: "2026-03-02T03:16:00.000Z" },
    ],
  ])("is left alone where %s", async (_when, later) => {
    await shownAsQueued(later);
    expect(await reconcileDeliveries("home", world.ports)).toBe(0);
    expect(world.announced).toEqual([]);
  });
});
