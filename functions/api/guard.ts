import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Scope } from "../../events/scope.ts";
import { tokens } from "../../shared/read-models/tokens.ts";
import type { ApiPorts, ApiSettings } from "./api-ports.ts";
import { credentialsOf, isSameOrigin, sameSecret, sessionOf } from "./credentials.ts";
import type { Endpoint } from "./define-endpoint.ts";
import { isLoopbackHost } from "./host-name.ts";
import { Problem } from "./problem.ts";
import { allows, isScopedToken, scopeFor, tokenSha256 } from "./tokens/scoped-token.ts";

/** Above what a person's impatient scripts do (a long list, page by page, many times a second), and still a limit. */
const requestsPerMinuteMax = 20_000;
/** Wrong tokens of one address. A right token is never held up by them. */
const wrongTokensPerMinuteMax = 100;
const safeMethods = ["GET", "HEAD", "OPTIONS"];

/** Who has shown that they may ask, and what for. */
interface Caller {
  /** The same for everything that one token asks. */
  readonly name: string;
  readonly scopes: readonly Scope[];
}

const owner: Caller = { name: "owner", scopes: ["manage"] };

/** Decides whether a request may go on. */
export interface Guard {
  /** @throws Problem 421 */
  checkHost(url: URL): void;
  /** @throws Problem 401, 403, 429 */
  admit(request: Request, access: Endpoint["access"], remote: string): Promise<void>;
  /** Whether this is the owner's token. @throws Problem 401, 429 */
  checkToken(token: string, remote: string): Promise<void>;
}

export function createGuard(
  { secrets, readModels }: Pick<ApiPorts, "secrets" | "readModels">,
  { account, token, loopback }: ApiSettings,
): Guard {
  const requests = new RateLimiterMemory({ points: requestsPerMinuteMax, duration: 60 });
  const wrongTokens = new RateLimiterMemory({ points: wrongTokensPerMinuteMax, duration: 60 });

  const holderOf = async (given: string): Promise<Caller | undefined> => {
    if (sameSecret(given, token)) return owner;
    if (!isScopedToken(given)) return undefined;
    const known = await readModels.get(tokens, account, tokenSha256(given));
    return known === undefined || known.revoked ? undefined : { name: `token ${known.id}`, scopes: known.scopes };
  };

  const callerOf = async (request: Request, access: Endpoint["access"]): Promise<Caller | undefined> => {
    const credentials = credentialsOf(request.headers);
    switch (credentials.kind) {
      case "none":
        return undefined;
      case "bearer":
        return await holderOf(credentials.value);
      case "basic":
        return access === "reader" ? await holderOf(credentials.value) : undefined;
      case "cookie":
        return sameSecret(credentials.value, sessionOf(await secrets.key("session"), token)) ? owner : undefined;
    }
  };

  const refuse = async (remote: string, access: Endpoint["access"], given: boolean): Promise<never> => {
    // Who shows nothing guesses nothing.
    if (given) await spend(wrongTokens, remote, "Too many wrong tokens");
    throw new Problem(
      401,
      given ? "token/wrong" : "token/missing",
      given
        ? "That token is not the owner's, nor one that they have made."
        : "Say who you are: `Authorization: Bearer …` with the token that the server printed when it started.",
      { headers: { "www-authenticate": access === "reader" ? 'Basic realm="Kindle Content Server"' : "Bearer" } },
    );
  };

  return {
    checkHost: (url) => {
      if (loopback && !isLoopbackHost(url)) {
        throw new Problem(421, "request/host", "This server answers to localhost and 127.0.0.1 only.");
      }
    },
    admit: async (request, access, remote) => {
      const caller = access === "open" ? undefined : await callerOf(request, access);
      await spend(requests, caller?.name ?? `from ${remote}`, "Too many requests");
      if (access === "open") return;
      const { kind } = credentialsOf(request.headers);
      if (caller === undefined) return await refuse(remote, access, kind !== "none");
      const needed = scopeFor(request.method, new URL(request.url).pathname);
      if (!allows(caller.scopes, needed)) {
        throw new Problem(403, "token/scope", `This token may not do that: it would need the scope \`${needed}\`.`);
      }
      const vouchedByCookie = kind === "cookie" && !safeMethods.includes(request.method);
      if (vouchedByCookie && !isSameOrigin(request.headers, new URL(request.url))) {
        throw new Problem(403, "request/cross-site", "A browser may change things only from this server's own page.");
      }
    },
    checkToken: async (given, remote) => {
      if (!sameSecret(given, token)) await refuse(remote, "token", true);
    },
  };
}

async function spend(limiter: RateLimiterMemory, key: string, what: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new Problem(429, "request/too-many", `${what}: wait ${seconds} seconds.`, {
      headers: { "retry-after": String(seconds) },
    });
  }
}
