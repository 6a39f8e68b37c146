import { openSqliteDatabase } from "../../../../shared/adapters/local/sqlite-database.ts";

/** A process that commits numbers without an end, many at once, and tells each on a line once it is durable. */
const [path = ""] = process.argv.slice(2);
const database = openSqliteDatabase(path);
await database.commit((connection) => connection.exec("CREATE TABLE numbers (number INTEGER PRIMARY KEY)"));
const insert = database.connection.prepare("INSERT INTO numbers VALUES (?)");
let next = 0;
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (;;) {
      const number = next;
      next += 1;
      await database.commit(() => insert.run(number));
      process.stdout.write(`${number}\n`);
    }
  }),
);
