import { randomUUID } from "node:crypto";
import { link, open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** File systems that know no second name for a file say so in many ways (FAT, some network and container volumes). */
const withoutLinks: ReadonlySet<unknown> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"]);

/**
 * Answers what the file holds, and makes it of `content` first where there is none. Of several who make it at once, in
 * however many processes, one wins and all get what the winner wrote. It is there whole or not at all, for its owner
 * alone (mode 600), and durable when the promise resolves.
 */
export async function makeFileOnce(path: string, content: () => Uint8Array): Promise<Uint8Array> {
  return (await contentOf(path)) ?? (await make(path, content()));
}

async function make(path: string, content: Uint8Array): Promise<Uint8Array> {
  const aside = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  try {
    const file = await open(aside, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await settle(aside, path);
    await flushFolder(dirname(path));
  } finally {
    await rm(aside, { force: true });
  }
  const made = await contentOf(path);
  if (made === undefined) throw new Error(`${path} was made, and is gone again`);
  return made;
}

/** Gives the file its name, unless somebody has taken that meanwhile. */
async function settle(aside: string, path: string): Promise<void> {
  try {
    await link(aside, path);
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return;
    if (!withoutLinks.has(code)) throw error;
    await rename(aside, path);
  }
}

async function contentOf(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** The name of a new file is part of its folder. Windows flushes it with the file, and cannot open a folder. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** By its looks: an error that comes from another realm is no `instanceof Error` here. */
function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
