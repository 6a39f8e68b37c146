import { deviceEmailPurpose } from "../../shared/device-email.ts";
import type { Blobs } from "../../shared/ports/blobs.ts";
import type { Ledger } from "../../shared/ports/ledger.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import type { Secrets } from "../../shared/ports/secrets.ts";
import type { Book } from "../../shared/read-models/books.ts";
import { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import type { Device } from "../../shared/read-models/devices.ts";
import { seal } from "../../shared/seal.ts";
import type { Process, Processes } from "./processes.ts";

export const account = "home";
export const key = new Uint8Array(32).fill(7);
export const secrets: Secrets = { key: async () => key };

/** What the ledger holds, without a way to it that could fail. */
export type LedgerContent = Map<string, DeliveryEntry>;

/** A ledger in memory, each call of which is a chance for everything to go wrong. */
export function simulatedLedger(
  content: LedgerContent,
  all: Processes,
  process: Process,
  onSettled: (deliveryId: string) => void,
): Ledger {
  const by = (time: (entry: DeliveryEntry) => string | undefined, limit: number) =>
    [...content.values()]
      .filter((entry) => time(entry) !== undefined)
      .toSorted((one, other) => (time(one) ?? "").localeCompare(time(other) ?? ""))
      .slice(0, limit);
  return {
    open: (entry) =>
      all.call(process, () => {
        const there = content.get(entry.deliveryId);
        if (there !== undefined) return there;
        content.set(entry.deliveryId, DeliveryEntry.parse(entry));
        return entry;
      }),
    read: (deliveryId) => all.call(process, () => content.get(deliveryId)),
    advance: (next) =>
      all.call(process, () => {
        if (content.get(next.deliveryId)?.version !== next.version - 1) return false;
        content.set(next.deliveryId, DeliveryEntry.parse(next));
        if (["sent", "failed", "parked", "delivered", "bounced"].includes(next.state)) onSettled(next.deliveryId);
        return true;
      }),
    erase: (of) =>
      all.call(process, () => {
        const ids = [...content.values()].filter((entry) => entry.account === of).map(({ deliveryId }) => deliveryId);
        for (const id of ids) content.delete(id);
        return ids;
      }),
    due: (now, limit) =>
      all.call(process, () => by(({ dueAt }) => (dueAt && new Date(dueAt) <= now ? dueAt : undefined), limit)),
    abandoned: (before, limit) =>
      all.call(process, () =>
        by(
          ({ state, claimedAt }) =>
            state === "attempting" && claimedAt && new Date(claimedAt) < before ? claimedAt : undefined,
          limit,
        ),
      ),
  };
}

export function simulatedDevice(id: string): Device {
  return {
    id,
    sealedEmail: seal(key, account, deviceEmailPurpose, `${id}@kindle.com`),
    name: id,
    automatic: true,
    addedAt: "2026-03-01T08:00:00.000Z",
    removed: false,
    stamps: {},
  };
}

export function simulatedVolumes(id: string, sha256: string, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    documentKey: `epub/${id}/${index + 1}`,
    sha256,
    bytes: 1,
    title: `${id} (${index + 1} of ${count})`,
  }));
}

export function simulatedBook(id: string, sha256: string, volumesCount: number): Book {
  return {
    id,
    removed: false,
    title: id,
    authors: [],
    language: "en",
    fileName: `${id}.epub`,
    mediaType: "application/epub+zip",
    bytes: 1,
    status: "ready",
    receivedAt: "2026-03-01T08:00:00.000Z",
    via: "http",
    sourceKey: `source/${id}`,
    sha256,
    document: {
      key: `epub/${id}`,
      bytes: 1,
      sha256,
      warnings: [],
      ...(volumesCount > 1 && { volumes: simulatedVolumes(id, sha256, volumesCount) }),
    },
    duplicates: [],
    stamps: {},
    facts: { duplicated: [], steps: {} },
  };
}

const refuse = () => {
  throw new Error("deliver only reads");
};

/** The two read models that `deliver` looks into. */
export function simulatedReadModels(
  devices: ReadonlyMap<string, Device>,
  books: ReadonlyMap<string, Book>,
  all: Processes,
  process: Process,
): ReadModels {
  return {
    get: (model, _account, id) => all.call(process, () => (model.name === "books" ? books : devices).get(id) as never),
    query: (_model, _account, _query, { after }) =>
      all.call(process, () => {
        // One device a page.
        const present = [...devices.values()].filter(({ removed }) => !removed);
        const index = after === undefined ? 0 : present.findIndex(({ id }) => id > after);
        const items = index < 0 ? [] : present.slice(index, index + 1);
        const [last] = items;
        return (last === undefined ? { items } : { items, next: last.id }) as never;
      }),
    update: refuse,
    all: refuse,
    clear: refuse,
  };
}

export function simulatedBlobs(all: Processes, process: Process): Blobs {
  return {
    size: () => all.call(process, () => 1),
    withFile: async (_key, use) => {
      await all.call(process, () => undefined);
      const answer = await use("/document");
      await all.call(process, () => undefined);
      return answer;
    },
    read: refuse,
    write: refuse,
    take: refuse,
    withScratch: refuse,
    remove: refuse,
    erase: refuse,
  };
}
