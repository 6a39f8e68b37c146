import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Envelope } from "../../../events/define-event.ts";
import { announceDueDeliveries, deliveriesPerPollMax, wakeUpFor } from "../../../functions/poll/due-deliveries.ts";
import { openSqliteDatabase } from "../../../shared/adapters/local/sqlite-database.ts";
import { sqliteLedger } from "../../../shared/adapters/local/sqlite-ledger.ts";
import { sqliteReadModels } from "../../../shared/adapters/local/sqlite-read-models.ts";
import { readModels as models } from "../../../shared/read-models/catalogue.ts";
import type { DeliveryEntry } from "../../../shared/read-models/delivery-entry.ts";
import { virtualTime } from "../../virtual-time.ts";

const at = "2026-03-01T08:00:00.000Z";
const entry = (deliveryId: string, changes: Partial<DeliveryEntry> = {}): DeliveryEntry => ({
  deliveryId,
  account: "home",
  deviceId: "device",
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
  openedAt: at,
  changedAt: at,
  dueAt: at,
  ...changes,
});

let announced: Envelope[];
const time = virtualTime(at);
const world = () => ({
  ledger: sqliteLedger(openSqliteDatabase(":memory:")),
  readModels: sqliteReadModels(openSqliteDatabase(":memory:"), models),
  clock: time,
  events: { publish: async (...events: readonly Envelope[]) => void announced.push(...events) },
});
beforeEach(() => {
  announced = [];
});

describe("poll", () => {
  it("asks for what is queued, and for a look at what has been left behind or has no evidence", async () => {
    const ports = world();
    await ports.ledger.open(entry("a"));
    await ports.ledger.open(entry("b", { state: "attempting", version: 2, token: "t", claimedAt: at }));
    await ports.ledger.open(entry("c", { state: "uncertain", version: 3 }));
    expect(await announceDueDeliveries(ports)).toBe(3);
    expect(announced.map(({ name, subject }) => `${name} ${subject}`).toSorted()).toEqual([
      "delivery.overdue b",
      "delivery.overdue c",
      "delivery.requested a",
    ]);
    expect(announced.every(({ correlationId, account }) => correlationId === "chain" && account === "home")).toBe(true);
  });

  it("leaves alone what is not due yet, and what nothing is to come of", async () => {
    const ports = world();
    await ports.ledger.open(entry("later", { dueAt: "2026-03-01T08:00:00.001Z" }));
    const { dueAt: _never, ...ended } = entry("ended", { state: "sent" });
    await ports.ledger.open(ended);
    expect(await announceDueDeliveries(ports)).toBe(0);
    expect(announced).toEqual([]);
  });

  it("says the same however often it looks, and something else once the delivery has changed", async () => {
    const ports = world();
    await ports.ledger.open(entry("a"));
    await announceDueDeliveries(ports);
    time.advance(60_000);
    await announceDueDeliveries(ports);
    expect(announced[1]).toEqual(announced[0]);
    await ports.ledger.advance(entry("a", { version: 2 }));
    await announceDueDeliveries(ports);
    expect(announced[2]?.id).not.toBe(announced[0]?.id);
  });

  it("takes the most overdue first, and not more than a tick can carry", async () => {
    const ports = world();
    const ids = Array.from({ length: deliveriesPerPollMax + 5 }, (_, index) => index);
    await Promise.all(
      ids.map((index) => {
        const dueAt = new Date(Date.parse(at) - index).toISOString();
        return ports.ledger.open(entry(`d${index}`, { dueAt }));
      }),
    );
    expect(await announceDueDeliveries(ports)).toBe(deliveriesPerPollMax);
    expect(announced[0]?.subject).toBe(`d${ids.length - 1}`);
    expect(announced.map(({ subject }) => subject)).not.toContain("d0");
  });

  it("has nothing to ask of what has ended, even if it came with a time", () => {
    for (const state of ["sent", "failed", "parked"] as const) expect(wakeUpFor(entry("a", { state }))).toBeUndefined();
  });
});
