import type { SourceResource } from "./source-book.ts";

/** Pictures of one page that lie in it as `data:` addresses; beyond that, the rest is left out. */
const picturesMax = 2000;
const pictureCharactersMax = 64 * 1024 * 1024;

/**
 * Takes the pictures out that a page carries in itself, before anything parses it: what remains is small. Each is replaced by
 * a reference that the returned map knows.
 */
export function takeDataPictures(text: string): { text: string; pictures: ReadonlyMap<string, SourceResource> } {
  const pictures = new Map<string, SourceResource>();
  if (!/data:image\//iu.test(text)) return { text, pictures };
  // After a quote, an equals sign, a bracket or a space: an attribute's value, or a Markdown destination.
  const withReferences = text.replace(
    /(?<=["'=(<\s])data:(image\/[\w.+-]{1,40})((?:;[\w=."-]{1,60}){0,4}),([^"'\s<>()]*)/giu,
    (whole, mediaType: string, parameters: string, content: string) => {
      if (pictures.size >= picturesMax || content.length > pictureCharactersMax) return "";
      const isBase64 = /;\s*base64$/iu.test(parameters);
      const id = `data-picture-${pictures.size + 1}`;
      const resource = resourceOf(id, mediaType.toLowerCase(), content, isBase64);
      if (resource === undefined) return whole;
      pictures.set(id, resource);
      return id;
    },
  );
  return { text: withReferences, pictures };
}

function resourceOf(id: string, mediaType: string, content: string, isBase64: boolean): SourceResource | undefined {
  const plain = content.includes("%") ? percentDecoded(content) : content;
  if (plain === undefined || plain === "") return undefined;
  const decode = () => (isBase64 ? Buffer.from(plain, "base64") : Buffer.from(plain, "utf8"));
  return {
    id,
    name: `picture ${id.replace("data-picture-", "")}`,
    mediaType,
    bytes: isBase64 ? Math.floor((plain.length * 3) / 4) : Buffer.byteLength(plain),
    // oxlint-disable-next-line typescript/require-await -- a resource is read from wherever it lies; these are in memory.
    read: async () => decode(),
  };
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
