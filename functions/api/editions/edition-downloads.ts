import * as z from "zod";
import { hashOf } from "../../../events/define-event.ts";
import { epubType } from "../../../events/values.ts";
import { attachmentNamed } from "../content-disposition.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";
import { downloadReplies, sendBlob } from "../send-blob.ts";
import { Id, wholeNumber } from "../values.ts";
import { findEdition } from "./find-edition.ts";

const Params = z.object({ id: Id });
const coverTypes = ["image/jpeg", "image/png", "image/gif"];
const volumesMax = 1000;

/** An edition's bytes: the EPUB that goes to the Kindle, and its cover. */
export function editionDownloads(api: Api): readonly Endpoint[] {
  const { blobs } = api.ports;
  return [
    defineEndpoint({
      method: "GET",
      path: "/api/editions/{id}/epub",
      summary: "The Kindle-ready EPUB of an edition",
      access: "reader",
      params: Params,
      query: z.object({
        volume: wholeNumber(1, volumesMax)
          .default(1)
          .meta({ description: "Which one, where an edition had to be more than one volume" }),
      }),
      responses: downloadReplies(epubType),
      problems: { 404: ["edition/not-found", "edition/not-ready", "edition/no-volume", "content/missing"] },
      handle: async (call) => {
        const { title, document } = await findEdition(api, call.params.id);
        if (document === undefined) throw new Problem(404, "edition/not-ready", "No document has been made of it.");
        const volumes = document.volumes ?? [{ documentKey: document.key, sha256: document.sha256, title }];
        const volume = volumes[call.query.volume - 1];
        if (volume === undefined) {
          const count = volumes.length === 1 ? "one volume" : `${volumes.length} volumes`;
          throw new Problem(404, "edition/no-volume", `It has ${count}.`);
        }
        const disposition = attachmentNamed(`${volume.title.slice(0, 150)}.epub`);
        const { documentKey: key, sha256: tag } = volume;
        return await sendBlob(blobs, { key, mediaType: epubType, tag, disposition }, call);
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/editions/{id}/cover",
      summary: "The cover's picture of an edition",
      access: "reader",
      params: Params,
      responses: downloadReplies(...coverTypes),
      problems: { 404: ["edition/not-found", "edition/no-cover", "content/missing"] },
      handle: async (call) => {
        const cover = (await findEdition(api, call.params.id)).document?.cover;
        if (cover === undefined) throw new Problem(404, "edition/no-cover", "It has no cover.");
        const mediaType = coverTypes.find((type) => type === cover.mediaType) ?? "application/octet-stream";
        const tag = hashOf("cover", cover.key);
        return await sendBlob(blobs, { key: cover.key, mediaType, tag, disposition: "inline" }, call);
      },
    }),
  ];
}
