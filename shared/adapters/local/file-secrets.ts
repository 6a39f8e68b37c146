import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Secrets } from "../../ports/secrets.ts";
import { makeFileOnce } from "./make-file-once.ts";

const keyBytes = 32;

/**
 * Each key in a file of its own, `<folder>/<name>.key`. They are the one thing in a data folder that cannot be made
 * again: without `delivery` nobody knows what was sent, without `seal` nobody knows the devices' addresses.
 */
export function fileSecrets(folder: string): Secrets {
  const keys = new Map<string, Promise<Uint8Array>>();
  return {
    key: (name) => {
      const key = keys.get(name) ?? readKey(folder, name);
      keys.set(name, key);
      // Whatever went wrong may be better the next time.
      key.catch(() => keys.delete(name));
      return key;
    },
  };
}

export function secretPath(folder: string, name: string): string {
  return join(folder, `${name}.key`);
}

/** @throws Error when the file has been changed: another key would silently deliver everything a second time. */
async function readKey(folder: string, name: string): Promise<Uint8Array> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = secretPath(folder, name);
  const key = await makeFileOnce(path, () => randomBytes(keyBytes));
  if (key.length !== keyBytes) {
    throw new Error(
      `${path} has ${key.length} bytes instead of ${keyBytes}: put it back from a copy of the data folder.`,
    );
  }
  return key;
}
