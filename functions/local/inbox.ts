import type { BigIntStats } from "node:fs";
import { lstat, mkdir, readdir, realpath, statfs } from "node:fs/promises";
import { Rejected } from "../../events/rejected.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { Timers } from "../../shared/ports/timers.ts";
import type { ReceivePorts } from "../../shared/receive-file.ts";
import { type FolderWatchers, folderWatchers } from "./folder-watchers.ts";
import { isWaitingName, type Sighting, waitMs } from "./inbox-file.ts";
import { absoluteOf, childOf, nameOf, type RawPath } from "./raw-path.ts";
import type { RejectedFolder } from "./rejected-folder.ts";
import { FileChanged, generationOf, NotRemoved, takeFile } from "./take-file.ts";

export interface InboxPorts extends ReceivePorts {
  readonly timers: Timers;
  readonly log: Log;
  readonly rejected: Pick<RejectedFolder, "moveIn">;
}

export interface Inbox {
  /** Looks at everything again, for what a watcher has missed. */
  look(): void;
  /** Begins nothing more, and resolves once what is being taken has been. */
  stop(): Promise<void>;
  /** Resolves once nothing is being looked at or taken. Files that wait to be complete do not count. */
  idle(): Promise<void>;
  /** How many files it knows of that it has not taken yet. */
  waiting(): number;
  /** Whether changes are noticed at once, and not only when it looks. */
  watching(): boolean;
}

/** How many files are read at once: enough to share flushes to the disk, few enough to leave it to others. */
const takesMax = 8;
const looksMax = 32;
/** How long after something has happened it looks at everything again: events of a busy folder can get lost. */
const lookAgainMs = 1000;
/** How long a file is left alone that could not be taken for a reason that is not its own. */
const retryMs = 5000;
/** Disks of this machine, by Linux's number of the file system: ext, XFS, btrfs, tmpfs, overlay, ZFS, F2FS. */
const localFileSystems = new Set([0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x2fc12fc1, 0xf2f52010]);

/** What is remembered of one file between two looks. */
interface Entry {
  sighting: Sighting | undefined;
  appeared: boolean;
  written: boolean;
  /** No sooner than this is it tried again. */
  notBefore: number;
  cancelLook: (() => void) | undefined;
}

/**
 * Watches a folder and the folders in it, takes what is there already, and takes each file in as soon as it is complete
 * (INTERFACE section 1).
 * @param account whose books they are, at that moment
 */
export async function openInbox(folder: string, account: () => Promise<string>, ports: InboxPorts): Promise<Inbox> {
  await mkdir(folder, { recursive: true });
  const root = await realpath(folder);
  const local = process.platform === "linux" && localFileSystems.has((await statfs(root)).type);
  const inbox = inboxAt(root, local, account, ports);
  inbox.look();
  return inbox;
}

