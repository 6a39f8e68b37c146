import { randomBytes } from "node:crypto";
import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeFileOnce } from "./make-file-once.ts";

export const tokenCharactersMin = 32;
/** What a header carries as it is: visible ASCII. */
const tokenPattern = /^[\x21-\x7e]+$/;

/**
 * The owner's bearer token: from the settings, else the one in `<folder>/token`, which the first start makes of 256
 * random bits.
 * @throws Error with a sentence when it is too short to be a secret, or no header could carry it.
 */
export async function ownerToken(folder: string, fromSettings?: string): Promise<string> {
  if (fromSettings !== undefined) return checked(fromSettings, "API_TOKEN");
  const path = join(folder, "token");
  const content = await makeFileOnce(path, () => Buffer.from(`${randomBytes(32).toString("base64url")}\n`));
  await closeToOthers(path);
  try {
    return checked(Buffer.from(content).toString("utf8").trim(), `The token in ${path}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason} Write a better one there, or remove the file: the next start makes another.`, {
      cause: error,
    });
  }
}

/** Copied or written by hand, it may be anybody's to read. Where that cannot be mended it is as its owner wanted it. */
async function closeToOthers(path: string): Promise<void> {
  if (process.platform === "win32" || ((await stat(path)).mode & 0o077) === 0) return;
  await chmod(path, 0o600).catch(() => undefined);
}

function checked(token: string, what: string): string {
  if (token.length < tokenCharactersMin) throw new Error(`${what} has fewer than ${tokenCharactersMin} characters.`);
  if (!tokenPattern.test(token)) {
    throw new Error(`${what} has spaces or letters beyond ASCII, which an Authorization header cannot carry.`);
  }
  return token;
}
