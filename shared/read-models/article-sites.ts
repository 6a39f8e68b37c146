import * as z from "zod";
import type { ReadModel } from "../ports/read-models.ts";

const Kind = z.object({ quality: z.number(), share: z.number(), seen: z.number(), taken: z.number() });

export const ArticleSite = z.object({
  /** How good each kind of text from it was, of late (`functions/extract/choose-candidate.ts`). */
  kinds: z.partialRecord(z.enum(["page", "print", "amp", "feed", "summary"]), Kind),
});
export type ArticleSite = z.infer<typeof ArticleSite>;

/**
 * What is remembered of each site, by host name, for everybody (in the public account): which of its versions is worth asking
 * for. Written by `extract` itself; where it is lost, it is learnt again.
 */
export const articleSites: ReadModel<ArticleSite> = {
  name: "article-sites",
  writer: "extract",
  schema: ArticleSite,
  queries: {},
};
