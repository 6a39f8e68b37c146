import { posix } from "node:path";

/** Of the pictures of word processors, by the end of their names. What is compressed says itself what it is. */
const types: ReadonlyMap<string, string> = new Map([
  [".png", "image/png"],
  [".jpg", "image/jpeg"],
  [".jpeg", "image/jpeg"],
  [".gif", "image/gif"],
  [".bmp", "image/bmp"],
  [".tif", "image/tiff"],
  [".tiff", "image/tiff"],
  [".svg", "image/svg+xml"],
  [".webp", "image/webp"],
  [".emf", "image/emf"],
  [".wmf", "image/wmf"],
  [".emz", ""],
  [".wmz", ""],
  [".svgz", ""],
  [".svm", "image/x-svm"],
  [".pdf", "application/pdf"],
  [".eps", "image/x-eps"],
]);

/** The media type of a picture in a document; empty where only its bytes tell, `undefined` for what is called like none. */
export function pictureType(name: string): string | undefined {
  return types.get(posix.extname(name).toLowerCase());
}
