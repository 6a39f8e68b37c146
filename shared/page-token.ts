import * as z from "zod";
import { hashOf } from "../events/define-event.ts";
import { canonicalJson } from "./canonical-json.ts";
import { UnknownPage } from "./ports/read-models.ts";

/** Where a page ended: the value that its last document is sorted by, and that document's id. */
export interface PagePosition {
  readonly orderedBy: string | number;
  readonly id: string;
}

const Token = z.tuple([z.string(), z.union([z.string(), z.number()]), z.string()]);

/** @param list everything that decides what is in the list and how it is sorted, as JSON keeps it. */
export function pageTokenOf(list: unknown, { orderedBy, id }: PagePosition): string {
  return Buffer.from(canonicalJson([fingerprintOf(list), orderedBy, id])).toString("base64url");
}

/**
 * Tokens come from outside, and may say anything. Making one up gains nothing: it only says where to begin in a list
 * that its maker may see anyway.
 * @throws UnknownPage unless `pageTokenOf` made it for this very list.
 */
export function readPageToken(list: unknown, token: string): PagePosition {
  const checked = Token.safeParse(parsed(token));
  if (!checked.success) throw new UnknownPage();
  const [fingerprint, orderedBy, id] = checked.data;
  const position = { orderedBy, id };
  // One token for one place: what merely decodes to the same is not ours.
  if (fingerprint !== fingerprintOf(list) || pageTokenOf(list, position) !== token) throw new UnknownPage();
  return position;
}

function fingerprintOf(list: unknown): string {
  return hashOf("list", canonicalJson(list)).slice(0, 16);
}

function parsed(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
