import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { types } from "node:util";
import { fileSecrets, secretPath } from "./file-secrets.ts";

/** Where everything of one installation lies. It is this process's alone until `close`. */
export interface DataFolder {
  readonly path: string;
  /** Files dropped in here become books; what is refused lies in `rejected`. */
  readonly inbox: string;
  readonly rejected: string;
  /** Mails, where no mail server is set. */
  readonly outbox: string;
  /** Content, by its hash. */
  readonly blobs: string;
  /** Keys, for the owner alone. */
  readonly secrets: string;
  /** The file of the database. */
  readonly database: string;
  /** Lets another process have it. Comes last, when everything in it is closed. */
  close(): Promise<void>;
}

/** Two processes would take each other's books. */
export class DataFolderBusy extends Error {
  readonly code = "data-folder/busy";
  constructor(path: string, holder: string) {
    super(`The data folder ${path} is in use by ${holder}. Stop that one first, or set DATA_DIR to another folder.`);
    this.name = "DataFolderBusy";
  }
}

/** The folder cannot be made, written to or locked. */
export class DataFolderUnusable extends Error {
  readonly code = "data-folder/unusable";
  constructor(path: string, cause: unknown) {
    super(`The data folder ${path} cannot be used: ${types.isNativeError(cause) ? cause.message : String(cause)}.`, {
      cause,
    });
    this.name = "DataFolderUnusable";
  }
}

/** SQLite's own code for "somebody else has it" (https://sqlite.org/rescode.html#busy). */
const sqliteBusy = 5;

/**
 * Makes the folder what it has to be, and takes it for this process. Several may try at once: one gets it.
 * @throws DataFolderBusy while another process, or this one, has it.
 * @throws DataFolderUnusable
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const root = resolve(path);
  const folder = (name: string) => join(root, name);
  const holderPath = folder("lock.holder");
  const folders = {
    inbox: folder("inbox"),
    rejected: folder("rejected"),
    outbox: folder("outbox"),
    blobs: folder("blobs"),
    secrets: folder("secrets"),
  };
  const database = folder("server.db");
  let lock: DatabaseSync | undefined;
  try {
    await makeFolder(root);
    lock = takeLock(folder("lock.db"));
    if (lock === undefined) throw new DataFolderBusy(root, await holderIn(holderPath));
    await writeHolder(holderPath);
    const { secrets, ...shared } = folders;
    await mkdir(secrets, { recursive: true, mode: 0o700 });
    for (const each of Object.values(shared)) await mkdir(each, { recursive: true });
    await makeKeys(secrets, database);
  } catch (error) {
    lock?.close();
    throw error instanceof DataFolderBusy ? error : new DataFolderUnusable(root, error);
  }
  const held = lock;
  let closing: Promise<void> | undefined;
  return {
    path: root,
    ...folders,
    database,
    close: () => {
      closing ??= rm(holderPath, { force: true }).finally(() => held.close());
      return closing;
    },
  };
}

/**
 * Makes a folder and those that it lies in. Node's own way to do that tries for ever, with one core, where nothing can
 * be made in a folder that is there, as in /proc.
 */
async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  if (found !== undefined) throw new Error(`${path} is a file, and no folder`);
  await makeFolder(dirname(path));
  try {
    // Titles and drafts are nobody else's business; who wants to share the inbox can make the folder first.
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    // Somebody has made it in the same moment.
    if ((await stat(path).catch(() => undefined))?.isDirectory() !== true) throw error;
  }
}

/**
 * Makes the keys before there is a database. Where there is one already and a key is missing, a copy was put back in
 * part: a new `delivery` key would send everything a second time, a new `seal` key would lose every address.
 */
async function makeKeys(folder: string, database: string): Promise<void> {
  const secrets = fileSecrets(folder);
  for (const name of ["delivery", "seal"] as const) {
    const path = secretPath(folder, name);
    if (existsSync(database) && !existsSync(path)) {
      throw new Error(`${path} is missing, and what was sent cannot be known without it: put it back from your copy`);
    }
    await secrets.key(name);
  }
}

/**
 * A lock that the kernel holds for the process, so that none is ever left behind: the exclusive transaction of an empty
 * database. It lasts as long as nothing else in this process opens and closes the file by its name, since that would
 * end it (https://sqlite.org/howtocorrupt.html section 2.2).
 */
function takeLock(path: string): DatabaseSync | undefined {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE;");
    return lock;
  } catch (error) {
    lock.close();
    if (types.isNativeError(error) && "errcode" in error && error.errcode === sqliteBusy) return undefined;
    throw error;
  }
}

/** For the message of whoever comes second: the lock itself says nothing about its holder. */
async function writeHolder(path: string): Promise<void> {
  const aside = `${path}.part`;
  await writeFile(aside, `${process.pid} ${hostname()}\n`);
  await rename(aside, path);
}

async function holderIn(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch(() => "");
  const [, pid, host] = /^(\d+) (\S+)\n$/.exec(text) ?? [];
  if (pid === undefined || host === undefined) return "another process";
  // In containers two processes can have the same number, and the same folder.
  return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
}
