import * as z from "zod";
import { hashOf } from "../../../events/define-event.ts";
import { epubType, pdfType } from "../../../events/values.ts";
import { attachmentNamed } from "../content-disposition.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";
import { downloadReplies, sendBlob } from "../send-blob.ts";
import { Id, wholeNumber } from "../values.ts";
import { findBook } from "./find-book.ts";

const Params = z.object({ id: Id });
const coverTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"];
/** Types that no browser runs anything of. What else somebody dropped (a page, a drawing) is only bytes. */
const inertTypes = [epubType, pdfType, "text/plain", "text/markdown"];

/** A book's bytes: as it was dropped, as it goes to the Kindle, and its cover. */
export function bookDownloads(api: Api): readonly Endpoint[] {
  const { blobs } = api.ports;
  return [
    defineEndpoint({
      method: "GET",
      path: "/api/books/{id}/epub",
      summary: "The Kindle-ready document: an EPUB, or the PDF that was sent",
      access: "reader",
      params: Params,
      query: z.object({
        volume: wholeNumber(1, 1000)
          .default(1)
          .meta({ description: "Which one, where a book had to be more than one volume" }),
      }),
      responses: downloadReplies(epubType, pdfType),
      problems: { 404: ["book/not-found", "book/not-ready", "book/no-volume", "content/missing"] },
      handle: async (call) => {
        const { title, document } = await findBook(api, call.params.id);
        if (document === undefined) throw new Problem(404, "book/not-ready", "No document has been made of it.");
        const volumes = document.volumes ?? [{ documentKey: document.key, sha256: document.sha256, title }];
        const volume = volumes[call.query.volume - 1];
        if (volume === undefined) {
          throw new Problem(
            404,
            "book/no-volume",
            `It has ${volumes.length === 1 ? "one volume" : `${volumes.length} volumes`}.`,
          );
        }
        const mediaType = document.mediaType ?? epubType;
        const extension = mediaType === pdfType ? "pdf" : "epub";
        const disposition = attachmentNamed(`${volume.title.slice(0, 150)}.${extension}`);
        return await sendBlob(blobs, { key: volume.documentKey, mediaType, tag: volume.sha256, disposition }, call);
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/books/{id}/original",
      summary: "The file as it was dropped or uploaded",
      access: "reader",
      params: Params,
      responses: downloadReplies(...inertTypes, "application/octet-stream"),
      problems: { 404: ["book/not-found", "content/missing"] },
      handle: async (call) => {
        const { fileName, mediaType, sourceKey, sha256 } = await findBook(api, call.params.id);
        const inert = inertTypes.find((type) => type === mediaType.split(";")[0]?.trim().toLowerCase());
        return await sendBlob(
          blobs,
          {
            key: sourceKey,
            mediaType: inert ?? "application/octet-stream",
            tag: sha256,
            disposition: attachmentNamed(fileName),
          },
          call,
        );
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/books/{id}/cover",
      summary: "The cover's picture",
      access: "reader",
      params: Params,
      responses: downloadReplies(...coverTypes),
      problems: { 404: ["book/not-found", "book/no-cover", "content/missing"] },
      handle: async (call) => {
        const { cover } = await findBook(api, call.params.id);
        if (cover === undefined) throw new Problem(404, "book/no-cover", "It has no cover.");
        const mediaType = coverTypes.find((type) => type === cover.mediaType) ?? "application/octet-stream";
        return await sendBlob(
          blobs,
          { key: cover.key, mediaType, tag: hashOf("cover", cover.key), disposition: "inline" },
          call,
        );
      },
    }),
  ];
}
