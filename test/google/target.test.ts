import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Firestore } from "@google-cloud/firestore";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { firestoreIndexes } from "../../shared/adapters/google/firestore-indexes.ts";
import { cats, dogs } from "../contract/cats.ts";
import { emptyDatabase } from "./database-for-tests.ts";
import { indexCommands } from "./index-commands.ts";
import { jestParameters } from "./run-on-project.ts";
import { chooseTarget, environmentOf, leftOut, realProject, runMsMax, whyLeaveAlone } from "./target.ts";

const run = "0123456789ab";
const projectId = "my-project";

const targetIn = (database: string) =>
  chooseTarget({ GOOGLE_TEST_PROJECT: projectId, GOOGLE_TEST_DATABASE: database }, run);

function why(settings: Readonly<Record<string, string>>): string {
  const target = chooseTarget(settings, run);
  return target.kind === "refused" ? target.why : target.kind;
}

describe("the suites of Google Cloud", () => {
  it("run on the emulators unless a project is named", () => {
    expect(chooseTarget({}, run)).toEqual({ kind: "emulators" });
    expect(chooseTarget({ FIRESTORE_EMULATOR_HOST: "127.0.0.1:1" }, run)).toEqual({ kind: "emulators" });
    expect(realProject({ GOOGLE_TEST_PROJECT: projectId })).toBeUndefined();
  });

  it("run against the project that is named, in the database for tests, under names of the run's own", () => {
    expect(chooseTarget({ GOOGLE_TEST_PROJECT: projectId }, run)).toEqual({
      kind: "project",
      projectId,
      databaseId: "kcs-tests",
      run,
      prefix: "kcs-tests-0123456789ab",
      bucket: "my-project-kcs-tests-0123456789ab",
    });
    const other = { GOOGLE_TEST_PROJECT: projectId, GOOGLE_TEST_DATABASE: "our-tests" };
    expect(chooseTarget(other, run)).toMatchObject({ kind: "project", databaseId: "our-tests" });
  });

  it("are told where they run by what the runner hands on, whatever project and run that is", () => {
    const id = fc.stringMatching(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
    fc.assert(
      fc.property(id, fc.stringMatching(/^[0-9a-f]{12}$/), (project, name) => {
        const target = chooseTarget({ GOOGLE_TEST_PROJECT: project }, name);
        if (target.kind !== "project") throw new Error(target.kind);
        expect(realProject(environmentOf(target))).toEqual(target);
        // https://cloud.google.com/storage/docs/buckets#naming
        expect(target.bucket).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
        expect(target.bucket).toContain(name);
        expect(target.prefix).toContain(name);
      }),
    );
  });

  it("leave every database alone that is not one for tests by its name, whatever else it is called", () => {
    for (const database of ["(default)", "kcs-documents", "", "-tests", "kcs-tests-2", "Kcs-tests", "kcs-tests/x"]) {
      expect(targetIn(database)).toEqual({
        kind: "refused",
        why: `GOOGLE_TEST_DATABASE is "${database}", and a run empties its database: only one whose name ends in -tests is touched`,
      });
      const handedOn = { GOOGLE_TEST_PROJECT: projectId, GOOGLE_TEST_DATABASE: database, GOOGLE_TEST_RUN: run };
      expect(() => realProject(handedOn)).toThrow("only one whose name ends in -tests");
    }
    fc.assert(
      fc.property(fc.string(), (database) => {
        expect(targetIn(database).kind === "project").toBe(/^[a-z][a-z0-9-]{0,56}-tests$/.test(database));
      }),
    );
  });

  it("refuse settings that contradict each other, each in a sentence", () => {
    expect(why({ GOOGLE_TEST_DATABASE: "kcs-tests" })).toBe(
      "GOOGLE_TEST_DATABASE names a database of no project: set GOOGLE_TEST_PROJECT as well",
    );
    expect(why({ GOOGLE_TEST_PROJECT: "" })).toBe('GOOGLE_TEST_PROJECT is "", which is no project\'s id');
    expect(why({ GOOGLE_TEST_PROJECT: "projects/x" })).toMatch(/no project's id$/);
    for (const host of ["FIRESTORE_EMULATOR_HOST", "PUBSUB_EMULATOR_HOST", "STORAGE_EMULATOR_HOST"]) {
      expect(why({ GOOGLE_TEST_PROJECT: projectId, [host]: "127.0.0.1:1" })).toMatch(new RegExp(`^${host} is set`));
    }
  });

  it("end with the refusal, having asked nobody", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["test/google/run.ts"], {
      env: { ...process.env, GOOGLE_TEST_PROJECT: projectId, GOOGLE_TEST_DATABASE: "(default)" },
      encoding: "utf8",
    });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^refused: GOOGLE_TEST_DATABASE is "\(default\)", and a run empties its database: .*\n$/);
  });

  it("cannot empty another database, even where somebody hands them one", async () => {
    for (const database of [{}, { databaseId: "kcs-documents" }]) {
      const db = new Firestore({ projectId, ...database });
      await expect(emptyDatabase(db)).rejects.toThrow("is no database of the tests: nothing is removed");
      await db.terminate();
    }
  });
});

