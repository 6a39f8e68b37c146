import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A stand-in for Secret Manager, of which Google has no emulator. */
export interface SecretsServer {
  /** `host:port` */
  readonly host: string;
  /** How often a version has been read. */
  accesses(): number;
  /** As an operator adds one: `openssl … | gcloud secrets versions add`. */
  add(secret: string, data: Uint8Array): void;
  /** Whether it answers, or is unwell. */
  setWell(isWell: boolean): void;
  close(): Promise<void>;
}

/**
 * Answers what the REST API answers to what we ask (https://cloud.google.com/secret-manager/docs/reference/rest): reading
 * a version by its number or as `latest`, and adding one. Versions are numbered from 1 in the order of their coming. It
 * knows neither permissions, destroyed versions nor quotas, and has every secret that anybody names.
 */
export async function startSecrets(): Promise<SecretsServer> {
  const versions = new Map<string, string[]>();
  let accesses = 0;
  let well = true;

  const versionsOf = (secret: string) => {
    const all = versions.get(secret) ?? [];
    versions.set(secret, all);
    return all;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const { pathname } = new URL(request.url ?? "/", "http://stand-in");
    // What the client does not try again by itself for seconds.
    if (!well) return answer(response, 403, { error: { code: 403, status: "PERMISSION_DENIED", message: "unwell" } });
    const added = /^\/v1\/(projects\/[^/]+\/secrets\/[^/]+):addVersion$/.exec(pathname)?.[1];
    if (request.method === "POST" && added !== undefined) {
      const { payload } = JSON.parse(body) as { payload: { data: string } };
      const number = versionsOf(added).push(payload.data);
      return answer(response, 200, { name: `${added}/versions/${number}`, state: "ENABLED" });
    }
    const [, secret, version] =
      /^\/v1\/(projects\/[^/]+\/secrets\/[^/]+)\/versions\/(\w+):access$/.exec(pathname) ?? [];
    accesses += 1;
    const all = versionsOf(secret ?? "");
    const number = version === "latest" ? all.length : Number(version);
    const data = all[number - 1];
    if (data === undefined) {
      const message = `Secret Version [${pathname}] not found.`;
      return answer(response, 404, { error: { code: 404, status: "NOT_FOUND", message } });
    }
    return answer(response, 200, { name: `${secret}/versions/${number}`, payload: { data } });
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    accesses: () => accesses,
    add: (secret, data) => void versionsOf(secret).push(Buffer.from(data).toString("base64")),
    setWell: (isWell) => {
      well = isWell;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
