import * as z from "zod";
import type { Envelope } from "../../../events/define-event.ts";
import { Scope } from "../../../events/scope.ts";
import { tokenCreated } from "../../../events/token-created.ts";
import { tokenRevoked } from "../../../events/token-revoked.ts";
import { Sha256, Time } from "../../../events/values.ts";
import { type Token, tokens } from "../../../shared/read-models/tokens.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { ListQuery, listOf, listPage } from "../list.ts";
import { Problem } from "../problem.ts";
import { type Api, causeOf, commandTime, publishCommand } from "../publish-command.ts";
import { Accepted, Id } from "../values.ts";
import { tokenFor, tokenSha256 } from "./scoped-token.ts";

const NewToken = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{Cc}*$/u, "may have no control characters"),
  scopes: z
    .array(Scope)
    .min(1)
    .refine((scopes) => new Set(scopes).size === scopes.length, { error: "names a scope more than once" })
    .meta({ description: "`read`: every GET; `upload`: POST /api/books; `manage`: everything" }),
});
const TokenView = z.object({ id: z.string(), name: z.string(), scopes: z.array(Scope), createdAt: Time });
const Created = Accepted.extend({ token: z.string().meta({ description: "Shown here, and never again" }) });
const Params = z.object({ id: Id });

const exampleToken: z.infer<typeof TokenView> = {
  id: "8c2f1a9be0d3475690a1b2c3d4e5f60718293a4b5c6d7e8f9011223344556677",
  name: "Phone",
  scopes: ["upload"],
  createdAt: "2026-03-01T08:00:00.000Z",
};

/** Tokens for programs, each good for no more than it needs. They can be told apart and revoked one by one. */
export function tokenEndpoints(api: Api): readonly Endpoint[] {
  const { ports, settings } = api;
  const { account } = settings;

  const found = async (id: string): Promise<Token | undefined> => await ports.readModels.get(tokens, account, id);
  const present = async (id: string): Promise<void> => {
    const token = await found(id);
    if (token === undefined || token.revoked) throw notFound();
  };
  const applied = (event: Envelope) => async () =>
    (await found(event.subject))?.stamps[event.name]?.endsWith(event.id) === true;

  return [
    defineEndpoint({
      method: "POST",
      path: "/api/tokens",
      summary: "Make a token for a program, which is shown once",
      body: NewToken,
      responses: {
        202: {
          description: "It opens what its scopes say",
          body: Created,
          example: { id: exampleToken.id, token: "kcs_Q0x2bm9Qd3JzdHV2d3h5ejAxMjM0NTY3ODlhYmNkZWY" },
        },
      },
      handle: async (call) => {
        const { name, scopes } = call.body;
        const cause = causeOf(api, call);
        const token = tokenFor(await ports.secrets.key("token"), cause.id);
        const id = tokenSha256(token);
        const event = tokenCreated.from(cause, {
          subject: id,
          at: commandTime(ports.clock, (await found(id))?.stamps),
          data: { tokenSha256: id, name, scopes },
        });
        await publishCommand(api, event, { seen: applied(event), signal: call.signal });
        return { status: 202, body: { id, token } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/tokens",
      summary: "Every token that has been made and not revoked, the oldest first; the owner's own is none of them",
      query: ListQuery,
      responses: {
        200: { description: "A page of them", body: listOf(TokenView), example: { items: [exampleToken] } },
      },
      handle: async ({ query: { limit, page } }) => {
        const valid = ports.readModels.query(tokens, account, "valid", {
          where: { revoked: false },
          limit,
          ...(page !== undefined && { after: page }),
        });
        return {
          status: 200,
          body: await listPage(valid, ({ id, name, scopes, createdAt }) => ({ id, name, scopes, createdAt })),
        };
      },
    }),
    defineEndpoint({
      method: "DELETE",
      path: "/api/tokens/{id}",
      summary: "Revoke a token: it opens nothing any more",
      params: Params,
      responses: { 202: { description: "It will be gone", body: Accepted, example: { id: exampleToken.id } } },
      problems: { 404: ["token/not-found"] },
      handle: async (call) => {
        const { id } = call.params;
        // What is no hash names no token, and no event can be about it.
        if (!Sha256.safeParse(id).success) throw notFound();
        const event = tokenRevoked.from(causeOf(api, call), {
          subject: id,
          at: commandTime(ports.clock, (await found(id))?.stamps),
          data: { tokenSha256: id },
        });
        await publishCommand(api, event, { allowed: () => present(id), seen: applied(event), signal: call.signal });
        return { status: 202, body: { id } };
      },
    }),
  ];
}

function notFound(): Problem {
  return new Problem(404, "token/not-found", "There is no such token among yours.");
}
