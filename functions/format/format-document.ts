import type * as z from "zod";
import type { BookWords } from "../../events/book-described.ts";
import type { BookIngested } from "../../events/book-ingested.ts";
import { type DocumentVolume, documentFormatted } from "../../events/document-formatted.ts";
import { documentRefused } from "../../events/document-refused.ts";
import { Rejected } from "../../events/rejected.ts";
import { type ConvertedFormat, pdfType, type Rung } from "../../events/values.ts";
import type { Blob, Blobs } from "../../shared/ports/blobs.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { Progress, WorkDone } from "../../shared/ports/progress.ts";
import { type Job, type JobLimits, type Workshop, WorkshopLimit } from "../../shared/ports/workshop.ts";
import type { ConvertInput, ConvertOutput } from "./convert.job.ts";
import { type UntilRemovedPorts, untilRemoved } from "./until-removed.ts";

export interface FormatPorts extends UntilRemovedPorts {
  readonly blobs: Blobs;
  readonly events: Events;
  readonly clock: Clock;
  readonly workshop: Workshop;
  readonly settings: FormatSettings;
  /** Shows a conversion while it goes on. */
  readonly progress: Progress;
}

export interface FormatSettings {
  /** The largest whole mail that the carrier takes, in bytes, counted after base64. Absent: documents have any size. */
  readonly mailBytesMax: number | undefined;
}

/** How long a conversion may take: far more than any book needs, and less than the event's own deadline. */
export const convertTimeoutMs = 120_000;

/** Runs apart from the server: the readers and the writer are loaded there, and not here. */
export const convertJob: Job<ConvertInput, ConvertOutput, WorkDone> = {
  name: "convert",
  module: new URL("./convert.job.ts", import.meta.url),
};

/**
 * Turns one ingested book into one document, or says why it cannot. Repeating it writes the same bytes under the same
 * key and announces the same event.
 */
export async function formatDocument(ingested: BookIngested, ports: FormatPorts): Promise<void> {
  const { data } = ingested;
  const { format } = data;
  if (format === "pdf") return await passThrough(ingested, ports);
  let made: Made | undefined;
  try {
    made = await convertBook(ingested, format, ports, data.words);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    const { bookId: documentId, sourceKey, fileName, via } = data;
    await ports.events.publish(
      documentRefused.from(ingested, {
        subject: documentId,
        at: ports.clock.now(),
        data: { documentId, kind: "book", sourceKey, fileName, via, code: refusal.code, message: refusal.message },
      }),
    );
    return;
  }
  // Nobody wants it any more.
  if (made === undefined) return;
  const { output, volumes, cover } = made;
  const [document] = volumes;
  await ports.events.publish(
    documentFormatted.from(ingested, {
      subject: data.bookId,
      at: ports.clock.now(),
      data: {
        documentId: data.bookId,
        kind: "book",
        sourceSha256: data.sha256,
        documentKey: document.documentKey,
        sha256: document.sha256,
        bytes: document.bytes,
        title: output.title,
        authors: [...output.authors],
        language: output.language,
        cover: { key: cover.key, mediaType: output.cover.mediaType },
        ...(volumes.length > 1 && { volumes: [...volumes] }),
        warnings: [...output.warnings],
        receivedAt: data.receivedAt,
        deliver: data.deliver,
      },
    }),
  );
}

/** A PDF has been looked at when it came in: the document is the file itself. */
async function passThrough(ingested: BookIngested, { events, clock }: FormatPorts): Promise<void> {
  const { bookId, sourceKey, sha256, bytes, title, authors, language, receivedAt, deliver } = ingested.data;
  await events.publish(
    documentFormatted.from(ingested, {
      subject: bookId,
      at: clock.now(),
      data: {
        documentId: bookId,
        kind: "book",
        sourceSha256: sha256,
        documentKey: sourceKey,
        mediaType: pdfType,
        sha256,
        bytes,
        title,
        authors,
        language,
        warnings: [],
        receivedAt,
        deliver,
      },
    }),
  );
}

