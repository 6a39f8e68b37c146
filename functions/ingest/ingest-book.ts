import type { BookReceived } from "../../events/book-received.ts";
import type { BookRemoved } from "../../events/book-removed.ts";
import type { DocumentRefused } from "../../events/document-refused.ts";
import { Rejected } from "../../events/rejected.ts";
import type { Blobs } from "../../shared/ports/blobs.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import { type Job, type Workshop, WorkshopLimit } from "../../shared/ports/workshop.ts";
import { intakes } from "../../shared/read-models/intakes.ts";
import { decideIntake, type Finding, type Refusal, withoutIntake } from "./decide-intake.ts";
import { decideUnpacking, judgeDepth, type UnpackedFile } from "./decide-unpacking.ts";
import type { InspectedArchive, InspectInput, Inspection } from "./inspection.ts";
import type { UnpackInput } from "./unpack.job.ts";

export interface IngestPorts {
  readonly blobs: Blobs;
  readonly workshop: Workshop;
  readonly readModels: ReadModels;
  readonly events: Events;
  readonly clock: Clock;
}

/** Opens a dropped file apart from the server, since it may be anything. */
export const inspectJob: Job<InspectInput, Inspection> = {
  name: "inspect",
  module: new URL("./inspect.job.ts", import.meta.url),
};

/** Takes a book out of an archive, apart from the server as well. */
const unpackJob: Job<UnpackInput, { readonly bytes: number }> = {
  name: "unpack",
  module: new URL("./unpack.job.ts", import.meta.url),
};

/** For everything that is done to a file before it is a book. The largest real ones take a tenth of a second. */
const inspectTimeoutMs = 10_000;

/**
 * Turns a file that has come in into a book, a duplicate of one, or a refusal. Only a file that can become a book takes
 * the place of its bytes: one that was refused is looked at again when it comes again.
 */
export async function ingestBook(received: BookReceived, ports: IngestPorts): Promise<void> {
  const { account, id: receiptId } = received;
  const { bookId } = received.data;
  const now = ports.clock.now();
  let intake = await ports.readModels.get(intakes, account, bookId);
  const isKnown = intake !== undefined && intake.receiptId !== receiptId;
  const finding = isKnown ? "known" : await inspect(received, ports);
  if (finding !== "known" && "unpacked" in finding) {
    await ports.events.publish(...decideUnpacking(received, finding.unpacked, finding, now));
    return;
  }
  if (finding !== "known" && "inspection" in finding) {
    const taken = { receiptId, takenAt: now.toISOString() };
    intake = await ports.readModels.update(intakes, account, bookId, (first) => first ?? taken);
  }
  await ports.events.publish(decideIntake(received, finding, intake, now));
}

/** The same file may come again once its book is gone. */
export async function forgetRemoved(removed: BookRemoved, { readModels }: IngestPorts): Promise<void> {
  await readModels.update(intakes, removed.account, removed.data.bookId, (intake) =>
    withoutIntake(intake, removed.occurredAt),
  );
}

/** The same, once it has turned out that nothing can be made of it. */
export async function forgetRefused(refused: DocumentRefused, { readModels }: IngestPorts): Promise<void> {
  if (refused.data.kind !== "book") return;
  await readModels.update(intakes, refused.account, refused.data.documentId, (intake) =>
    withoutIntake(intake, refused.occurredAt),
  );
}

/** The books of an archive, their bytes safe with us. */
interface Unpacked extends Pick<InspectedArchive, "others" | "isCut"> {
  readonly unpacked: readonly UnpackedFile[];
}

async function inspect(received: BookReceived, { blobs, workshop }: IngestPorts): Promise<Finding | Unpacked> {
  const { sourceKey, fileName, mediaType } = received.data;
  try {
    return await blobs.withFile(sourceKey, async (path) => {
      const limits = { timeoutMs: inspectTimeoutMs };
      const inspection = await workshop.run(inspectJob, { path, fileName, mediaType }, limits);
      return "format" in inspection ? { inspection } : await unpack(received, path, inspection, { blobs, workshop });
    });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    return { refusal };
  }
}

async function unpack(
  received: BookReceived,
  path: string,
  { books, others, isCut }: InspectedArchive,
  { blobs, workshop }: Pick<IngestPorts, "blobs" | "workshop">,
): Promise<Unpacked> {
  judgeDepth(received);
  const unpacked: UnpackedFile[] = [];
  for (const name of books) {
    const blob = await blobs.withScratch(async (outputPath) => {
      await workshop.run(unpackJob, { path, name, outputPath }, { timeoutMs: inspectTimeoutMs });
      return await blobs.take(received.account, outputPath);
    });
    unpacked.push({ name, blob });
  }
  return { unpacked, others, isCut };
}

/** What is wrong with the file, and not with the world. */
function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Rejected) return { code: error.code, message: error.message };
  if (!(error instanceof WorkshopLimit)) return undefined;
  return error.limit === "time"
    ? {
        code: "book/too-slow",
        message:
          "This file takes longer to open than any book should. Please convert it with another program, and send that.",
      }
    : {
        code: "book/too-complex",
        message:
          "This file takes more memory to open than any book should. Please convert it with another program, and send that.",
      };
}
