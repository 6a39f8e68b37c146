import * as z from "zod";
import { fileTooLarge, presentableFileName, receivedBytesMax } from "../../../shared/receive-file.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";

/** How long an address is good for: enough for 200 MB over a slow line. */
const addressForMs = 60 * 60 * 1000;

const NewUpload = z.object({
  fileName: z.string().min(1).max(1000).meta({ description: "What the file is called" }),
  bytes: z.int().min(1).meta({ description: "Its exact size" }),
});
const SignedUpload = z.object({
  url: z.string().meta({ description: "Where to PUT the file, within an hour" }),
  headers: z.record(z.string(), z.string()).meta({ description: "To be sent with it, exactly" }),
});

/** Large files go past the API, straight into a bucket, where there is one. */
export function signedUploadEndpoints({ ports, settings }: Api): readonly Endpoint[] {
  return [
    defineEndpoint({
      method: "POST",
      path: "/api/uploads",
      summary: "An address to put a file to, which becomes a book once it is there",
      body: NewUpload,
      responses: {
        200: {
          description: "The address, signed for this file alone",
          body: SignedUpload,
          example: {
            url: "https://storage.googleapis.com/uploads/home/6f1ed002ab5595859014ebf0951522d9/book.epub?X-Goog-Signature=00",
            headers: { "content-type": "application/octet-stream", "x-goog-content-length-range": "1024,1024" },
          },
        },
      },
      problems: { 413: ["book/too-large"], 501: ["upload/no-bucket"] },
      handle: async ({ body: { fileName, bytes } }) => {
        if (ports.uploads === undefined) {
          throw new Problem(
            501,
            "upload/no-bucket",
            "This server has no bucket that files could be put into: send the file to `POST /api/books` instead.",
          );
        }
        if (bytes > receivedBytesMax) {
          const { code, message } = fileTooLarge();
          throw new Problem(413, code, message);
        }
        const { url, headers } = await ports.uploads.sign({
          account: settings.account,
          fileName: presentableFileName(fileName),
          bytes,
          until: new Date(ports.clock.now().getTime() + addressForMs),
        });
        return { status: 200, body: { url, headers: { ...headers } } };
      },
    }),
  ];
}
