import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import { openSqliteDatabase, type SqliteDatabase } from "../../../../shared/adapters/local/sqlite-database.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";

const opened: SqliteDatabase[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

/** A database with a table of words, each of which must be known at the latest when its transaction ends. */
async function openWords(path = ":memory:"): Promise<SqliteDatabase> {
  const database = openSqliteDatabase(path);
  opened.push(database);
  await database.commit((connection) =>
    connection.exec(`
      CREATE TABLE known (word TEXT PRIMARY KEY) STRICT;
      INSERT INTO known VALUES ('a'), ('b'), ('c'), ('d');
      CREATE TABLE words (word TEXT NOT NULL REFERENCES known DEFERRABLE INITIALLY DEFERRED) STRICT;`),
  );
  return database;
}

const add = (word: string) => (connection: DatabaseSync) =>
  Number(connection.prepare("INSERT INTO words VALUES (?)").run(word).lastInsertRowid);

const addLong = (connection: DatabaseSync) =>
  connection.prepare("INSERT INTO known VALUES (printf('%.*c', 100000, 'y'))").run();

function wordsIn({ connection }: SqliteDatabase): readonly string[] {
  return connection
    .prepare("SELECT word FROM words ORDER BY rowid")
    .all()
    .map((row) => String(row["word"]));
}

/** How many pages the write-ahead log holds: each transaction adds at least one. */
function pagesInLog({ connection }: SqliteDatabase): number {
  return Number(connection.prepare("PRAGMA wal_checkpoint(PASSIVE)").get()?.["log"]);
}

describe("a commit", () => {
  it("answers what the work answers, and can be read by others then", async () => {
    const path = join(await temporaryFolder(), "words.db");
    const database = await openWords(path);
    expect(await database.commit(add("a"))).toBe(1);
    const other = new DatabaseSync(path, { readOnly: true });
    expect(other.prepare("SELECT word FROM words").all()).toEqual([{ word: "a" }]);
    other.close();
  });

  it("flushes every commit to the disk", async () => {
    const { connection } = await openWords(join(await temporaryFolder(), "words.db"));
    const setting = (name: string) => Object.values(connection.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect(setting("journal_mode")).toBe("wal");
    expect(setting("synchronous")).toBe(2);
    expect(setting("fullfsync")).toBe(1);
    expect(setting("checkpoint_fullfsync")).toBe(1);
  });

  it("does the works in the order in which they were asked for, in one transaction", async () => {
    const database = await openWords(join(await temporaryFolder(), "words.db"));
    const before = pagesInLog(database);
    const asked = Array.from({ length: 200 }, (_, number) => "abcd".charAt(number % 4));
    await Promise.all(asked.map((word) => database.commit(add(word))));
    expect(wordsIn(database)).toEqual(asked);
    // Two hundred transactions would be two hundred pages.
    expect(pagesInLog(database) - before).toBeLessThan(20);
  });

  it("waits for works that come a turn of the event loop later, while they keep coming", async () => {
    const database = await openWords(join(await temporaryFolder(), "words.db"));
    const before = pagesInLog(database);
    const commits: Promise<unknown>[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      commits.push(database.commit(add("a")), database.commit(add("b")));
      await nextTurn();
    }
    await Promise.all(commits);
    expect(pagesInLog(database) - before).toBeLessThan(3);
  });

  it("lets the event loop turn between transactions, however much is asked for", async () => {
    const database = await openWords();
    let turns = 0;
    const done = new AbortController();
    const slow = (connection: DatabaseSync) => {
      const until = performance.now() + 10;
      while (performance.now() < until) connection.prepare("SELECT 1").get();
      return turns;
    };
    const counting = (async () => {
      while (!done.signal.aborted) {
        await nextTurn();
        turns += 1;
      }
    })();
    const seen = await Promise.all(Array.from({ length: 12 }, () => database.commit(slow)));
    done.abort();
    await counting;
    expect(new Set(seen).size).toBeGreaterThan(1);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
  });

  it("undoes a work that throws alone, and rejects alone with its error", async () => {
    const database = await openWords();
    const error = new Error("Not this one");
    const results = await Promise.allSettled([
      database.commit(add("a")),
      database.commit((connection) => {
        add("b")(connection);
        throw error;
      }),
      database.commit(add("c")),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({ reason: error });
    expect(wordsIn(database)).toEqual(["a", "c"]);
  });

  it("undoes a work that cannot be done at once", async () => {
    const database = await openWords();
    const patient = database.commit(async (connection) => add("a")(connection));
    await expect(patient).rejects.toThrow("cannot be waited for");
    expect(wordsIn(database)).toEqual([]);
  });

  it("takes works that a work asks for", async () => {
    const database = await openWords();
    let inner: Promise<number> | undefined;
    await database.commit((connection) => {
      add("a")(connection);
      inner = database.commit(add("b"));
    });
    await inner;
    expect(wordsIn(database)).toEqual(["a", "b"]);
  });

  it("writes nothing for a work that writes nothing", async () => {
    const database = await openWords(join(await temporaryFolder(), "words.db"));
    await database.commit(add("a"));
    const before = pagesInLog(database);
    await database.commit((connection) => connection.prepare("SELECT 1").get());
    expect(pagesInLog(database)).toBe(before);
  });
});

describe("a commit that goes wrong", () => {
  it("rejects every work of the transaction, leaves nothing of it, and lets the next one through", async () => {
    const database = await openWords();
    const results = await Promise.allSettled(["a", "unknown", "b"].map((word) => database.commit(add(word))));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    for (const result of results)
      expect(result).toMatchObject({ reason: { message: "FOREIGN KEY constraint failed" } });
    expect(wordsIn(database)).toEqual([]);
    await database.commit(add("c"));
    expect(wordsIn(database)).toEqual(["c"]);
  });

  it("rejects every work when the transaction is lost in the middle, with the reason", async () => {
    const database = await openWords();
    const results = await Promise.allSettled([
      database.commit(add("a")),
      database.commit((connection) => {
        connection.exec("ROLLBACK");
        throw new Error("The disk has said no");
      }),
      database.commit(add("b")),
    ]);
    expect(results.slice(0, 2)).toMatchObject(
      Array.from({ length: 2 }, () => ({ status: "rejected", reason: { message: "The disk has said no" } })),
    );
    expect(results[2]).toMatchObject({ status: "fulfilled" });
    expect(wordsIn(database)).toEqual(["b"]);
  });

  it("says that the disk is full, and goes on once it is not", async () => {
    const database = await openWords();
    const pages = Number(database.connection.prepare("PRAGMA page_count").get()?.["page_count"]);
    database.connection.exec(`PRAGMA max_page_count=${pages}`);
    await expect(database.commit(addLong)).rejects.toThrow("full");
    expect(database.connection.isTransaction).toBe(false);
    database.connection.exec("PRAGMA max_page_count=100000");
    await database.commit(addLong);
    await database.commit(add("a"));
    expect(wordsIn(database)).toEqual(["a"]);
  });

  it("rejects every work at once while somebody else writes, and goes on afterwards", async () => {
    const path = join(await temporaryFolder(), "words.db");
    const database = await openWords(path);
    database.connection.exec("PRAGMA busy_timeout=0");
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const results = await Promise.allSettled(["a", "b"].map((word) => database.commit(add(word))));
    expect(results).toMatchObject(
      Array.from({ length: 2 }, () => ({ status: "rejected", reason: { message: "database is locked" } })),
    );
    other.close();
    await database.commit(add("c"));
    expect(wordsIn(database)).toEqual(["c"]);
  });
});

describe("a database", () => {
  it("finishes what has been asked for before it closes, and takes nothing more", async () => {
    const path = join(await temporaryFolder(), "words.db");
    const database = await openWords(path);
    let late: Promise<number> | undefined;
    const first = (async () => {
      await database.commit(add("a"));
      late = database.commit(add("b"));
    })();
    const closed = database.close();
    expect(database.close()).toBe(closed);
    await closed;
    await first;
    await late;
    await expect(database.commit(add("c"))).rejects.toThrow("closed");
    const again = openSqliteDatabase(path);
    expect(wordsIn(again)).toEqual(["a", "b"]);
    await again.close();
  });

  it("keeps everything that it has said is durable when its process is killed", async () => {
    const path = join(await temporaryFolder(), "numbers.db");
    const child = spawn(process.execPath, [join(import.meta.dirname, "commit-and-tell.ts"), path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    const told: number[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      told.push(Number(line));
      if (told.length === 300) child.kill("SIGKILL");
    }
    await ended;
    const database = openSqliteDatabase(path);
    const kept = new Set(
      database.connection
        .prepare("SELECT number FROM numbers")
        .all()
        .map((row) => row["number"]),
    );
    expect(told.length).toBeGreaterThanOrEqual(300);
    expect(told.filter((number) => !kept.has(number))).toEqual([]);
    await database.close();
  });

  it("is refused with a sentence where the file is something else, or cannot be made", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "words.db");
    await writeFile(path, "not a database".repeat(1000));
    expect(() => openSqliteDatabase(path)).toThrow(`The database ${path} cannot be opened: file is not a database.`);
    expect(() => openSqliteDatabase(join(folder, "nowhere", "words.db"))).toThrow("cannot be opened");
  });
});
