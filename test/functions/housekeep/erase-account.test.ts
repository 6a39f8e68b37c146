import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { accountErased } from "../../../events/account-erased.ts";
import { accountErasureRequested } from "../../../events/account-erasure-requested.ts";
import { firstCause } from "../../../events/define-event.ts";
import { toWire } from "../../../events/wire.ts";
import { forgetAccount as forgetSchedules } from "../../../functions/digest/forget-account.ts";
import { forgetAccount as forgetReader } from "../../../functions/fetch/forget-account.ts";
import { eraseAccount } from "../../../functions/housekeep/erase-account.ts";
import { housekeepOnce } from "../../../functions/housekeep/housekeep-once.ts";
import type { HousekeepPorts } from "../../../functions/housekeep/housekeep-ports.ts";
import { nextAccountOf } from "../../../functions/housekeep/next-account.ts";
import { projectHandlers } from "../../../functions/project/handlers.ts";
import { erasuresIn } from "../../../shared/erasures.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { devices } from "../../../shared/read-models/devices.ts";
import { digestSchedules } from "../../../shared/read-models/digest-schedules.ts";
import { erasedAccounts } from "../../../shared/read-models/erased-accounts.ts";
import { feedSubscriberId, feedSubscribers } from "../../../shared/read-models/feed-subscribers.ts";
import { feeds } from "../../../shared/read-models/feeds.ts";
import { handleEvents } from "../../../shared/triggers/handle-event.ts";
import { dumpOf } from "../project/in-memory.ts";
import { deviceEvent, type HousekeepWorld, openHousekeepWorld } from "./housekeep-world.ts";

let world: HousekeepWorld;
beforeEach(async () => {
  world = await openHousekeepWorld();
});
afterEach(() => world.close());

const requested = accountErasureRequested.from(firstCause("home", "erasure"), {
  subject: "home",
  at: new Date("2026-03-02T08:00:00.000Z"),
  data: {},
});
const day = 24 * 60 * 60_000;

/** An account with something of everything, and one beside it that has the same. */
async function fill(): Promise<void> {
  for (const account of ["home", "other"]) {
    await world.project(deviceEvent("a", account), deviceEvent("b", account));
    await world.ports.blobs.write(account, Buffer.from("the same words"), { bytesMax: 100 });
    await world.ports.ledger.open({
      deliveryId: `delivery of ${account}`,
      account,
      deviceId: "a",
      documentId: "book",
      kind: "book",
      documentKey: "key",
      title: `Secrets of ${account}`,
      copy: 0,
      version: 1,
      state: "queued",
      attempts: 0,
      causeId: "cause",
      correlationId: "chain",
      openedAt: "2026-03-01T08:00:00.000Z",
      changedAt: "2026-03-01T08:00:00.000Z",
      dueAt: "2026-03-01T08:00:00.000Z",
    });
  }
  world.announced.splice(0);
}

function timeless(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replaceAll(/2026-03-02T\d\d:\d\d:\d\d\.\d{3}Z/g, "then"));
}

async function stateOf({ journal, readModels, ledger }: HousekeepPorts) {
  const events: string[] = [];
  for await (const { account, name, subject } of journal.all()) events.push(`${account} ${name} ${subject}`);
  const due = await ledger.due(new Date("2027-01-01T00:00:00.000Z"), 100);
  return { events, documents: await dumpOf(readModels), due: due.map(({ deliveryId }) => deliveryId) };
}

