import { randomBytes } from "node:crypto";
import type { Clock } from "../../ports/clock.ts";
import type { Secrets } from "../../ports/secrets.ts";
import { lazily } from "./lazily.ts";

export interface SecretManagerSettings {
  readonly projectId: string;
  /** In front of every secret's name: `kcs` makes `kcs-delivery`. */
  readonly prefix: string;
  /** `host:port` of a stand-in; Secret Manager itself where it is absent. */
  readonly host?: string | undefined;
}

export interface SecretManagerSecrets extends Secrets {
  /**
   * The newest version of a secret that its owner may replace, as text: another provider's key. Asked again once it is
   * `valueForMs` old, so that a replaced one is used soon; while Secret Manager cannot be asked, the one before is used.
   */
  current(name: string): Promise<string>;
}

const keyBytes = 32;
/** How long a replaced secret may still be used: its owner leaves the old one valid for that long. */
export const valueForMs = 5 * 60 * 1000;
const requestTimeoutMs = 10_000;
/** gRPC's code (https://grpc.github.io/grpc/core/md_doc_statuscodes.html). */
const notFound = 5;

/**
 * Keys of this installation are **version 1** of their secrets, for ever: whoever asks first puts a version there, of
 * several who do so at once Secret Manager numbers exactly one as the first, and all read that one. Later versions are
 * not looked at: another `delivery` key would send everything a second time, another `seal` lose every address. The
 * secrets themselves are made by Terraform, with the right to add a version for those who may ask first.
 */
export function secretManagerSecrets(settings: SecretManagerSettings, clock: Clock): SecretManagerSecrets {
  const connect = lazily(async () => {
    const { SecretManagerServiceClient } = await import("@google-cloud/secret-manager");
    return new SecretManagerServiceClient({ projectId: settings.projectId, ...optionsFor(settings.host) });
  });
  const secretOf = (name: string) => `projects/${settings.projectId}/secrets/${settings.prefix}-${name}`;

  const access = async (name: string, version: string): Promise<Buffer | undefined> => {
    try {
      const path = `${secretOf(name)}/versions/${version}`;
      const [answer] = await (await connect()).accessSecretVersion({ name: path }, { timeout: requestTimeoutMs });
      const data = answer.payload?.data ?? "";
      return typeof data === "string" ? Buffer.from(data, "base64") : Buffer.from(data);
    } catch (error) {
      if (codeOf(error) === notFound) return undefined;
      throw error;
    }
  };

  const firstVersion = async (name: string): Promise<Buffer> => {
    const there = await access(name, "1");
    if (there !== undefined) return there;
    const payload = { data: randomBytes(keyBytes) };
    await (await connect()).addSecretVersion({ parent: secretOf(name), payload }, { timeout: requestTimeoutMs });
    const made = await access(name, "1");
    if (made === undefined) throw new Error(`${secretOf(name)} has no version 1: it has been removed.`);
    return made;
  };

  const keys = new Map<string, () => Promise<Uint8Array>>();
  const values = new Map<string, { readonly text: Promise<string>; readonly until: number }>();
  return {
    key: (name) => {
      const key =
        keys.get(name) ??
        lazily(async () => {
          const bytes = await firstVersion(name);
          if (bytes.length === keyBytes) return Uint8Array.from(bytes);
          throw new Error(`Version 1 of ${secretOf(name)} has ${bytes.length} bytes instead of ${keyBytes}.`);
        });
      keys.set(name, key);
      return key();
    },
    current: (name) => {
      const now = clock.now().getTime();
      const known = values.get(name);
      if (known !== undefined && now < known.until) return known.text;
      const text = newest(name).catch(async (error: unknown) => {
        // It is asked again at the next use.
        values.delete(name);
        if (known === undefined) throw error;
        return await known.text;
      });
      values.set(name, { text, until: now + valueForMs });
      return text;
    },
  };

  async function newest(name: string): Promise<string> {
    const bytes = await access(name, "latest");
    if (bytes === undefined) throw new Error(`${secretOf(name)} has no version: add one.`);
    return bytes.toString("utf8").trim();
  }
}

/** Over plain requests rather than gRPC: one answer is all that most instances ever need. */
function optionsFor(host: string | undefined) {
  if (host === undefined) return { fallback: true };
  const { hostname, port } = new URL(`http://${host}`);
  return { fallback: true, protocol: "http", apiEndpoint: hostname, port: Number(port) };
}

function codeOf(error: unknown): number {
  return typeof error === "object" && error !== null && "code" in error ? Number(error.code) : Number.NaN;
}
