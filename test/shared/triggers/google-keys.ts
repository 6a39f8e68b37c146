import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A stand-in for whoever signs Google's tokens, with the address of its public keys. */
export interface GoogleKeys {
  readonly url: string;
  /** How often its keys have been asked for. */
  asked(): number;
  /** From now on another key signs, and the one before is gone. */
  rotate(): void;
  setWell(isWell: boolean): void;
  token(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): string;
  close(): Promise<void>;
}

const keyBits = 2048;
const maxAgeSeconds = 3600;

/** Serves keys as https://www.googleapis.com/oauth2/v3/certs does, and signs tokens with them. */
export async function startGoogleKeys(): Promise<GoogleKeys> {
  let asked = 0;
  let well = true;
  let number = 0;
  let pair = newPair();

  const server = createServer((_request, response) => {
    asked += 1;
    if (!well) return response.writeHead(503).end();
    const jwk = pair.publicKey.export({ format: "jwk" });
    const keys = [
      { ...jwk, kid: `key-${number}`, alg: "RS256", use: "sig" },
      { kid: "elliptic", kty: "EC" },
    ];
    return response
      .writeHead(200, {
        "content-type": "application/json; charset=UTF-8",
        "cache-control": `public, max-age=${maxAgeSeconds}, must-revalidate, no-transform`,
      })
      .end(JSON.stringify({ keys }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth2/v3/certs`,
    asked: () => asked,
    rotate: () => {
      number += 1;
      pair = newPair();
    },
    setWell: (isWell) => {
      well = isWell;
    },
    token: (claims, header = {}) =>
      signed({ alg: "RS256", typ: "JWT", kid: `key-${number}`, ...header }, claims, pair.privateKey),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function newPair() {
  return generateKeyPairSync("rsa", { modulusLength: keyBits });
}

function signed(header: unknown, claims: unknown, key: KeyObject): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}
