import { gzipMember } from "../../../shared/web/gzip-member.ts";
import { compressedPicture, unshownKind, windowsMetafile } from "./unshown-kind.ts";

/** What a picture holds that no decoder reads, as bytes of one that is read, or why it cannot be had. */
export type PictureWithin = { readonly bytes: Uint8Array } | { readonly why: string };

/** Of what is compressed in a file of its own, as large as a picture may be. */
const inflatedBytesMax = 64 * 1024 * 1024;

/** What a metafile draws, or what is compressed in a file; `undefined` for what holds nothing that is known. */
export async function pictureWithin(kind: string, bytes: Uint8Array): Promise<PictureWithin | undefined> {
  if (kind === windowsMetafile) return await drawn(bytes);
  return kind === compressedPicture ? await inflated(bytes) : undefined;
}

async function drawn(bytes: Uint8Array): Promise<PictureWithin | undefined> {
  const { drawMetafile } = await import("../images/metafile/draw-metafile.ts");
  const drawing = drawMetafile(bytes);
  if ("svg" in drawing) return { bytes: Buffer.from(drawing.svg, "utf8") };
  return drawing.undrawn === "nothing" ? undefined : { why: whyUndrawn[drawing.undrawn] };
}

const whyUndrawn = {
  "too much": "it is a Windows metafile that would take too long to draw",
  "EMF+": "it is a Windows metafile of the kind EMF+, which is not drawn here",
};

/** As EMZ, WMZ and SVGZ are: gzip, once. */
async function inflated(bytes: Uint8Array): Promise<PictureWithin | undefined> {
  const found = await gzipMember(bytes, inflatedBytesMax);
  if (found.end === "too-large") return { why: "what is compressed in it is larger than 64 MB" };
  if (found.end === "corrupt" || unshownKind(found.bytes) === compressedPicture) return undefined;
  return { bytes: found.bytes };
}
