import { bookReceived } from "../../../events/book-received.ts";
import { Rejected } from "../../../events/rejected.ts";
import { books } from "../../../shared/read-models/books.ts";
import { fileTooLarge, receivedBytesMax, receiveFile } from "../../../shared/receive-file.ts";
import type { Call } from "../define-endpoint.ts";
import { drainBody } from "../drain-body.ts";
import { invalidRequest, Problem } from "../problem.ts";
import { type Api, awaitEffect, causeKeyOf, keyReused } from "../publish-command.ts";
import { formBytesMax } from "./read-form-file.ts";
import { readUpload } from "./read-upload.ts";
import { type GivenWords, wordsOf } from "./upload-words.ts";

type UploadCall = Pick<
  Call<unknown, unknown, unknown>,
  "method" | "path" | "headers" | "content" | "idempotencyKey" | "signal"
>;

interface UploadOptions {
  readonly deliver: boolean;
  /** What the address says of the book. Fields of the form count more. */
  readonly said: GivenWords;
}

/**
 * Takes an uploaded file in, as it streams, and answers the id of its book. Without a key of the caller's every upload
 * counts as one of its own: the same bytes again are a duplicate, which shows, and brings back a book that was removed.
 * @throws Problem 400, 413, 415, 422
 */
export async function uploadBook(api: Api, call: UploadCall, { deliver, said }: UploadOptions): Promise<string> {
  const { ports, settings } = api;
  if (call.content === null) throw new Problem(400, "upload/empty", "The request has no body: it should be the file.");
  const { mistakes } = wordsOf(said);
  if (mistakes.length > 0) throw invalidRequest(mistakes);
  const reader = call.content.getReader();
  try {
    if (Number(call.headers.get("content-length") ?? 0) > receivedBytesMax + formBytesMax) throw fileTooLarge();
    const { fileName, mediaType, content, fields } = await readUpload(call.headers, reader);
    const { bookId, ...told } = await receiveFile(
      {
        account: settings.account,
        fileName,
        mediaType,
        via: "http",
        deliver,
        content,
        words: () => wordsOf(new Map([...said, ...fields])).words,
        causeKey: causeKeyOf(ports, call),
        ...(call.idempotencyKey !== undefined && {
          keyFits: async (requestId: string, bookId: string) => {
            const [earlier] = (await ports.journal.about(settings.account, requestId, { limit: 1 })).items;
            if (earlier !== undefined && earlier.subject !== bookId) throw keyReused();
          },
        }),
      },
      ports,
    );
    ports.log.info(bookReceived.name, { step: "api", ...told });
    await awaitEffect(
      ports.timers,
      async () => (await ports.readModels.get(books, settings.account, bookId))?.removed === false,
      call.signal,
    );
    return bookId;
  } catch (error) {
    // Who is refused while still sending would otherwise see a broken connection instead of the reason.
    if (!call.signal.aborted) await drainBody(reader);
    if (error instanceof Rejected && error.code === "book/too-large") {
      throw new Problem(413, error.code, error.message);
    }
    throw error;
  }
}
