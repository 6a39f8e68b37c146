import { createHash, createHmac } from "node:crypto";
import type { Scope } from "../../../events/scope.ts";

/** Tells a token of ours from anything else at a glance, also for programs that look for secrets in the wrong places. */
const prefix = "kcs_";
const safeMethods = ["GET", "HEAD", "OPTIONS"];
const uploads = ["/api/books", "/api/uploads"];

/**
 * The token that a command makes: 256 bits that only a holder of the key can make, the same for the same command, so
 * that a repeated request is answered with the same token, and yet nobody has to keep it.
 */
export function tokenFor(key: Uint8Array, commandId: string): string {
  return `${prefix}${createHmac("sha256", key).update(commandId).digest("base64url")}`;
}

/** Whether it has the shape of one: only then is it worth a look. */
export function isScopedToken(text: string): boolean {
  return /^kcs_[\w-]{43}$/.test(text);
}

/** Unsalted and fast, which is enough for what cannot be guessed. */
export function tokenSha256(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The scope that a request needs; `manage` is good for everything. */
export function scopeFor(method: string, path: string): Scope {
  if (safeMethods.includes(method)) return "read";
  return method === "POST" && uploads.includes(path) ? "upload" : "manage";
}

export function allows(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.includes("manage") || scopes.includes(needed);
}
