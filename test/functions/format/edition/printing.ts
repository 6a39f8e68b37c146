import { createHash } from "node:crypto";
import { join } from "node:path";
import sharp from "sharp";
import { type Envelope, firstCause } from "../../../../events/define-event.ts";
import { editionCompiled } from "../../../../events/edition-compiled.ts";
import { editionFailed } from "../../../../events/edition-failed.ts";
import { run } from "../../../../functions/format/convert.job.ts";
import type { FormatPorts } from "../../../../functions/format/format-document.ts";
import { formatHandlers } from "../../../../functions/format/handlers.ts";
import { fsBlobs } from "../../../../shared/adapters/local/fs-blobs.ts";
import { memoryProgress } from "../../../../shared/adapters/local/memory-progress.ts";
import type { EditionArticle, EditionLayout } from "../../../../shared/articles/edition-layout.ts";
import type { Workshop } from "../../../../shared/ports/workshop.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";
import { inMemory } from "../../project/in-memory.ts";

export const account = "home";
const here: Workshop = {
  run: async (_job, input) => (await (run as (input: unknown) => Promise<unknown>)(structuredClone(input))) as never,
};

/** A picture that compresses badly, the same for the same number. */
export async function photo(number: number, side = 600): Promise<Buffer> {
  const pixels = Buffer.alloc(side * side * 3);
  let state = number + 1;
  for (let at = 0; at < pixels.length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[at] = state >>> 24;
  }
  return await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

export interface Story {
  readonly id: string;
  readonly section: string;
  readonly html?: string;
  readonly picture?: Buffer;
  readonly more?: Partial<EditionArticle>;
}

/** Prints an edition of these stories on adapters in a temporary folder; without a story, one of which all feeds have failed. */
export async function printing(
  stories: readonly Story[],
  change: Partial<EditionLayout> = {},
  mailBytesMax = 50_000_000,
) {
  const blobs = await fsBlobs(join(await temporaryFolder(), "blobs"));
  const keep = async (of: string, bytes: Buffer) => (await blobs.write(of, bytes, { bytesMax: 1e8 })).key;
  const sections = new Map<string, EditionArticle[]>();
  for (const { id, section, html = `<p>The words of ${id}.</p>`, picture, more = {} } of stories) {
    const pictures =
      picture === undefined
        ? []
        : [
            {
              key: await keep("public", picture),
              mediaType: "image/jpeg",
              bytes: picture.length,
              width: 600,
              height: 600,
            },
          ];
    const content = { html: `<article>${html}</article>`, text: id, pictures, ...(picture && { leadPicture: 0 }) };
    const article: EditionArticle = {
      articleId: id,
      articleKey: await keep("public", Buffer.from(JSON.stringify(content))),
      title: `About ${id}`,
      source: "The Gazette",
      alsoIn: [],
      publishedAt: "2026-03-01T05:10:00.000Z",
      language: "en",
      summary: `What ${id} is about.`,
      words: 400,
      readingMinutes: 2,
      score: 50,
      ...more,
    };
    sections.set(section, [...(sections.get(section) ?? []), article]);
  }
  const layout: EditionLayout = {
    title: "Morning, 1 March 2026",
    digestName: "Morning",
    slot: "2026-03-01T05:30:00.000Z",
    timeZone: "Europe/Berlin",
    language: "en",
    sections: [...sections].map(([title, articles]) => ({ title, articles })),
    topStories: stories.map(({ id }) => id).slice(0, 4),
    missing: { feeds: [], summaries: [], leftOut: [] },
    ...change,
  };
  const bytes = Buffer.from(JSON.stringify(layout));
  const fact = {
    editionId: "edition-1",
    digestId: "digest-1",
    digestName: layout.digestName,
    slot: layout.slot,
    by: "schedule" as const,
    title: layout.title,
    layoutKey: await keep(account, bytes),
    layoutSha256: createHash("sha256").update(bytes).digest("hex"),
    language: layout.language,
    devices: ["device-1"],
  };
  const about = { subject: "edition-1", at: new Date(layout.slot) };
  const cause = firstCause(account, "test");
  const articleIds = stories.map(({ id }) => id);
  const missing = { feeds: 0, summaries: 0, leftOut: 0 };
  const event: Envelope =
    stories.length > 0
      ? editionCompiled.from(cause, { ...about, data: { ...fact, articleIds, words: 1, missing } })
      : editionFailed.from(cause, { ...about, data: { ...fact, feeds: 2, message: "All feeds failed." } });
  const published: Envelope[] = [];
  const { readModels, journal } = inMemory();
  const ports: FormatPorts = {
    blobs,
    workshop: here,
    events: { publish: async (...events) => void published.push(...events) },
    clock: { now: () => new Date("2026-03-01T05:31:00.000Z") },
    settings: { mailBytesMax },
    progress: memoryProgress(),
    readModels,
    journal,
  };
  const handle = () =>
    formatHandlers(ports)
      .find(({ name }) => name === event.name)
      ?.handle(event);
  await handle();
  return { blobs, published, handle, ports, event };
}
