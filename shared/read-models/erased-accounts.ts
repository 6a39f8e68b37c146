import * as z from "zod";
import { Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const ErasedAccount = z.object({
  id: z.string(),
  /** Under what name its owner goes on. */
  nextAccount: z.string(),
  /** Since when nothing of it is listened to. */
  since: Time,
  /** The event that asked for it: what tells of it follows from that. */
  requestId: z.string(),
  /** When everything of it was gone for the first time. Absent until then. */
  erasedAt: Time.optional(),
});
export type ErasedAccount = z.infer<typeof ErasedAccount>;

/**
 * Every account that is no more, in the public account. It is for ever: what was under way when an account was erased, and
 * comes late, is known by it. Written by `housekeep` itself, before anything is erased; no rebuild touches it.
 */
export const erasedAccounts: ReadModel<ErasedAccount> = {
  name: "erased-accounts",
  writer: "housekeep",
  schema: ErasedAccount,
  queries: {},
};
