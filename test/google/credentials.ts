import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";

const keyBits = 2048;

/** The address of the service account that the tests sign as. */
export const testAccount = "tests@kcs-tests.iam.gserviceaccount.com";

/** Writes a service account's key that no account has: Google's clients sign with it, and nobody checks that here. */
export async function writeCredentials(path: string): Promise<void> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: keyBits });
  const credentials = {
    type: "service_account",
    project_id: "kcs-tests",
    private_key_id: "tests",
    private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
    client_email: testAccount,
    client_id: "1",
  };
  await writeFile(path, JSON.stringify(credentials), { mode: 0o600 });
}
