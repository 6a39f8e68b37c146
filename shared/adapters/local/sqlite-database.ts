import { DatabaseSync } from "node:sqlite";
import { types } from "node:util";

/**
 * The one SQLite file of an installation, and the only connection to it. WAL with `synchronous=FULL`: what has been
 * committed survives a power cut.
 *
 * Nothing else of this process may open the file by its name, not even to copy it: closing it again would drop the
 * locks that the connection holds (https://sqlite.org/howtocorrupt.html section 2.2).
 */
export interface SqliteDatabase {
  /** For reading, and for preparing statements. Nothing is written outside `commit`. */
  readonly connection: DatabaseSync;
  /**
   * Runs `work` inside a transaction and resolves with its answer once that is on the disk. Works that are asked for
   * together share a transaction and so a flush to the disk (group commit), in the order in which they were asked for;
   * each has its savepoint, so that one which throws is undone alone and rejects alone. `work` is synchronous, touches
   * nothing but the connection, and may write nothing, which costs nothing.
   *
   * Where the disk fails (full, broken) every work of the transaction rejects, and none of it can be read. It is as good
   * as undone, but for one case: if the machine dies before anything else is committed, what had reached the disk may
   * be there after all. Whoever must know looks again.
   */
  commit<T>(work: (connection: DatabaseSync) => T): Promise<T>;
  /**
   * Writes the file anew, once what has been asked for until now is done, and empties the log beside it: of what was deleted
   * nothing can be read any more, by whatever means. Everything else waits meanwhile.
   */
  compact(): Promise<void>;
  /** Finishes what has been asked for, then closes the file. From then on `commit` rejects. */
  close(): Promise<void>;
}

/** One caller of `commit`. */
interface Asked {
  /** Does the work, and answers how to tell its caller of the success. */
  work(): () => void;
  fail(error: unknown): void;
}

/** How long works may share one transaction before it is committed, in milliseconds: nothing else runs meanwhile. */
const transactionMsMax = 25;
/** For how many turns of the event loop a transaction waits for more works while each turn brings some. */
const gatheringTurnsMax = 16;
/**
 * After a flush nothing is flushed for as long as that took, and at most for so many milliseconds: everything else gets
 * its turn, and the next flush has more to carry. Without this a slow disk would be all that the server waits for.
 */
const restMsMax = 10;
/** A flush that was quicker than that is not worth waiting for company. */
const restAfterMs = 1;
/** How long to wait for a lock that somebody looking at the file from outside holds, in milliseconds. */
const lockTimeoutMs = 5000;
/** What is left of the write-ahead log on the disk after a burst, in bytes. */
const logBytesMax = 64 * 1024 * 1024;

/**
 * @param path of the file, or `:memory:`.
 * @throws Error with a sentence when it is not a database, is damaged, or lies where SQLite cannot work.
 */
export function openSqliteDatabase(path: string): SqliteDatabase {
  const connection = open(path);
  const begin = connection.prepare("BEGIN IMMEDIATE");
  const keep = connection.prepare("COMMIT");
  const mark = connection.prepare("SAVEPOINT work");
  const release = connection.prepare("RELEASE work");
  const undo = connection.prepare("ROLLBACK TO work");
  let asked: Asked[] = [];
  let flushing: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  let restUntil = 0;

  /** Commits what was asked for, from the first on, and answers what there was no time for. */
  const flush = (batch: readonly Asked[]): Asked[] => {
    const startedAt = performance.now();
    const tell: (() => void)[] = [];
    let done = 0;
    try {
      begin.run();
      do {
        const one = batch[done];
        if (one === undefined) break;
        done += 1;
        mark.run();
        try {
          tell.push(one.work());
        } catch (error) {
          // Some errors of the disk end the whole transaction at once.
          if (!connection.isTransaction) throw error;
          undo.run();
          tell.push(() => one.fail(error));
        }
        release.run();
      } while (performance.now() - startedAt < transactionMsMax);
      keep.run();
    } catch (error) {
      const failure = rolledBack(connection, error);
      // Where it did not even begin, nobody gets further than the first.
      const failed = done === 0 ? batch.length : done;
      for (const one of batch.slice(0, failed)) one.fail(failure);
      return batch.slice(failed);
    }
    for (const each of tell) each();
    return batch.slice(done);
  };

  /** Resolves when everything is settled that is asked for until then. */
  const flushSoon = () =>
    new Promise<void>((resolve) => {
      const turn = (before: number, turns: number) => {
        // Works come in flocks: one flush of the disk for all of them is cheaper than one for each.
        if (asked.length > before && turns < gatheringTurnsMax) {
          const now = asked.length;
          setImmediate(() => turn(now, turns + 1));
          return;
        }
        const restMs = restUntil - performance.now();
        if (restMs > 0) {
          setTimeout(() => turn(asked.length, gatheringTurnsMax), restMs);
          return;
        }
        const batch = asked;
        asked = [];
        const startedAt = performance.now();
        asked = [...flush(batch), ...asked];
        const endedAt = performance.now();
        const tookMs = endedAt - startedAt;
        restUntil = tookMs < restAfterMs ? 0 : endedAt + Math.min(restMsMax, tookMs);
        if (asked.length > 0) {
          setImmediate(() => turn(asked.length, 0));
          return;
        }
        flushing = undefined;
        resolve();
      };
      setImmediate(() => turn(1, 0));
    });

  /** What was asked for may ask for more. */
  const settled = async (): Promise<void> => {
    await flushing;
    if (flushing !== undefined) await settled();
  };

  return {
    connection,
    commit: <T>(work: (connection: DatabaseSync) => T) =>
      new Promise<T>((resolve, reject) => {
        if (!connection.isOpen) {
          reject(new Error("The database is closed"));
          return;
        }
        asked.push({
          work: () => {
            const answer = work(connection);
            if (types.isPromise(answer)) throw new TypeError("What is done in a transaction cannot be waited for");
            return () => resolve(answer);
          },
          fail: reject,
        });
        flushing ??= flushSoon();
      }),
    compact: async () => {
      await settled();
      connection.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
    },
    close: () => {
      closing ??= settled().then(() => connection.close());
      return closing;
    },
  };
}

function open(path: string): DatabaseSync {
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(path);
    connection.exec(`PRAGMA busy_timeout=${lockTimeoutMs}; PRAGMA foreign_keys=ON;`);
    const mode = connection.prepare("PRAGMA journal_mode=WAL").get()?.["journal_mode"];
    if (mode !== "wal" && mode !== "memory")
      throw new Error(`this file system takes no write-ahead log (${String(mode)})`);
    // On macOS a flush reaches the drive's own memory only, unless told otherwise; elsewhere `fullfsync` changes nothing.
    connection.exec(
      `PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA checkpoint_fullfsync=ON; PRAGMA journal_size_limit=${logBytesMax};`,
    );
    return connection;
  } catch (error) {
    connection?.close();
    const reason = types.isNativeError(error) ? error.message : String(error);
    throw new Error(`The database ${path} cannot be opened: ${reason}.`, { cause: error });
  }
}

/** After an error of the disk SQLite may have rolled back by itself. Answers the error to tell of. */
function rolledBack(connection: DatabaseSync, error: unknown): unknown {
  try {
    if (connection.isTransaction) connection.exec("ROLLBACK");
    return error;
  } catch (second) {
    return new AggregateError([error, second], "The transaction failed, and could not be undone");
  }
}
