/** A project of the operator's, and what in it belongs to one run. */
export interface RealProject {
  readonly kind: "project";
  readonly projectId: string;
  /** Of Firestore: emptied before each test and at the end. */
  readonly databaseId: string;
  /** Twelve hexadecimal digits, of this run alone. */
  readonly run: string;
  /** In front of every topic, subscription and secret that the run makes. */
  readonly prefix: string;
  /** Made for the run. Names of buckets are the whole world's: the project's is in it. */
  readonly bucket: string;
}

/** What the suites run against. A refusal is a sentence for the operator. */
export type Target = { readonly kind: "emulators" } | RealProject | { readonly kind: "refused"; readonly why: string };

type Settings = Readonly<Record<string, string | undefined>>;

/** The database of the tests, unless `GOOGLE_TEST_DATABASE` names another. */
export const testsDatabase = "kcs-tests";

/** https://cloud.google.com/resource-manager/docs/creating-managing-projects */
const projectIdForm = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;
/** Of 4 to 63 letters, digits and hyphens (https://cloud.google.com/firestore/docs/manage-databases), and for tests by its name. */
const databaseForm = /^[a-z][a-z0-9-]{0,56}-tests$/;
const runForm = /^[0-9a-f]{12}$/;
/** With any of these Google's clients would go elsewhere than to the project. */
const elsewhere = ["FIRESTORE_EMULATOR_HOST", "PUBSUB_EMULATOR_HOST", "STORAGE_EMULATOR_HOST"];

/**
 * The emulators, unless `GOOGLE_TEST_PROJECT` names a project.
 * @param run a name for this run: twelve hexadecimal digits
 */
export function chooseTarget(settings: Settings, run: string): Target {
  const { GOOGLE_TEST_PROJECT: projectId, GOOGLE_TEST_DATABASE: databaseId } = settings;
  if (projectId === undefined) {
    if (databaseId === undefined) return { kind: "emulators" };
    return refused("GOOGLE_TEST_DATABASE names a database of no project: set GOOGLE_TEST_PROJECT as well");
  }
  const set = elsewhere.find((name) => settings[name] !== undefined);
  if (set !== undefined) return refused(`${set} is set, so that what is asked would not be the project: unset it`);
  return inProject(projectId, databaseId, run);
}

/**
 * Where a suite is: what `npm run test:google` has handed on to it. `undefined` where that is the emulators.
 * @throws Error where that names a project in which nothing may be emptied
 */
export function realProject(settings: Settings): RealProject | undefined {
  const { GOOGLE_TEST_PROJECT: projectId, GOOGLE_TEST_DATABASE: databaseId, GOOGLE_TEST_RUN: run } = settings;
  if (run === undefined) return undefined;
  const target = inProject(projectId ?? "", databaseId, run);
  if (target.kind !== "project") throw new Error(target.why);
  return target;
}

/** The same, as a suite reads it. */
export function environmentOf({ projectId, databaseId, run }: RealProject): Readonly<Record<string, string>> {
  return { GOOGLE_TEST_PROJECT: projectId, GOOGLE_TEST_DATABASE: databaseId, GOOGLE_TEST_RUN: run };
}

function inProject(projectId: string, databaseId = testsDatabase, run: string) {
  if (!projectIdForm.test(projectId)) return refused(`GOOGLE_TEST_PROJECT is "${projectId}", which is no project's id`);
  if (!isForTests(databaseId)) {
    return refused(
      `GOOGLE_TEST_DATABASE is "${databaseId}", and a run empties its database: only one whose name ends in -tests is touched`,
    );
  }
  if (!runForm.test(run)) return refused(`GOOGLE_TEST_RUN is "${run}", which names no run`);
  const bucket = `${projectId}-kcs-tests-${run}`;
  return { kind: "project", projectId, databaseId, run, prefix: `kcs-tests-${run}`, bucket } as const;
}

/** Whether a database is one of the tests by its name: no other is ever emptied. */
export function isForTests(databaseId: string): boolean {
  return databaseForm.test(databaseId);
}

function refused(why: string) {
  return { kind: "refused", why } as const;
}

/** The collection of the one document that says that a database is in use, or was left, by a run. */
export const markCollection = "tests";
/** What the adapters put beside it: whatever else there is has been put there by somebody else. */
const collectionsOfSuites = new Set(["accounts", "ledger"]);
/** Longer than any run: one that began before has been killed. */
export const runMsMax = 3_600_000;

/** A database as a run finds it. */
export interface FoundDatabase {
  /** At its root. */
  readonly collections: readonly string[];
  /** When the run began that has marked it, in milliseconds since the epoch. */
  readonly markedAt: number | undefined;
}

/** Why a database is not to be emptied although its name says that it may be; `undefined` where it is. */
export function whyLeaveAlone({ collections, markedAt }: FoundDatabase, now: number): string | undefined {
  const held = collections.filter((name) => name !== markCollection);
  const strange = held.find((name) => !collectionsOfSuites.has(name));
  if (strange !== undefined) return `it holds "${strange}", which no suite makes`;
  if (held.length > 0 && markedAt === undefined) return "it holds documents, and no mark of a run that has left them";
  if (markedAt !== undefined && now - markedAt < runMsMax) {
    const since = new Date(markedAt).toISOString();
    return `another run has had it since ${since}: wait, or remove ${markCollection}/run if that run was killed`;
  }
  return undefined;
}

/** Something that does not run against a project. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
  /** Where it is a whole file, its path. */
  readonly file?: string;
}

export const leftOut: readonly LeftOut[] = [
  {
    what: "the pipeline suite",
    why: "its functions run on this machine, where no push reaches them",
    file: "test/google/pipeline.google.test.ts",
  },
  {
    what: "what each trigger delivers",
    why: "it is read from fixtures, with nothing of Google's in it",
    file: "test/google/deliveries.google.test.ts",
  },
  {
    what: "the fields of documents",
    why: "they are the product's models, whose indexes a database for tests lacks",
    file: "test/google/fields.google.test.ts",
  },
  {
    what: "rebuilding read models",
    why: "they are the product's models, whose indexes a database for tests lacks",
    file: "test/google/rebuild.google.test.ts",
  },
  {
    what: "emptying a database and removing what a run has made",
    why: "the run itself does it",
    file: "test/google/real-project.google.test.ts",
  },
  {
    what: "signed uploads",
    why: "signing wants a service account's key, and the suite looks into a stand-in",
    file: "test/contract/uploads.google.test.ts",
  },
  { what: "replaced, wrong and failing secrets", why: "a stand-in alone fails when asked to" },
  { what: "SendGrid", why: "its suite speaks to a stand-in, in npm test: real mail would reach somebody" },
];