describe("erasing an account", () => {
  it("leaves the one fact that it is no more, and everything of the others", async () => {
    await fill();
    const other = await world.ports.blobs.write("other", Buffer.from("the same words"), { bytesMax: 100 });
    await eraseAccount(requested, world.ports);
    expect(world.announced.map(({ name, account, data }) => ({ name, account, data }))).toEqual([
      { name: "account.erased", account: "home", data: { nextAccount: "home-2" } },
    ]);
    await world.projectAnnounced();
    const { events, documents, due } = await stateOf(world.ports);
    expect(events).toEqual(["other device.added a", "other device.added b", "home account.erased home"]);
    expect(documents.filter((line) => / home /.test(line)).map((line) => line.split(" ")[0])).toEqual([
      "erased-accounts",
    ]);
    expect(documents.some((line) => line.includes("Kindle a") && line.startsWith("devices other"))).toBe(true);
    expect(due).toEqual(["delivery of other"]);
    expect(await world.ports.blobs.size(other.key)).toBe(14);
    expect(await world.ports.blobs.size(other.key.replace("other/", "home/"))).toBeUndefined();
    expect(world.remainsErased).toEqual([{ account: "home", deliveryIds: ["delivery of home"] }]);
  });

  it("comes to the same end wherever it is cut short, and however often", async () => {
    await fill();
    await eraseAccount(requested, world.ports);
    await world.projectAnnounced();
    const { documents: whole, ...rest } = await stateOf(world.ports);
    let cuts = 0;
    for (let failAt = 1; ; failAt += 1) {
      const again = await openHousekeepWorld();
      try {
        const first = world;
        world = again;
        await fill();
        let calls = 0;
        let isCut = false;
        const cutting = <P extends object>(port: P): P =>
          new Proxy(port, {
            get: (target, property) => {
              const member: unknown = Reflect.get(target, property);
              if (typeof member !== "function") return member;
              return (...parameters: unknown[]) => {
                calls += 1;
                if (calls === failAt) {
                  isCut = true;
                  throw new Error("cut short");
                }
                return Reflect.apply(member, target, parameters) as unknown;
              };
            },
          });
        const { ports } = again;
        const fragile = {
          ...ports,
          journal: cutting(ports.journal),
          readModels: cutting(ports.readModels),
          ledger: cutting(ports.ledger),
          blobs: cutting(ports.blobs),
          remains: cutting(ports.remains),
          events: cutting(ports.events),
        };
        await eraseAccount(requested, fragile).catch(() => undefined);
        await eraseAccount(requested, ports);
        await eraseAccount(requested, ports);
        expect(new Set(again.announced.map(({ id }) => id)).size).toBe(1);
        await again.projectAnnounced();
        const { documents, ...others } = await stateOf(ports);
        expect({ ...others, documents: timeless(documents) }).toEqual({ ...rest, documents: timeless(whole) });
        world = first;
        if (!isCut) break;
        cuts += 1;
      } finally {
        await again.close();
      }
    }
    expect(cuts).toBeGreaterThan(20);
  });

  it("brings nothing back of what was under way, once somebody has looked again", async () => {
    await fill();
    const { readModels, clock, log, events } = world.ports;
    const erasures = erasuresIn(readModels, clock, { trustMs: 0 });
    const project = handleEvents("project", projectHandlers(world.ports), { events, clock, log, erasures });
    await project(toWire(deviceEvent("before")));
    await eraseAccount(requested, world.ports);
    for (const late of ["a", "late"]) await project(toWire(deviceEvent(late)));
    for (const event of world.announced.splice(0)) await project(toWire(event));
    await project(toWire(deviceEvent("theirs", "other")));
    expect(await readModels.get(devices, "home", "late")).toBeUndefined();
    expect(await readModels.get(devices, "other", "theirs")).toBeDefined();
    expect((await stateOf(world.ports)).events.filter((line) => line.startsWith("home"))).toEqual([
      "home account.erased home",
    ]);

    // A step that did not know yet has written something all the same.
    const { key } = await world.ports.blobs.write("home", Buffer.from("late"), { bytesMax: 10 });
    await world.project(deviceEvent("later"));
    await housekeepOnce(world.ports);
    expect(await world.ports.blobs.size(key)).toBeUndefined();
    expect((await stateOf(world.ports)).events.filter((line) => line.startsWith("home"))).toEqual([
      "home account.erased home",
    ]);
    // For as long as anything can be on its way, and no longer.
    world.pass(39 * day);
    expect(await housekeepOnce(world.ports)).toMatchObject({ erased: 0 });
  });

  it("refuses to erase what is everybody's", async () => {
    await expect(eraseAccount({ ...requested, account: publicAccount }, world.ports)).rejects.toMatchObject({
      code: "account/public",
    });
    expect(await world.ports.readModels.get(erasedAccounts, publicAccount, publicAccount)).toBeUndefined();
  });

  it("has its owner go on under a name that was never used", () => {
    expect(["home", "home-2", "home-9", "a-b", "7"].map(nextAccountOf)).toEqual([
      "home-2",
      "home-3",
      "home-10",
      "a-b-2",
      "7-2",
    ]);
  });
});