function inboxAt(root: string, local: boolean, account: () => Promise<string>, ports: InboxPorts): Inbox {
  const entries = new Map<RawPath, Entry>();
  const toLook = new Set<RawPath>();
  const looking = new Set<RawPath>();
  const toTake = new Map<RawPath, string>();
  const taking = new Set<RawPath>();
  /** Generations that are ours already, but would not leave the inbox. */
  const taken = new Map<RawPath, string>();
  /** What was last said about a file, so that it is said once. */
  const warned = new Map<RawPath, string>();
  let stopped = false;
  let cancelLookAgain: (() => void) | undefined;
  let onIdle: (() => void)[] = [];

  const now = () => ports.clock.now().getTime();

  // A file's name may be a title, so it is not logged: the file lies in the inbox for its owner to see.
  const warnOnce = (event: string, path: RawPath, reason: string) => {
    if (warned.get(path) === `${event} ${reason}`) return;
    warned.set(path, `${event} ${reason}`);
    ports.log.warn(event, { reason });
  };

  const entryOf = (path: RawPath): Entry => {
    const entry = entries.get(path) ?? {
      sighting: undefined,
      appeared: false,
      written: false,
      notBefore: 0,
      cancelLook: undefined,
    };
    entries.set(path, entry);
    return entry;
  };

  const forget = (path: RawPath) => {
    entries.get(path)?.cancelLook?.();
    entries.delete(path);
    taken.delete(path);
    warned.delete(path);
    watchers.forget(path);
  };

  const lookAt = (path: RawPath) => {
    if (stopped) return;
    toLook.add(path);
    goOn();
  };

  const lookLater = (path: RawPath, delayMs: number) => {
    const entry = entryOf(path);
    entry.cancelLook?.();
    entry.cancelLook = stopped ? undefined : ports.timers.after(delayMs, () => lookAt(path));
  };

  const lookAgainSoon = () => {
    if (stopped) return;
    cancelLookAgain ??= ports.timers.after(lookAgainMs, () => {
      cancelLookAgain = undefined;
      lookAt("");
    });
  };

  /** Starts as much as may be under way at once. */
  const goOn = () => {
    for (const path of toLook) {
      if (looking.size >= looksMax) break;
      if (looking.has(path)) continue;
      toLook.delete(path);
      looking.add(path);
      void inspect(path).finally(() => {
        looking.delete(path);
        goOn();
      });
    }
    for (const [path, generation] of toTake) {
      if (taking.size >= takesMax || stopped) break;
      toTake.delete(path);
      taking.add(path);
      void take(path, generation).finally(() => {
        taking.delete(path);
        lookAgainSoon();
        goOn();
      });
    }
    if (looking.size + taking.size > 0) return;
    const idle = onIdle;
    onIdle = [];
    for (const tell of idle) tell();
  };

  const inspect = async (path: RawPath): Promise<void> => {
    try {
      const found = await lstat(absoluteOf(root, path), { bigint: true });
      if (path !== "" && isWaitingName(nameOf(path))) forget(path);
      else if (found.isDirectory()) await inspectFolder(path, found);
      else if (found.isFile()) inspectFile(path, found);
      else warnOnce("inbox.not-a-file", path, "A link, pipe, socket or device is left where it is.");
    } catch (error) {
      if (isMissing(error)) forget(path);
      else warnOnce("inbox.not-readable", path, reasonOf(error));
      // Somebody has cleared away the inbox itself: there has to be one.
      if (path === "" && isMissing(error)) await mkdir(root, { recursive: true }).catch(() => undefined);
    }
  };

  const inspectFolder = async (path: RawPath, found: BigIntStats): Promise<void> => {
    entries.delete(path);
    // Watched first and read after: what comes in between is seen twice, and not never.
    watchers.watch(path, found.ino);
    for (const name of await readdir(absoluteOf(root, path), { encoding: "buffer" })) lookAt(childOf(path, name));
    if (!watchers.complete()) lookAgainSoon();
  };

  const inspectFile = (path: RawPath, found: BigIntStats): void => {
    const generation = generationOf(found);
    if (taken.get(path) === generation || toTake.has(path) || taking.has(path)) return;
    const entry = entryOf(path);
    const at = now();
    entry.sighting = {
      generation,
      bytes: Number(found.size),
      writtenAt: Number(found.mtimeMs),
      changedAt: Number(found.ctimeMs),
      touchedAfterWriting: found.ctimeNs > found.mtimeNs,
      sameSince: entry.sighting?.generation === generation ? entry.sighting.sameSince : at,
      cameWhole: entry.appeared && !entry.written,
    };
    const delayMs = Math.max(waitMs(entry.sighting, at, { local }), entry.notBefore - at);
    if (delayMs > 0) {
      lookLater(path, delayMs);
    } else {
      entry.cancelLook?.();
      toTake.set(path, generation);
      goOn();
    }
  };

  const take = async (path: RawPath, generation: string): Promise<void> => {
    try {
      const startedAt = now();
      const received = await takeFile(await account(), { root, path, generation }, ports);
      ports.log.info("inbox.taken", { step: "ingest", ...received, durationMs: now() - startedAt });
      forget(path);
    } catch (error) {
      if (error instanceof Rejected) await refuse(path, error);
      else if (isMissing(error)) forget(path);
      else if (error instanceof FileChanged) lookLater(path, 0);
      else if (error instanceof NotRemoved) {
        taken.set(path, generation);
        entries.delete(path);
        warnOnce("inbox.not-removed", path, reasonOf(error.cause));
      } else leaveAlone("inbox.not-taken", path, error);
    }
  };

  const refuse = async (path: RawPath, refusal: Rejected): Promise<void> => {
    try {
      const { code, message } = refusal;
      await ports.rejected.moveIn(absoluteOf(root, path), nameOf(path), { code, message });
      ports.log.warn("inbox.rejected", { code });
      forget(path);
    } catch (error) {
      leaveAlone("inbox.not-moved", path, error);
    }
  };

  const leaveAlone = (event: string, path: RawPath, error: unknown) => {
    warnOnce(event, path, reasonOf(error));
    entryOf(path).notBefore = now() + retryMs;
    lookLater(path, retryMs);
  };

  const watchers: FolderWatchers = folderWatchers(root, {
    appeared: (path) => {
      Object.assign(entryOf(path), { appeared: true, written: false });
      lookAt(path);
      lookAgainSoon();
    },
    written: (path) => {
      entryOf(path).written = true;
      lookAt(path);
    },
    failed: (path, reason) => {
      warnOnce("inbox.not-watched", path, reason);
      lookAgainSoon();
    },
  });

  return {
    look: () => lookAt(""),
    idle: async () => {
      if (looking.size + taking.size + toLook.size + toTake.size > 0)
        await new Promise<void>((resolve) => onIdle.push(resolve));
    },
    stop: async () => {
      stopped = true;
      watchers.close();
      cancelLookAgain?.();
      toLook.clear();
      for (const { cancelLook } of entries.values()) cancelLook?.();
      if (looking.size + taking.size > 0) await new Promise<void>((resolve) => onIdle.push(resolve));
    },
    waiting: () => [...entries.values()].filter(({ sighting }) => sighting !== undefined).length,
    watching: () => watchers.complete(),
  };
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
}

function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;
}

/** The code of what the system says: its message would name the file. */
function reasonOf(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}