describe("a database for tests", () => {
  const now = Date.UTC(2026, 2, 1);

  it("is emptied where it is empty, or was left by a run that must have been killed", () => {
    expect(whyLeaveAlone({ collections: [], markedAt: undefined }, now)).toBeUndefined();
    const left = { collections: ["accounts", "ledger", "tests"], markedAt: now - runMsMax };
    expect(whyLeaveAlone(left, now)).toBeUndefined();
  });

  it("is left alone while another run has it, and where somebody else has put something there", () => {
    expect(whyLeaveAlone({ collections: ["tests"], markedAt: now - runMsMax + 1 }, now)).toBe(
      "another run has had it since 2026-02-28T23:00:00.001Z: wait, or remove tests/run if that run was killed",
    );
    expect(whyLeaveAlone({ collections: ["accounts"], markedAt: undefined }, now)).toMatch(/no mark of a run/);
    const strange = { collections: ["accounts", "customers", "tests"], markedAt: now - runMsMax };
    expect(whyLeaveAlone(strange, now)).toBe('it holds "customers", which no suite makes');
  });
});

describe("against a project", () => {
  const suites = ["google", "contract"]
    .flatMap((folder) => readdirSync(join(import.meta.dirname, "..", folder)).map((name) => `test/${folder}/${name}`))
    .filter((name) => name.endsWith(".google.test.ts"));

  it("the contract suites run, one after the other, and whatever else there is is left out by name", () => {
    const [asked, inBand, ...ignored] = jestParameters(["ledger"]);
    // Jest takes whatever word follows a pattern to be ignored for another one: what was asked for comes first.
    expect([asked, inBand]).toEqual(["ledger", "--runInBand"]);
    expect(ignored.filter((each) => !each.startsWith("--testPathIgnorePatterns="))).toEqual([]);
    const patterns = ignored.map((each) => new RegExp(each.slice("--testPathIgnorePatterns=".length)));
    const running = suites.filter((file) => !patterns.some((pattern) => pattern.test(`/anywhere/${file}`)));
    expect(running.toSorted()).toEqual(
      ["blobs", "events", "journal", "ledger", "read-models", "secrets"].map(
        (port) => `test/contract/${port}.google.test.ts`,
      ),
    );
    const files = leftOut.flatMap(({ file }) => (file === undefined ? [] : [file]));
    expect([...files, ...running].toSorted()).toEqual(suites.toSorted());
    expect(leftOut.filter(({ what, why }) => what === "" || why === "")).toEqual([]);
  });

  it("every index that the suites ask for has its command", () => {
    const commands = indexCommands({ projectId, databaseId: "kcs-tests" });
    const { composite } = firestoreIndexes([cats, dogs]);
    expect(commands).toHaveLength(composite.length + 1);
    const flags = "--project=my-project --database=kcs-tests --async --quiet";
    expect(commands.filter((command) => !command.includes(` ${flags} `))).toEqual([]);
    expect(commands).toContain(
      `gcloud firestore indexes composite create ${flags} --collection-group=cats --query-scope=collection ` +
        "--field-config=field-path=terms,array-config=contains --field-config=field-path=by.legs,order=ascending " +
        "--field-config=field-path=by.name,order=descending --field-config=field-path=id,order=descending",
    );
    expect(commands).toContain(
      `gcloud firestore indexes composite create ${flags} --collection-group=dogs --query-scope=collection-group ` +
        "--field-config=field-path=account,order=ascending --field-config=field-path=id,order=ascending",
    );
    expect(commands.at(-1)).toBe(
      `gcloud firestore indexes fields update keptAt ${flags} --collection-group=events ` +
        "--index=order=ascending,query-scope=collection --index=order=descending,query-scope=collection " +
        "--index=order=ascending,query-scope=collection-group",
    );
    expect(new Set(commands).size).toBe(commands.length);
  });
});
