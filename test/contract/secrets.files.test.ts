import { fileSecrets } from "../../shared/adapters/local/file-secrets.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { secretsContract } from "./secrets.contract.ts";

secretsContract("fileSecrets", async () => {
  const folder = await temporaryFolder();
  return { open: () => fileSecrets(folder) };
});
