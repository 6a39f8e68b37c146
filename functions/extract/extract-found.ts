import { articleExtracted } from "../../events/article-extracted.ts";
import type { ArticleFound } from "../../events/article-found.ts";
import { ArticleContent } from "../../shared/articles/article-content.ts";
import { FeedItem } from "../../shared/articles/feed-item.ts";
import { fingerprintOf, writeFingerprint } from "../../shared/articles/min-hash.ts";
import { BlobMissing, type Blobs } from "../../shared/ports/blobs.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { articleSites } from "../../shared/read-models/article-sites.ts";
import { languageOf } from "./article-language.ts";
import { articleOf, factsOf } from "./article-of.ts";
import { chooseCandidate, rememberCandidates } from "./choose-candidate.ts";
import type { ExtractPorts } from "./extract-ports.ts";
import { fetchPictures } from "./fetch-pictures.ts";
import { gatherCandidates } from "./gather-candidates.ts";

const contentBytesMax = 16 * 1024 * 1024;

/**
 * Gets an article that a feed has brought: its full text where that can be had, else what the feed says, and why there is no more.
 * Every article that was found becomes one to read. Repeating it overwrites the same article.
 */
export async function extractFound(found: ArticleFound, ports: ExtractPorts): Promise<void> {
  const { readModels, blobs, events, clock } = ports;
  const item = await readItem(found.data.itemKey, blobs);
  const site = item.url === undefined ? undefined : URL.parse(item.url)?.host;
  const memory = site === undefined ? undefined : await readModels.get(articleSites, publicAccount, site);

  const gathered = await gatherCandidates(item, memory, ports);
  const chosen = chooseCandidate(gathered.candidates, memory);
  const article = articleOf(chosen, gathered);
  const { html, pictures, leadPicture } = await fetchPictures(article, article.leadPicture ?? item.image, ports);
  const { facts } = article;
  const content: ArticleContent = ArticleContent.parse({
    html,
    text: article.text,
    pictures,
    ...(leadPicture !== undefined && { leadPicture }),
    ...(facts.direction !== undefined && { direction: facts.direction }),
  });
  const { key } = await blobs.write(publicAccount, Buffer.from(JSON.stringify(content)), { bytesMax: contentBytesMax });
  const language = await languageOf(article.text, [item.language, facts.language, item.feedLanguage]);
  const fingerprint = fingerprintOf(article.text);
  const lead = leadPicture === undefined ? undefined : pictures[leadPicture];

  if (site !== undefined && gathered.page !== undefined) {
    // What is learnt from one article more or less makes no difference: a repeat may count twice.
    await readModels.update(articleSites, publicAccount, site, (before) => ({
      kinds: { ...rememberCandidates(before, gathered.candidates, chosen).kinds },
    }));
  }
  await events.publish(
    articleExtracted.from(found, {
      subject: found.data.articleId,
      at: clock.now(),
      data: {
        articleId: found.data.articleId,
        feedId: found.data.feedId,
        articleKey: key,
        publishedAt: found.data.publishedAt,
        foundAt: found.data.foundAt,
        ...factsOf(found, item, { article, chosen, gathered }),
        language: language ?? "und",
        ...(fingerprint !== undefined && { fingerprint: writeFingerprint(fingerprint) }),
        ...(lead !== undefined && { leadPicture: { key: lead.key, mediaType: lead.mediaType } }),
      },
    }),
  );
}

async function readItem(key: string, blobs: Blobs): Promise<FeedItem> {
  const content = await blobs.read(key);
  if (content === undefined) throw new BlobMissing(key);
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return FeedItem.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
}
