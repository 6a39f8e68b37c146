import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { Ledger } from "../../shared/ports/ledger.ts";
import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";

const noon = new Date("2026-03-01T12:00:00.000Z");

/** Minutes after noon. */
function at(minutes: number): Date {
  return new Date(noon.getTime() + minutes * 60_000);
}

function entry(deliveryId: string, change: Partial<DeliveryEntry> = {}): DeliveryEntry {
  return {
    deliveryId,
    account: "home",
    deviceId: "device-1",
    documentId: "book-1",
    kind: "book",
    documentKey: "home/epub",
    title: "Эмма — “Emma” \u0000 🐈",
    copy: 0,
    version: 1,
    state: "queued",
    attempts: 0,
    causeId: "cause",
    correlationId: "chain",
    openedAt: noon.toISOString(),
    changedAt: noon.toISOString(),
    ...change,
  };
}

function claim(of: DeliveryEntry, token: string, claimedAt: Date = noon): DeliveryEntry {
  return { ...of, version: of.version + 1, state: "attempting", token, claimedAt: claimedAt.toISOString() };
}

export function ledgerContract(adapter: string, open: () => Promise<Ledger>) {
  describe(`${adapter} knows the truth about every delivery and`, () => {
    it("opens an entry and answers it", async () => {
      const ledger = await open();
      expect(await ledger.open(entry("a"))).toEqual(entry("a"));
      expect(await ledger.read("a")).toEqual(entry("a"));
    });

    it("opens nothing where an entry of that id is, and answers the one that is there now", async () => {
      const ledger = await open();
      await ledger.open(entry("a"));
      const claimed = claim(entry("a"), "token");
      await ledger.advance(claimed);
      expect(await ledger.open(entry("a", { title: "Another title" }))).toEqual(claimed);
      expect(await ledger.read("a")).toEqual(claimed);
    });

    it("erases every entry of an account, wherever it is found, answers their ids, and keeps those of others", async () => {
      const ledger = await open();
      const ids = Array.from({ length: 230 }, (_, number) => `mine-${number}`);
      await Promise.all(ids.map((id) => ledger.open(entry(id, { dueAt: noon.toISOString() }))));
      await ledger.advance(claim(entry("mine-0"), "token"));
      await ledger.open(entry("theirs", { account: "other", dueAt: noon.toISOString() }));
      expect((await ledger.erase("home")).toSorted()).toEqual(ids.toSorted());
      expect(await ledger.erase("home")).toEqual([]);
      expect(await ledger.read("mine-0")).toBeUndefined();
      expect((await ledger.due(at(1), 500)).map(({ deliveryId }) => deliveryId)).toEqual(["theirs"]);
      expect(await ledger.abandoned(at(1), 500)).toEqual([]);
      expect(await ledger.advance({ ...entry("mine-1"), version: 2 })).toBe(false);
      expect(await ledger.read("mine-1")).toBeUndefined();
    });

    it("opens one of many that are opened at once, and answers that one to all", async () => {
      const ledger = await open();
      const titles = Array.from({ length: 20 }, (_, number) => `Title ${number}`);
      const answers = await Promise.all(titles.map((title) => ledger.open(entry("a", { title }))));
      const there = await ledger.read("a");
      expect(there).toBeDefined();
      for (const answer of answers) expect(answer).toEqual(there);
    });

    it("reads nothing under an unknown id", async () => {
      const ledger = await open();
      expect(await ledger.read("unknown")).toBeUndefined();
    });

    it("puts an entry in the place of the version before it", async () => {
      const ledger = await open();
      const claimed = claim(await ledger.open(entry("a")), "token");
      expect(await ledger.advance(claimed)).toBe(true);
      expect(await ledger.read("a")).toEqual(claimed);
    });

    it("changes nothing for any other version, older or newer, nor for an entry that is not there", async () => {
      const ledger = await open();
      const opened = await ledger.open(entry("a"));
      const claimed = claim(opened, "token");
      await ledger.advance(claimed);
      expect(await ledger.advance(claim(opened, "late"))).toBe(false);
      expect(await ledger.advance({ ...claimed, version: 4 })).toBe(false);
      expect(await ledger.advance({ ...claimed, version: 1 })).toBe(false);
      expect(await ledger.advance(claim(entry("unknown"), "token"))).toBe(false);
      expect(await ledger.read("a")).toEqual(claimed);
      expect(await ledger.read("unknown")).toBeUndefined();
    });

    it("answers true to exactly one of simultaneous writers of one version, and keeps what that one wrote", async () => {
      const ledger = await open();
      const opened = await ledger.open(entry("a"));
      const tokens = Array.from({ length: 30 }, (_, number) => `token-${number}`);
      const won = await Promise.all(tokens.map((token) => ledger.advance(claim(opened, token))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await ledger.read("a"))?.token).toBe(tokens[won.indexOf(true)]);
    });

    it("rejects an entry that it could not read again, and keeps what was there", async () => {
      const ledger = await open();
      const opened = await ledger.open(entry("a"));
      await expect(ledger.advance({ ...opened, version: 2, dueAt: "tomorrow" })).rejects.toThrow();
      await expect(ledger.open({ ...entry("b"), version: 0 })).rejects.toThrow();
      expect(await ledger.read("a")).toEqual(opened);
      expect(await ledger.read("b")).toBeUndefined();
    });

    it("answers what is due at or before a time, the most overdue first, at most as many as asked for", async () => {
      const ledger = await open();
      await ledger.open(entry("late", { dueAt: at(-1).toISOString() }));
      await ledger.open(entry("now", { dueAt: at(0).toISOString() }));
      await ledger.open(entry("later", { dueAt: new Date(noon.getTime() + 1).toISOString() }));
      await ledger.open(entry("latest", { dueAt: at(-600).toISOString(), state: "uncertain" }));
      const due = async (limit: number) => (await ledger.due(noon, limit)).map(({ deliveryId }) => deliveryId);
      expect(await due(10)).toEqual(["latest", "late", "now"]);
      expect(await due(2)).toEqual(["latest", "late"]);
      expect(await due(0)).toEqual([]);
    });

    it("takes one moment for the same however it is written", async () => {
      const ledger = await open();
      await ledger.open(entry("short", { dueAt: "2026-03-01T12:00:00Z" }));
      await ledger.open(entry("long", { dueAt: "2026-03-01T12:00:00.000Z" }));
      expect(await ledger.due(noon, 10)).toHaveLength(2);
      expect(await ledger.due(new Date(noon.getTime() - 1), 10)).toEqual([]);
    });

    it("never answers an entry without a time to be due, nor one whose time was taken away", async () => {
      const ledger = await open();
      const opened = await ledger.open(entry("a", { dueAt: at(-1).toISOString() }));
      await ledger.open(entry("b"));
      const { dueAt, ...without } = opened;
      expect(dueAt).toBeDefined();
      await ledger.advance({ ...without, version: 2, state: "sent" });
      expect(await ledger.due(at(1_000_000), 10)).toEqual([]);
    });

    it("answers what was claimed before a time and is still being attempted, the oldest claim first", async () => {
      const ledger = await open();
      const minutes: Record<string, number> = { oldest: -30, old: -20, edge: -10, fresh: -1 };
      for (const [id, minute] of Object.entries(minutes)) {
        await ledger.advance(claim(await ledger.open(entry(id)), "token", at(minute)));
      }
      await ledger.open(entry("queued"));
      const abandoned = async (limit: number) =>
        (await ledger.abandoned(at(-10), limit)).map(({ deliveryId }) => deliveryId);
      expect(await abandoned(10)).toEqual(["oldest", "old"]);
      expect(await abandoned(1)).toEqual(["oldest"]);
    });

    it("never calls a delivery abandoned whose attempt has come to an end", async () => {
      const ledger = await open();
      for (const state of ["queued", "sent", "failed", "uncertain", "parked"] as const) {
        const claimed = claim(await ledger.open(entry(state)), "token");
        await ledger.advance(claimed);
        await ledger.advance({ ...claimed, version: 3, state });
      }
      expect(await ledger.abandoned(at(1_000_000), 10)).toEqual([]);
    });

    it("lets no writer get past another, whatever the order in which they write", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 30 }), async (versions) => {
          const ledger = await open();
          await ledger.open(entry("a"));
          const won = await Promise.all(
            versions.map((version) => ledger.advance(entry("a", { version, token: `${version}` }))),
          );
          const kept = versions.filter((_, index) => won[index]);
          // Each version once, without a gap: 2, 3, 4 ... Which of simultaneous writers comes first is nobody's to say.
          expect(kept.toSorted((a, b) => a - b)).toEqual(kept.map((_, index) => index + 2));
          expect((await ledger.read("a"))?.version).toBe(kept.length + 1);
        }),
        { numRuns: 50 },
      );
    });
  });
}
