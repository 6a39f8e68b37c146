import { createHash, timingSafeEqual } from "node:crypto";
import { keyedHash } from "../../shared/seal.ts";

export const sessionCookie = "kcs_session";
const sessionDays = 365;

/** What a request shows to say who sends it. */
export type Credentials =
  | { readonly kind: "none" }
  | { readonly kind: "bearer" | "basic" | "cookie"; readonly value: string };

/** The `Authorization` header decides where there is one: a wrong token is not made good by a cookie. */
export function credentialsOf(headers: Headers): Credentials {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const [, scheme = "", value = ""] = /^(\S+)\s+(\S.*)$/.exec(authorization.trim()) ?? [];
    if (scheme.toLowerCase() === "basic") return { kind: "basic", value: passwordOf(value) };
    return { kind: "bearer", value: scheme.toLowerCase() === "bearer" ? value.trim() : "" };
  }
  const cookie = cookieNamed(sessionCookie, headers.get("cookie") ?? "");
  return cookie === undefined ? { kind: "none" } : { kind: "cookie", value: cookie };
}

/** A cookie's value that only a holder of the key and the token can make: it ends with either of them. */
export function sessionOf(key: Uint8Array, token: string): string {
  return keyedHash(key, "session", token);
}

export function sessionCookieHeader(value: string, options: { secure: boolean }): string {
  const attributes = `HttpOnly; SameSite=Strict; Path=/; Max-Age=${sessionDays * 86_400}`;
  return `${sessionCookie}=${value}; ${attributes}${options.secure ? "; Secure" : ""}`;
}

/** In a time that does not depend on where they differ, nor on how long the given one is. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected));
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * Whether a browser says that a page of this server itself sends the request. Only asked of requests that a cookie
 * vouches for: those a foreign page could send as well.
 */
export function isSameOrigin(headers: Headers, url: URL): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  return origin !== null && URL.canParse(origin) && new URL(origin).host === url.host;
}

function passwordOf(encoded: string): string {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  return text.slice(text.indexOf(":") + 1);
}

function cookieNamed(name: string, header: string): string | undefined {
  const found = header.split(";").find((pair) => pair.trim().startsWith(`${name}=`));
  return found?.trim().slice(name.length + 1);
}
