import { type ArticleExtracted, articleExtracted } from "../../../events/article-extracted.ts";
import { firstCause, hashOf } from "../../../events/define-event.ts";
import { digestDue } from "../../../events/digest-due.ts";
import { documentFormatted } from "../../../events/document-formatted.ts";
import { editionCompiled } from "../../../events/edition-compiled.ts";
import type { ArticleContent } from "../../../shared/articles/article-content.ts";
import { fingerprintOf, writeFingerprint } from "../../../shared/articles/min-hash.ts";
import { articleIdOf } from "../../../shared/feed-id.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { type Feed, feeds } from "../../../shared/read-models/feeds.ts";
import { type ApiKit, post } from "./open-api-kit.ts";

/** Subscribes over the API; answers the id. */
export async function subscribe(kit: ApiKit, url: string, more: object = {}): Promise<string> {
  const { id } = await kit.json<{ id: string }>("/api/feeds", post({ url, ...more }));
  return id;
}

/** What `fetch` would have written of a feed. */
export async function knowFeed(kit: ApiKit, id: string, known: Partial<Feed> = {}): Promise<void> {
  await kit.ports.readModels.update(
    feeds,
    publicAccount,
    id,
    (before): Feed => ({
      id,
      url: "https://example.org/feed.xml",
      title: "Example News",
      state: "active",
      nextFetchAt: "2026-03-01T09:00:00.000Z",
      failures: 0,
      ...before,
      ...known,
      version: (before?.version ?? 0) + 1,
    }),
  );
}

export interface TestArticle {
  readonly title: string;
  readonly text?: string;
  readonly html?: string;
  readonly pictures?: readonly Uint8Array[];
  readonly facts?: Partial<ArticleExtracted["data"]>;
}

/** What `extract` would have made of an item of a feed; answers the article's id. */
export async function addArticle(kit: ApiKit, feedId: string, article: TestArticle): Promise<string> {
  const { title, text = `${title}. ${words(title, 300)}`, html = `<p>${text}</p>`, pictures = [], facts } = article;
  const articleId = articleIdOf(feedId, title);
  const kept = await Promise.all(
    pictures.map(async (bytes) => {
      const blob = await kit.ports.blobs.write(publicAccount, bytes, { bytesMax: 1_000_000 });
      return { key: blob.key, mediaType: "image/png" as const, bytes: blob.bytes, width: 10, height: 10 };
    }),
  );
  const content: ArticleContent = { html, text, pictures: kept };
  const blob = await kit.ports.blobs.write(publicAccount, Buffer.from(JSON.stringify(content)), {
    bytesMax: 10_000_000,
  });
  const fingerprint = fingerprintOf(text);
  await kit.happen(
    articleExtracted.from(firstCause(publicAccount, `${articleId} ${text}`), {
      subject: articleId,
      at: kit.ports.clock.now(),
      data: {
        articleId,
        feedId,
        articleKey: blob.key,
        url: `https://example.org/${encodeURIComponent(title)}`,
        title,
        publishedAt: "2026-03-01T07:00:00.000Z",
        foundAt: "2026-03-01T07:30:00.000Z",
        language: "en",
        words: text.split(/\s+/u).length,
        readingMinutes: 2,
        summary: text.slice(0, 200),
        from: "page",
        ...(fingerprint && { fingerprint: writeFingerprint(fingerprint) }),
        ...facts,
      },
    }),
  );
  return articleId;
}

export interface TestEdition {
  readonly slot?: string;
  readonly digestId?: string;
  readonly title?: string;
  /** Absent: its document is still being made. */
  readonly epub?: string;
  readonly articleIds?: readonly string[];
}

/** What `digest`, and `format` after it, would have made of a slot; answers the edition's id. */
export async function addEdition(kit: ApiKit, edition: TestEdition = {}): Promise<string> {
  const { slot = "2026-03-01T06:00:00.000Z", digestId = "d1", title = "Morning paper, 1 March", epub } = edition;
  const { articleIds = ["a1"] } = edition;
  const editionId = hashOf("edition", digestId, slot);
  const { account } = kit.settings;
  const fact = { editionId, digestId, digestName: "Morning paper", slot, by: "schedule" as const };
  const layout = { title, layoutKey: "layout", layoutSha256: "b".repeat(64), language: "en", devices: [] };
  const due = digestDue.from(firstCause(account, editionId), {
    subject: digestId,
    at: kit.ports.clock.now(),
    data: { digestId, editionId, slot, by: "schedule" },
  });
  const compiled = editionCompiled.from(due, {
    subject: editionId,
    at: kit.ports.clock.now(),
    data: {
      ...fact,
      ...layout,
      articleIds: [...articleIds],
      words: 900,
      missing: { feeds: 1, summaries: 0, leftOut: 2 },
    },
  });
  await kit.happen(due, compiled);
  if (epub === undefined) return editionId;
  const document = await kit.ports.blobs.write(account, Buffer.from(epub), { bytesMax: 1000 });
  await kit.happen(
    documentFormatted.from(compiled, {
      subject: editionId,
      at: kit.ports.clock.now(),
      data: {
        documentId: editionId,
        kind: "edition",
        sourceSha256: layout.layoutSha256,
        documentKey: document.key,
        sha256: document.sha256,
        bytes: document.bytes,
        title,
        authors: [],
        language: "en",
        cover: { key: document.key, mediaType: "image/jpeg" },
        warnings: [],
        receivedAt: slot,
        deliver: true,
      },
    }),
  );
  return editionId;
}

/** So many words that no other seed has in this order. */
export function words(seed: string, count: number): string {
  let state = [...seed].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7);
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return `w${(state >>> 8).toString(36)}`;
  }).join(" ");
}
