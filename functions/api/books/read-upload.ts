import { fileNameFrom } from "../content-disposition.ts";
import { Problem } from "../problem.ts";
import { readFormFile } from "./read-form-file.ts";
import type { BodyReader, Upload } from "./upload.ts";

/** Takes the file out of a request: the whole body, or the field `file` of a form. @throws Problem 400, 415 */
export async function readUpload(headers: Headers, reader: BodyReader): Promise<Upload> {
  const declared = headers.get("content-type") ?? "application/octet-stream";
  const mediaType = declared.split(";")[0]?.trim().toLowerCase() ?? "";
  if (mediaType.startsWith("multipart/")) {
    if (mediaType !== "multipart/form-data") {
      throw new Problem(415, "request/media-type", "Send the file as it is, or as the field `file` of a form.");
    }
    const { fileName, mediaType: partType, content, fields } = await readFormFile(declared, reader);
    return {
      fields,
      fileName: fileName.trim() === "" ? untitled(partType) : fileName,
      mediaType: partType,
      content: notEmpty(content),
    };
  }
  return {
    fields: new Map(),
    fileName: fileNameFrom(headers.get("content-disposition")) ?? untitled(mediaType),
    mediaType,
    content: notEmpty(chunksOf(reader)),
  };
}

async function* chunksOf(reader: BodyReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

async function* notEmpty(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    yield chunk;
  }
  if (bytes === 0) throw new Problem(400, "upload/empty", "There is nothing in the file that was sent.");
}

const extensions: Readonly<Record<string, string>> = {
  "application/epub+zip": ".epub",
  "text/html": ".html",
  "application/xhtml+xml": ".xhtml",
  "text/markdown": ".md",
  "text/plain": ".txt",
};

function untitled(mediaType: string): string {
  return `Untitled${extensions[mediaType] ?? ""}`;
}
