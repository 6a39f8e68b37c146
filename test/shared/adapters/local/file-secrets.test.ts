import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { fileSecrets } from "../../../../shared/adapters/local/file-secrets.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";

describe("a secret in a file", () => {
  it("is for its owner alone, and leaves nothing else beside it", async () => {
    const folder = join(await temporaryFolder(), "secrets");
    await Promise.all(Array.from({ length: 10 }, () => fileSecrets(folder).key("seal")));
    expect(await readdir(folder)).toEqual(["seal.key"]);
    if (process.platform !== "win32") {
      expect((await stat(join(folder, "seal.key"))).mode & 0o777).toBe(0o600);
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    }
  });

  it.each([0, 31, 33])("is refused with %d bytes, rather than made anew", async (bytes) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "delivery.key"), new Uint8Array(bytes));
    await expect(fileSecrets(folder).key("delivery")).rejects.toThrow(`has ${bytes} bytes instead of 32`);
    expect((await stat(join(folder, "delivery.key"))).size).toBe(bytes);
  });

  it("is not taken from what a crash in the middle of making it has left", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, ".delivery.key.0.part"), new Uint8Array(16));
    expect(await fileSecrets(folder).key("delivery")).toHaveLength(32);
  });

  it("is asked for again after trouble with the disk", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "session.key"));
    const secrets = fileSecrets(folder);
    await expect(secrets.key("session")).rejects.toThrow("EISDIR");
    await rm(join(folder, "session.key"), { recursive: true });
    expect(await secrets.key("session")).toHaveLength(32);
  });
});
