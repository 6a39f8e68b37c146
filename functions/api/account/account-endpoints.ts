import * as z from "zod";
import { accountErasureRequested } from "../../../events/account-erasure-requested.ts";
import { firstCause } from "../../../events/define-event.ts";
import { writeArchive } from "../../../shared/archive/write-archive.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { erasedAccounts } from "../../../shared/read-models/erased-accounts.ts";
import { attachmentNamed } from "../content-disposition.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { Problem } from "../problem.ts";
import { type Api, awaitEffect } from "../publish-command.ts";
import { streamOf } from "../stream-of.ts";
import { Accepted } from "../values.ts";
import { exportFiles } from "./export-files.ts";

const zipType = "application/zip";
const AccountView = z.object({
  account: z.string().meta({ description: "Its name, which changes when it is erased" }),
});
const Erasure = z.object({
  erase: z
    .string()
    .min(1)
    .max(128)
    .meta({ description: "The name of the account, as `GET /api/account` says it: what is erased does not come back" }),
});

/** An account as a whole: all that is kept for it, and that nothing of it is kept any more. */
export function accountEndpoints(api: Api): readonly Endpoint[] {
  const { clock, events, log, readModels, timers } = api.ports;
  const { account } = api.settings;
  const erasureOf = (name: string) => readModels.get(erasedAccounts, publicAccount, name);
  return [
    defineEndpoint({
      method: "GET",
      path: "/api/account",
      summary: "What the account is called",
      responses: { 200: { description: "Its name", body: AccountView, example: { account: "home" } } },
      handle: async () => ({ status: 200, body: { account } }),
    }),
    defineEndpoint({
      method: "DELETE",
      path: "/api/account",
      summary:
        "Erase everything of the account for good: books, devices, deliveries, feeds, newspapers, tokens and the journal. " +
        "Its owner goes on with an empty one, under the owner's own token",
      body: Erasure,
      responses: {
        202: {
          description: "It will all be gone. One that is no more already stays as it is",
          body: Accepted,
          example: { id: "home" },
        },
      },
      problems: { 422: ["account/not-named"] },
      handle: async ({ body: { erase }, signal }) => {
        // A repeat of what has been done: it must not cost the account that came after.
        if (erase !== account && (await erasureOf(erase)) !== undefined) return { status: 202, body: { id: erase } };
        if (erase !== account) {
          throw new Problem(
            422,
            "account/not-named",
            `Nothing was erased: that is not the name of the account, which is “${account}”.`,
          );
        }
        // However often it is asked for, with whatever key: an account is erased once.
        const event = accountErasureRequested.from(firstCause(account, "erasure"), {
          subject: account,
          at: clock.now(),
          data: {},
        });
        await events.publish(event);
        log.info(event.name, { step: "api", eventId: event.id, correlationId: event.correlationId });
        await awaitEffect(timers, async () => (await erasureOf(account))?.erasedAt !== undefined, signal);
        return { status: 202, body: { id: account } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/export",
      summary: "Everything that is kept for the account, as a ZIP with a README.txt that says what is what",
      responses: {
        200: {
          description: "The archive, as it is made: an answer that breaks off is not whole",
          mediaTypes: [zipType],
        },
      },
      handle: async ({ method, signal }) => {
        const at = clock.now();
        const headers = {
          "content-type": zipType,
          "content-disposition": attachmentNamed(`kindle-content-server-${at.toISOString().slice(0, 10)}.zip`),
        };
        const content = method === "HEAD" ? null : streamOf(writeArchive(exportFiles(api), { modifiedAt: at }), signal);
        return { status: 200, headers, content };
      },
    }),
  ];
}
