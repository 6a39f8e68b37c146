import type { AnyEvent } from "../../events/catalogue.ts";
import type { TokenCreated } from "../../events/token-created.ts";
import type { TokenRevoked } from "../../events/token-revoked.ts";
import { type Token, tokens } from "../../shared/read-models/tokens.ts";
import type { Projection } from "./projection.ts";
import { isNews, stamped, unknownTime } from "./stamps.ts";

export const tokenProjection: Projection<Token> = {
  model: tokens,
  changeOf: (event: AnyEvent) => {
    switch (event.name) {
      case "token.created":
      case "token.revoked":
        return { id: event.data.tokenSha256, after: (before) => tokenAfter(before, event) };
      default:
        return undefined;
    }
  },
};

/** A token is valid while it is known to have been made, and nothing has revoked it: whatever its clock said. */
export function tokenAfter(before: Token | undefined, event: TokenCreated | TokenRevoked): Token {
  const token = before ?? unknownToken(event.data.tokenSha256);
  const stamps = stamped(token.stamps, event);
  const revoked = !("token.created" in stamps) || "token.revoked" in stamps;
  if (event.name === "token.revoked" || !isNews(token.stamps, event)) return { ...token, revoked, stamps };
  const { name, scopes } = event.data;
  return { ...token, name, scopes, createdAt: event.occurredAt, revoked, stamps };
}

function unknownToken(id: string): Token {
  return { id, name: "", scopes: [], createdAt: unknownTime, revoked: true, stamps: {} };
}
