import { DatabaseSync } from "node:sqlite";

/**
 * The one SQLite file of an installation, and the only connection to it. WAL with `synchronous=FULL`: what has been
 * committed survives a power cut.
 */
export interface SqliteDatabase {
  /** For reading, and for preparing statements. Nothing is written outside `commit`. */
  readonly connection: DatabaseSync;
  /**
   * Runs `work` inside a transaction and resolves with its answer once that is on the disk. Works that are asked for in
   * one turn of the event loop share a transaction and so a flush to the disk (group commit); each has its savepoint,
   * so that one which throws is undone alone and rejects alone. `work` is synchronous and touches nothing but the
   * connection.
   */
  commit<T>(work: (connection: DatabaseSync) => T): Promise<T>;
  /** Finishes what has been asked for, then closes the file. */
  close(): Promise<void>;
}

interface Pending {
  work(connection: DatabaseSync): unknown;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/** @param path of the file, or `:memory:`. */
export function openSqliteDatabase(path: string): SqliteDatabase {
  const connection = new DatabaseSync(path);
  connection.exec(
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON;",
  );
  let pending: Pending[] = [];
  let flushed: Promise<void> | undefined;

  const flush = () => {
    const batch = pending;
    pending = [];
    flushed = undefined;
    const settle: (() => void)[] = [];
    try {
      connection.exec("BEGIN IMMEDIATE");
      for (const { work, resolve, reject } of batch) {
        connection.exec("SAVEPOINT work");
        try {
          const answer = work(connection);
          connection.exec("RELEASE work");
          settle.push(() => resolve(answer));
        } catch (error) {
          connection.exec("ROLLBACK TO work; RELEASE work");
          settle.push(() => reject(error));
        }
      }
      connection.exec("COMMIT");
    } catch (error) {
      // The disk is full or broken: nobody's work is on it, and everybody is told.
      if (connection.isTransaction) connection.exec("ROLLBACK");
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const tell of settle) tell();
  };

  return {
    connection,
    commit: <T>(work: (connection: DatabaseSync) => T) =>
      new Promise<T>((resolve, reject) => {
        pending.push({ work, resolve: resolve as (value: unknown) => void, reject });
        flushed ??= new Promise((done) => {
          setImmediate(() => {
            flush();
            done();
          });
        });
      }),
    close: async () => {
      while (flushed !== undefined) await flushed;
      connection.close();
    },
  };
}
