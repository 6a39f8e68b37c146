import { writeArchive } from "../../../shared/archive/write-archive.ts";
import { attachmentNamed } from "../content-disposition.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import type { Api } from "../publish-command.ts";
import { streamOf } from "../stream-of.ts";
import { exportFiles } from "./export-files.ts";

const zipType = "application/zip";

/** An account as a whole: all that is kept for it. */
export function accountEndpoints(api: Api): readonly Endpoint[] {
  const { clock } = api.ports;
  return [
    defineEndpoint({
      method: "GET",
      path: "/api/export",
      summary: "Everything that is kept for the account, as a ZIP with a README.txt that says what is what",
      responses: {
        200: {
          description: "The archive, as it is made: an answer that breaks off is not whole",
          mediaTypes: [zipType],
        },
      },
      handle: async ({ method, signal }) => {
        const at = clock.now();
        const headers = {
          "content-type": zipType,
          "content-disposition": attachmentNamed(`kindle-content-server-${at.toISOString().slice(0, 10)}.zip`),
        };
        const content = method === "HEAD" ? null : streamOf(writeArchive(exportFiles(api), { modifiedAt: at }), signal);
        return { status: 200, headers, content };
      },
    }),
  ];
}
