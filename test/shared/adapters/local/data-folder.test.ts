import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "@jest/globals";
import { DataFolderBusy, DataFolderUnusable, openDataFolder } from "../../../../shared/adapters/local/data-folder.ts";
import { fileSecrets } from "../../../../shared/adapters/local/file-secrets.ts";
import { itWhere } from "../../../it-where.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) await end(child, "SIGKILL");
});

/** Another process that tries to take the folder, and the line it has said about that. */
async function another(path: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "hold-data-folder.ts"), path], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  const [said] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, said };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

describe("a data folder", () => {
  it("has a place for everything, and keeps keys from other people", async () => {
    const path = join(await temporaryFolder(), "deep", "data");
    const folder = await openDataFolder(path);
    expect(folder.path).toBe(path);
    for (const each of ["inbox", "rejected", "outbox", "blobs", "secrets"] as const) {
      expect(folder[each]).toBe(join(path, each));
      expect((await stat(folder[each])).isDirectory()).toBe(true);
    }
    expect(folder.database).toBe(join(path, "server.db"));
    if (process.platform !== "win32") {
      expect((await stat(folder.secrets)).mode & 0o777).toBe(0o700);
      expect((await stat(path)).mode & 0o777).toBe(0o700);
    }
    await folder.close();
  });

  it("leaves what lies in it as it is", async () => {
    const path = await temporaryFolder();
    await mkdir(join(path, "inbox"));
    await writeFile(join(path, "inbox", "book.epub"), "a book");
    await (await openDataFolder(path)).close();
    await (await openDataFolder(path)).close();
    expect(await readFile(join(path, "inbox", "book.epub"), "utf8")).toBe("a book");
  });

  it("is refused a second time in the same process, and free again once it is closed", async () => {
    const path = await temporaryFolder();
    const folder = await openDataFolder(path);
    await expect(openDataFolder(path)).rejects.toThrow(DataFolderBusy);
    await expect(openDataFolder(path)).rejects.toThrow(`process ${process.pid}`);
    await folder.close();
    await folder.close();
    await (await openDataFolder(path)).close();
  });

  it("goes to one of many that want it at once", async () => {
    const path = await temporaryFolder();
    const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => openDataFolder(path)));
    const opened = attempts.filter((attempt) => attempt.status === "fulfilled");
    expect(opened).toHaveLength(1);
    for (const { value } of opened) await value.close();
  });

  it("is refused to another process, by a sentence that names the one which has it", async () => {
    const path = await temporaryFolder();
    const folder = await openDataFolder(path);
    const { said } = await another(path);
    expect(JSON.parse(said)).toEqual({
      code: "data-folder/busy",
      message: `DataFolderBusy: The data folder ${path} is in use by process ${process.pid}. Stop that one first, or set DATA_DIR to another folder.`,
    });
    await folder.close();
    expect((await another(path)).said).toBe("held");
  });

  it("stays this process's after this process itself was refused it", async () => {
    const path = await temporaryFolder();
    const folder = await openDataFolder(path);
    await expect(openDataFolder(path)).rejects.toThrow(DataFolderBusy);
    expect((await another(path)).said).toContain("data-folder/busy");
    await folder.close();
  });

  it("is free at once when the process that had it is killed", async () => {
    const path = await temporaryFolder();
    for (let round = 0; round < 3; round += 1) {
      const { child, said } = await another(path);
      expect(said).toBe("held");
      await expect(openDataFolder(path)).rejects.toThrow(`process ${child.pid}`);
      await end(child, "SIGKILL");
      const folder = await openDataFolder(path);
      expect(await readFile(join(path, "lock.holder"), "utf8")).toBe(`${process.pid} ${hostname()}\n`);
      await folder.close();
    }
  });

  it("is the same folder by whatever name", async () => {
    const path = await temporaryFolder();
    const other = join(await temporaryFolder(), "link");
    await symlink(path, other);
    const folder = await openDataFolder(path);
    await expect(openDataFolder(other)).rejects.toThrow(DataFolderBusy);
    await folder.close();
  });

  it("does without the number of its holder where that cannot be read", async () => {
    const path = await temporaryFolder();
    const folder = await openDataFolder(path);
    await writeFile(join(path, "lock.holder"), "garbage");
    await expect(openDataFolder(path)).rejects.toThrow("in use by another process");
    await writeFile(join(path, "lock.holder"), "7 elsewhere\n");
    await expect(openDataFolder(path)).rejects.toThrow("in use by process 7 on elsewhere");
    await folder.close();
  });

  it("leaves no word of a holder that has closed it", async () => {
    const path = await temporaryFolder();
    await (await openDataFolder(path)).close();
    expect(await readdir(path)).not.toContain("lock.holder");
  });

  it("is refused with a sentence where there is a file of that name", async () => {
    const path = join(await temporaryFolder(), "data");
    await writeFile(path, "not a folder");
    await expect(openDataFolder(path)).rejects.toThrow(DataFolderUnusable);
    await expect(openDataFolder(path)).rejects.toMatchObject({ code: "data-folder/unusable" });
  });

  const itOnLinux = itWhere(process.platform === "linux", "a folder in which nothing can be made", "no /proc");
  itOnLinux("is refused, and not tried for ever, where nothing can be made", async () => {
    await expect(openDataFolder("/proc/data/of/mine")).rejects.toThrow(DataFolderUnusable);
  });

  it("is made with the folders that it lies in, for its owner alone", async () => {
    const outer = join(await temporaryFolder(), "outer");
    const folder = await openDataFolder(join(outer, "inner", "data"));
    for (const path of [outer, join(outer, "inner"), folder.path]) {
      if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o700);
    }
    await folder.close();
  });

  it("is refused with a sentence where its lock is no lock of ours", async () => {
    const path = await temporaryFolder();
    await writeFile(join(path, "lock.db"), "x".repeat(5000));
    await expect(openDataFolder(path)).rejects.toThrow(DataFolderUnusable);
  });

  it("has its keys from the beginning, and keeps them", async () => {
    const path = await temporaryFolder();
    const folder = await openDataFolder(path);
    const key = await fileSecrets(folder.secrets).key("delivery");
    await writeFile(folder.database, "");
    await folder.close();
    const again = await openDataFolder(path);
    expect(await fileSecrets(again.secrets).key("delivery")).toEqual(key);
    await again.close();
  });

  it.each(["delivery", "seal"])("is refused where its database is left, and its key %s is gone", async (name) => {
    const path = await temporaryFolder();
    const folder = await openDataFolder(path);
    await writeFile(folder.database, "");
    await folder.close();
    await rm(join(folder.secrets, `${name}.key`));
    await expect(openDataFolder(path)).rejects.toThrow(`${name}.key is missing`);
    await expect(openDataFolder(path)).rejects.toThrow(DataFolderUnusable);
  });
});