describe("what is known of erasures", () => {
  it("follows a name to the one that is used today", async () => {
    const { readModels, clock } = world.ports;
    const erasures = erasuresIn(readModels, clock, { trustMs: 0 });
    expect(await erasures.presentName("home")).toBe("home");
    await eraseAccount(requested, world.ports);
    expect(await erasures.presentName("home")).toBe("home-2");
    const second = accountErasureRequested.from(firstCause("home-2", "erasure"), {
      subject: "home-2",
      at: clock.now(),
      data: {},
    });
    await eraseAccount(second, world.ports);
    expect(await erasures.presentName("home")).toBe("home-3");
    expect([await erasures.isErased("home"), await erasures.isErased("home-3")]).toEqual([true, false]);
  });

  it("asks again only when what it believes has grown old", async () => {
    let looks = 0;
    let nowMs = 0;
    const { readModels } = world.ports;
    const counted = {
      get: async (...parameters: Parameters<typeof readModels.get>) => {
        looks += 1;
        return await readModels.get(...parameters);
      },
    } as Pick<typeof readModels, "get">;
    const erasures = erasuresIn(counted, { now: () => new Date(nowMs) }, { trustMs: 1000 });
    for (const at of [0, 500, 999]) {
      nowMs = at;
      await erasures.isErased("home");
    }
    expect(looks).toBe(1);
    await eraseAccount(requested, world.ports);
    nowMs = 1000;
    expect(await erasures.isErased("home")).toBe(true);
    nowMs = 1_000_000;
    expect(await erasures.isErased("home")).toBe(true);
    expect(looks).toBe(2);
  });
});

describe("what others remember of an account", () => {
  it("is forgotten: a feed that nobody else reads is asked no more, and no digest strikes", async () => {
    const { readModels, clock } = world.ports;
    const nextFetchAt = clock.now().toISOString();
    const readers = { alone: ["home"], shared: ["home", "other"] };
    for (const [feedId, accounts] of Object.entries(readers)) {
      await readModels.update(feeds, publicAccount, feedId, () => ({
        id: feedId,
        url: `https://example.org/${feedId}`,
        title: "",
        state: "active" as const,
        nextFetchAt,
        failures: 0,
        version: 1,
        subscribers: accounts.length,
      }));
      for (const account of accounts) {
        await readModels.update(feedSubscribers, publicAccount, feedSubscriberId(feedId, account, feedId), () => ({
          feedId,
          account,
          via: feedId,
          subscribed: true,
          stamps: {},
        }));
      }
    }
    for (const account of ["home", "other"]) {
      await readModels.update(digestSchedules, publicAccount, `digest of ${account}`, () => ({
        digestId: `digest of ${account}`,
        account,
        cron: "0 6 * * *",
        timeZone: "UTC",
        paused: false,
        active: true,
        nextAt: nextFetchAt,
        stamps: {},
      }));
    }
    const erased = accountErased.from(requested, { subject: "home", at: clock.now(), data: { nextAccount: "home-2" } });
    for (const _ of ["at first", "and again"]) {
      await forgetReader(erased, world.ports);
      await forgetSchedules(erased, world.ports);
      expect(await readModels.get(feeds, publicAccount, "alone")).toMatchObject({ state: "idle", subscribers: 0 });
      expect(await readModels.get(feeds, publicAccount, "shared")).toMatchObject({ state: "active", subscribers: 1 });
      const lines = await dumpOf(readModels);
      expect(lines.filter((line) => line.includes('"home"'))).toEqual([]);
      expect(lines.filter((line) => line.startsWith("digest-schedules"))).toHaveLength(1);
      expect(lines.filter((line) => line.startsWith("feed-subscribers"))).toHaveLength(1);
    }
  });
});
