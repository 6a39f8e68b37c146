import { html } from "hono/html";
import * as z from "zod";
import { frame, type Html } from "../layout.ts";
import { counted } from "./news-words.ts";
import { sentence } from "./sentence.ts";

const refusedShownMax = 200;

/** What the page needs of the API's answer to an import. */
export const ImportOutcome = z.object({
  added: z.array(z.unknown()),
  known: z.array(z.unknown()),
  refused: z.array(z.object({ title: z.string(), url: z.string(), reason: z.string() })),
});

/** What came of a list of feeds, for a browser without scripts. */
export function importPage({ added, known, refused }: z.infer<typeof ImportOutcome>): Html {
  return frame(
    "Import · Kindle Content Server",
    html`<section class="alone" id="import" aria-labelledby="import-heading"><h1 id="import-heading">Your feeds are here</h1>
  <p>${counted(added.length, "feed was", "feeds were")} added, ${known.length === 0 ? "none was" : counted(known.length, "was", "were")} here already, ${refused.length === 0 ? "none was" : counted(refused.length, "was", "were")} refused.</p>
  ${refused.length === 0 ? "" : html`<ul class="plain">${refused.slice(0, refusedShownMax).map(({ title, url, reason }) => html`<li>${title || url || "A feed without a name"}: ${sentence(reason)}</li>`)}</ul>`}
  <p><a class="button main" href="/news#feeds">See them being fetched</a></p></section>`,
    "news",
  );
}