/** What a conversion has made, kept. */
export interface Made {
  readonly output: ConvertOutput;
  /** In order, at least one. */
  readonly volumes: readonly [Volume, ...Volume[]];
  readonly cover: Blob;
}

type Volume = z.infer<typeof DocumentVolume>;

/**
 * Converts a book's source, and keeps what came of it. `words` are the reader's own, and count more than the file's;
 * `rung` has it done more conservatively than usual.
 * Answers `undefined` where the book has been taken out of the library since `occurredAt`.
 */
export async function convertBook(
  { account, occurredAt, data }: Pick<BookIngested, "account" | "occurredAt" | "data">,
  format: ConvertedFormat,
  ports: FormatPorts,
  words: BookWords = {},
  rung?: Rung,
): Promise<Made | undefined> {
  const { bookId } = data;
  try {
    return await untilRemoved({ account, bookId, since: occurredAt }, ports, (signal) =>
      convert({ account, data }, format, ports, { words, rung, signal }),
    );
  } finally {
    ports.progress.tell(account, bookId, undefined);
  }
}

function convert(
  { account, data }: Pick<BookIngested, "account" | "data">,
  format: ConvertedFormat,
  ports: FormatPorts,
  { words, rung, signal }: { readonly words: BookWords; readonly rung: Rung | undefined; readonly signal: AbortSignal },
): Promise<Made> {
  const { fileName, title, authors, language, sha256: sourceSha256, receivedAt: modifiedAt } = data;
  const hints = { fileName, title, authors, language, sourceSha256, modifiedAt, words, ...(rung && { rung }) };
  const onTold = (done: WorkDone) => ports.progress.tell(account, data.bookId, done);
  return ports.blobs.withFile(data.sourceKey, (path) =>
    convertFile(account, { path, format, ...hints }, ports, { signal, onTold }),
  );
}

/** Converts what lies on this machine, and keeps what came of it. */
export function convertFile(
  account: string,
  source: Omit<ConvertInput, "outputPath" | "coverPath" | "workPath" | "mailBytesMax">,
  { blobs, workshop, settings }: FormatPorts,
  watching: Omit<JobLimits<WorkDone>, "timeoutMs"> = {},
): Promise<Made> {
  const { mailBytesMax } = settings;
  return blobs.withScratch((outputPath) =>
    blobs.withScratch((coverPath) =>
      blobs.withScratch(async (workPath) => {
        const places = { outputPath, coverPath, workPath };
        const input = { ...source, ...places, ...(mailBytesMax !== undefined && { mailBytesMax }) };
        const output = await workshop.run(convertJob, input, { timeoutMs: convertTimeoutMs, ...watching });
        const [first, ...others] = output.volumes;
        const take = async ({ path: at, title: called }: { path: string; title: string }): Promise<Volume> => {
          const { key, sha256, bytes } = await blobs.take(account, at);
          return { documentKey: key, sha256, bytes, title: called };
        };
        const volumes: [Volume, ...Volume[]] = [await take(first)];
        for (const volume of others) volumes.push(await take(volume));
        return { output, volumes, cover: await blobs.take(account, output.cover.path) };
      }),
    ),
  );
}

/** What no retry can repair, with its sentence for the reader; `undefined` for everything else. */
export function refusalOf(error: unknown): { readonly code: string; readonly message: string } | undefined {
  if (error instanceof Rejected) return { code: error.code, message: error.message };
  if (!(error instanceof WorkshopLimit)) return undefined;
  return error.limit === "time"
    ? {
        code: "document/too-slow",
        message:
          "Converting this file takes too long. Split it into smaller files, or save it in another format, and send those.",
      }
    : {
        code: "document/too-complex",
        message: "Converting this file takes more memory than there is. Split it into smaller files and send those.",
      };
}
