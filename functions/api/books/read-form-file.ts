import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { Rejected } from "../../../events/rejected.ts";
import { fileTooLarge, receivedBytesMax } from "../../../shared/receive-file.ts";
import { invalidRequest, type Mistake, Problem } from "../problem.ts";
import type { BodyReader, Upload } from "./upload.ts";
import { type GivenWords, uploadWordCharactersMax, uploadWordNames, wordsOf } from "./upload-words.ts";

const formLimits = {
  fieldSize: 4 * uploadWordCharactersMax,
  fields: 80,
  files: 20,
  parts: 100,
  headerPairs: 20,
  headerSize: 16 * 1024,
};

/** What a form writes around its file. */
export const formBytesMax = 64 * 1024;

/**
 * The field `file` of a form, as it comes in. Its content ends well only when the whole form has been read and nothing
 * else was in it: so whoever stores it keeps nothing of a form that was cut off.
 * @throws Problem 400 where there is no such field; Rejected `book/too-large`
 */
export async function readFormFile(contentType: string, reader: BodyReader): Promise<Upload> {
  const parser = parserFor(contentType);
  const mistakes: Mistake[] = [];
  const fields = new Map<string, string[]>();
  const found = Promise.withResolvers<Upload>();
  const ended = Promise.withResolvers<void>();
  // Nobody may be waiting for one of the two when the other one fails.
  ended.promise.catch(() => {});
  const fail = (why: unknown) => {
    const problem = why instanceof Problem || why instanceof Rejected ? why : malformed(why);
    found.reject(problem);
    ended.reject(problem);
  };
  let taken = false;

  parser.on("file", (name, stream, fileName: string | undefined, _encoding, mediaType) => {
    // Told by the parser's own error as well.
    stream.on("error", fail);
    if (name === "file" && !taken) {
      taken = true;
      // Browsers write a quote in a name as %22, and leave every other percent sign alone.
      const named = (fileName ?? "").replaceAll("%22", '"');
      found.resolve({ fileName: named, mediaType, content: whole(stream, ended.promise, mistakes, fields), fields });
      return;
    }
    mistakes.push({ path: name, message: name === "file" ? "is given more than once" : "is not known here" });
    stream.resume();
  });
  parser.on("field", (name, value, _nameCut, isCut) => {
    if (!uploadWordNames.includes(name)) mistakes.push({ path: name, message: "is not known here" });
    else if (isCut) mistakes.push({ path: name, message: "is too long" });
    else fields.set(name, [...(fields.get(name) ?? []), value]);
  });
  for (const limit of ["partsLimit", "filesLimit", "fieldsLimit"] as const) {
    parser.on(limit, () => fail(new Error("It has too many fields")));
  }
  parser.on("error", fail);
  parser.on("finish", () => {
    ended.resolve();
    found.reject(invalidRequest([...mistakes, { path: "file", message: "is missing: it holds the file" }]));
  });
  void feed(parser, reader, ended.promise).catch(fail);
  return await found.promise;
}

function parserFor(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      preservePath: true,
      limits: formLimits,
      // Whatever it calls itself, the field `file` is content: no limit of a text field is for it.
      isPartAFile: (name, type, fileName) =>
        name === "file" || fileName !== undefined || type === "application/octet-stream",
    });
  } catch (error) {
    throw malformed(error);
  }
}

async function feed(parser: BusboyInstance, reader: BodyReader, ended: Promise<void>): Promise<void> {
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    // Fields that are passed over have no limit of their own.
    if (bytes > receivedBytesMax + formBytesMax) throw fileTooLarge();
    if (!parser.write(value)) {
      await Promise.race([new Promise<void>((resolve) => parser.once("drain", () => resolve())), ended]);
    }
  }
  parser.end();
}

async function* whole(
  stream: AsyncIterable<Uint8Array>,
  ended: Promise<void>,
  mistakes: readonly Mistake[],
  fields: GivenWords,
): AsyncGenerator<Uint8Array> {
  yield* stream;
  await ended;
  const all = [...mistakes, ...wordsOf(fields).mistakes];
  if (all.length > 0) throw invalidRequest(all);
}

function malformed(why: unknown): Problem {
  const reason = why instanceof Error ? why.message : String(why);
  return new Problem(400, "upload/malformed", `The form could not be read to its end: ${reason}.`);
}
