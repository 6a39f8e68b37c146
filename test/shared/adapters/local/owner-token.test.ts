import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { ownerToken } from "../../../../shared/adapters/local/owner-token.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";

describe("the owner's token", () => {
  it("is made at the first start, for the owner alone, and is the same ever after", async () => {
    const folder = await temporaryFolder();
    const token = await ownerToken(folder);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await ownerToken(folder)).toBe(token);
    expect((await readFile(join(folder, "token"), "utf8")).trim()).toBe(token);
    if (process.platform !== "win32") expect((await stat(join(folder, "token"))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["token"]);
  });

  it("is the same for all who start at once", async () => {
    const folder = await temporaryFolder();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => ownerToken(folder)));
    expect(new Set(tokens).size).toBe(1);
    expect(await readdir(folder)).toEqual(["token"]);
  });

  it("differs between installations", async () => {
    expect(await ownerToken(await temporaryFolder())).not.toBe(await ownerToken(await temporaryFolder()));
  });

  it("comes from the settings where it is set there, and is not written down then", async () => {
    const folder = await temporaryFolder();
    const token = "from-the-settings-0123456789-abcdef!";
    expect(await ownerToken(folder, token)).toBe(token);
    expect(await readdir(folder)).toEqual([]);
  });

  it("is closed to others where it was written for all to read", async () => {
    if (process.platform === "win32") return;
    const path = join(await temporaryFolder(), "token");
    await writeFile(path, "a1".repeat(16), { mode: 0o644 });
    await ownerToken(dirname(path));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("may be written by hand, with a line's end", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "token"), `${"a1".repeat(16)}\r\n`);
    expect(await ownerToken(folder)).toBe("a1".repeat(16));
  });

  it.each([
    ["empty", ""],
    ["short", "x".repeat(31)],
    ["blank", " ".repeat(40)],
    ["broken into words", `${"x".repeat(20)} ${"y".repeat(20)}`],
    ["beyond ASCII", "é".repeat(40)],
  ])("is refused where it is %s", async (_, token) => {
    const folder = await temporaryFolder();
    await expect(ownerToken(folder, token)).rejects.toThrow("API_TOKEN has");
    await writeFile(join(folder, "token"), token);
    await expect(ownerToken(folder)).rejects.toThrow(join(folder, "token"));
  });
});
