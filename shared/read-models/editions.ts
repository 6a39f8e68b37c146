import * as z from "zod";
import { digestDue } from "../../events/digest-due.ts";
import { DocumentVolume, documentFormatted } from "../../events/document-formatted.ts";
import { documentRefused } from "../../events/document-refused.ts";
import { editionCompiled } from "../../events/edition-compiled.ts";
import { editionFailed } from "../../events/edition-failed.ts";
import { editionSkipped } from "../../events/edition-skipped.ts";
import { BlobKey, Bytes, Code, Sha256, Time, Warning } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";
import { searchTermsOf } from "./search-terms.ts";

function factOf<Data>(data: z.ZodType<Data>) {
  return z.object({ stamp: z.string(), data });
}

export const Edition = z.object({
  id: z.string(),
  digestId: z.string(),
  digestName: z.string(),
  /** With its date. Empty, as is the digest's name, until it is compiled. */
  title: z.string(),
  slot: Time,
  /**
   * `compiling`: due, and what is in it is being chosen. `compiled`: chosen, and being made into a document. `ready`: made. `refused`: could not be made. `skipped`: no news.
   * `failed`: none of its feeds could be had, and its reader gets a page that says so; or it could not be put together at all.
   */
  status: z.enum(["compiling", "compiled", "ready", "refused", "skipped", "failed"]),
  /** Why there is none, where there is none. */
  code: Code.optional(),
  message: z.string().optional(),
  articleIds: z.array(z.string()),
  words: z.int().nonnegative(),
  missing: z.object({
    feeds: z.int().nonnegative(),
    summaries: z.int().nonnegative(),
    leftOut: z.int().nonnegative(),
  }),
  devices: z.array(z.string()),
  layoutKey: BlobKey.optional(),
  layoutSha256: Sha256.optional(),
  document: z
    .object({
      key: BlobKey,
      sha256: Sha256,
      bytes: Bytes,
      title: z.string(),
      language: z.string(),
      cover: z.object({ key: BlobKey, mediaType: z.string() }).optional(),
      volumes: z.array(DocumentVolume).optional(),
      warnings: z.array(Warning),
    })
    .optional(),
  /** The newest event of each kind: all of the above is made of these, whatever order they came in. */
  facts: z.object({
    due: factOf(digestDue.data).optional(),
    givenUp: factOf(z.object({ attempts: z.int().positive() })).optional(),
    compiled: factOf(editionCompiled.data).optional(),
    skipped: factOf(editionSkipped.data).optional(),
    failed: factOf(editionFailed.data).optional(),
    formatted: factOf(documentFormatted.data).optional(),
    refused: factOf(documentRefused.data).optional(),
  }),
});
export type Edition = z.infer<typeof Edition>;

/** Every issue of every digest of an account, those without news included. */
export const editions: ReadModel<Edition> = {
  name: "editions",
  writer: "project",
  schema: Edition,
  queries: {
    newest: { where: [], orderBy: "slot", direction: "descending" },
    byStatus: { where: ["status"], orderBy: "slot", direction: "descending" },
    byDigest: { where: ["digestId"], orderBy: "slot", direction: "descending" },
  },
  searchTerms: ({ title, digestName }) => searchTermsOf(title, digestName),
};
