import * as z from "zod";
import { Bytes, Code, Sha256, Time, Warning } from "../../../events/values.ts";
import type { Edition } from "../../../shared/read-models/editions.ts";

export const editionStatuses = ["compiling", "compiled", "ready", "refused", "skipped", "failed"] as const;

export const EditionView = z.object({
  id: z.string(),
  digestId: z.string(),
  digestName: z.string(),
  title: z.string(),
  slot: Time.meta({ description: "When its cron struck, or when its reader asked" }),
  status: z.enum(editionStatuses).meta({
    description:
      "`compiling`: due, and what is in it is being chosen. `compiled`: being made into a document. `ready`: made. `refused`: could not be made. `skipped`: there was nothing " +
      "to print. `failed`: none of its feeds could be had, and its reader gets a page that says so; or it could not be put together (`edition/given-up`)",
  }),
  code: Code.optional(),
  message: z.string().optional().meta({ description: "Why there is none, where there is none" }),
  articles: z.array(z.string()).meta({ description: "Ids, in the order in which they stand in it" }),
  words: z.int().nonnegative(),
  missing: z
    .object({ feeds: z.int().nonnegative(), summaries: z.int().nonnegative(), leftOut: z.int().nonnegative() })
    .meta({
      description: "What its last page tells of: feeds that failed, articles without full text, what was left out",
    }),
  devices: z.array(z.string()).meta({ description: "Empty: those that get every new book" }),
  document: z
    .object({
      bytes: Bytes,
      sha256: Sha256,
      warnings: z.array(Warning),
      volumes: z.array(z.object({ title: z.string(), bytes: Bytes, sha256: Sha256 })).optional(),
    })
    .optional(),
  hasCover: z.boolean(),
});
export type EditionView = z.infer<typeof EditionView>;

export const exampleEdition: EditionView = {
  id: "5b4a3f2e1d0c9b8a7f6e5d4c3b2a1f0e",
  digestId: "8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b",
  digestName: "Morning paper",
  title: "Morning paper, Sunday 1 March 2026",
  slot: "2026-03-01T06:00:00.000Z",
  status: "ready",
  articles: ["7d3c2b1a0f9e8d7c6b5a4f3e2d1c0b9a"],
  words: 812,
  missing: { feeds: 1, summaries: 0, leftOut: 12 },
  devices: [],
  document: {
    bytes: 210_334,
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    warnings: [],
  },
  hasCover: true,
};

/** An edition as its owner sees it: no keys of content, no facts. */
export function editionView(edition: Edition): EditionView {
  const { id, digestId, digestName, title, slot, status, code, message, articleIds, words, missing } = edition;
  const { devices, document } = edition;
  return {
    id,
    digestId,
    digestName,
    title,
    slot,
    status,
    articles: articleIds,
    words,
    missing,
    devices,
    hasCover: document?.cover !== undefined,
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...(document && {
      document: {
        bytes: document.bytes,
        sha256: document.sha256,
        warnings: document.warnings,
        ...(document.volumes && {
          volumes: document.volumes.map(({ title: name, bytes, sha256 }) => ({ title: name, bytes, sha256 })),
        }),
      },
    }),
  };
}
