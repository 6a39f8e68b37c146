import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { folderMail } from "../../shared/adapters/local/folder-mail.ts";
import { mailContract } from "./mail.contract.ts";

mailContract("folderMail", async (folder) => {
  const outbox = join(folder, "outbox");
  return {
    mail: folderMail(outbox),
    canBeAsked: true,
    accepted: async () => {
      const names = await readdir(outbox).catch(() => []);
      return await Promise.all(names.map((name) => readFile(join(outbox, name))));
    },
    close: async () => {},
  };
});
