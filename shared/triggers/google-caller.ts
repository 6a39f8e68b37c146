import { createPublicKey, type KeyObject, verify } from "node:crypto";
import * as z from "zod";
import type { Clock } from "../ports/clock.ts";

export interface GoogleCallerSettings {
  /** What the token has to be made for: the address of the function, or the name that the subscription is told. */
  readonly audience: string;
  /** The service accounts that may call: those of the push subscriptions and of the schedule. */
  readonly emails: readonly string[];
  /** Where Google's public keys lie. */
  readonly keysUrl: string;
}

/** Whoever calls has not shown that they may. */
export class CallerRefused extends Error {
  readonly status: 401 | 403;
  constructor(status: 401 | 403, reason: string) {
    super(reason);
    this.name = "CallerRefused";
    this.status = status;
  }
}

export interface Caller {
  /** @throws CallerRefused; Error where Google's keys cannot be had, which is nobody's verdict */
  check(authorization: string | undefined): Promise<void>;
}

/** https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken */
const issuers = ["https://accounts.google.com", "accounts.google.com"];
const clockSkewMs = 60_000;
const tokenCharactersMax = 8192;
const keysTimeoutMs = 5000;
/** Where the answer does not say how long its keys are good for. */
const keysForMsDefault = 60 * 60 * 1000;
const keysForMsMax = 24 * 60 * 60 * 1000;
/** A token that names a key we have not heard of: keys are asked for again, but not for each forger. */
const keysAgainAfterMs = 60_000;

const Header = z.object({ alg: z.literal("RS256"), kid: z.string().min(1) });
const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  iat: z.number(),
  email: z.string(),
  email_verified: z.literal(true),
});
const Keys = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })) });

/**
 * Verifies the OIDC token that Pub/Sub's push and Cloud Scheduler send: signed by Google, made for us, in time, of one of
 * the accounts that may call. Cloud Run checks it as well, where its settings are right; here it is checked whatever they
 * are.
 */
export function googleCaller({ audience, emails, keysUrl }: GoogleCallerSettings, clock: Clock): Caller {
  let known: { readonly keys: ReadonlyMap<string, KeyObject>; readonly at: number; readonly until: number } | undefined;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    const { keys, forMs } = await fetchKeys(keysUrl);
    const at = clock.now().getTime();
    known = { keys, at, until: at + forMs };
  };
  /** Two who need them at once ask once. */
  const renew = (): Promise<void> => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const keyOf = async (kid: string): Promise<KeyObject | undefined> => {
    const now = clock.now().getTime();
    if (known === undefined || now >= known.until) await renew();
    else if (!known.keys.has(kid) && now >= known.at + keysAgainAfterMs) await renew();
    return known?.keys.get(kid);
  };

  return {
    check: async (authorization) => {
      const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? "")?.[1];
      if (token === undefined || token.length > tokenCharactersMax)
        throw new CallerRefused(401, "no token of Google's");
      const [header = "", claims = "", signature = ""] = token.split(".");
      const { kid } = read(Header, header);
      const key = await keyOf(kid);
      if (key === undefined) throw new CallerRefused(401, "signed with a key that is not Google's");
      if (!verify("sha256", Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, "base64url"))) {
        throw new CallerRefused(401, "the signature is wrong");
      }
      const { iss, aud, exp, iat, email } = read(Claims, claims);
      const now = clock.now().getTime();
      if (!issuers.includes(iss)) throw new CallerRefused(401, "not issued by Google");
      if (aud !== audience) throw new CallerRefused(401, "made for somebody else");
      if (exp * 1000 + clockSkewMs <= now) throw new CallerRefused(401, "out of date");
      if (iat * 1000 - clockSkewMs > now) throw new CallerRefused(401, "from the future");
      if (!emails.includes(email)) throw new CallerRefused(403, "of an account that may not call");
    },
  };
}

function read<T>(schema: z.ZodType<T>, part: string): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
  } catch {
    throw new CallerRefused(401, "not a token as Google makes them");
  }
}

async function fetchKeys(
  url: string,
): Promise<{ readonly keys: ReadonlyMap<string, KeyObject>; readonly forMs: number }> {
  // A setting names this address, and no feed or page does: the guarded door to the web is not for it.
  const response = await globalThis.fetch(url, { signal: AbortSignal.timeout(keysTimeoutMs), redirect: "error" });
  if (!response.ok) throw new Error(`Google's keys cannot be had: ${url} answered ${response.status}`);
  const { keys } = Keys.parse(await response.json());
  const seconds = Number(/max-age=(\d+)/.exec(response.headers.get("cache-control") ?? "")?.[1] ?? Number.NaN);
  return {
    keys: new Map(
      keys.filter(({ kty }) => kty === "RSA").map((key) => [key.kid, createPublicKey({ key, format: "jwk" })]),
    ),
    forMs: Number.isNaN(seconds) ? keysForMsDefault : Math.min(seconds * 1000, keysForMsMax),
  };
}
