/** A PDF of the given objects, `1 0 obj` first, with a table of where they lie. */
export function pdfOf(
  objects: readonly string[],
  trailer: string,
  shape: { readonly header?: string; readonly from?: "header" | "file" } = {},
): Buffer {
  const header = shape.header ?? "";
  let text = `${header}%PDF-1.7\n%\u00e2\u00e3\n`;
  const base = shape.from === "file" ? 0 : header.length;
  const offsets = objects.map((object, index) => {
    const at = text.length - base;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const start = text.length - base;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}trailer\n<</Size ${objects.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}

/** The same with a stream of cross-references, and the second object in a stream of objects. */
export function compressedPdfOf(
  catalog: string,
  info: string,
  deflate: (bytes: Buffer) => Buffer,
  predict: (rows: readonly (readonly number[])[]) => { readonly bytes: Buffer; readonly parameters: string },
): Buffer {
  const parts: Buffer[] = [Buffer.from("%PDF-1.5\n")];
  const length = () => parts.reduce((sum, part) => sum + part.length, 0);
  const stream = (number: number, dictionary: string, content: Buffer) => {
    const at = length();
    const head = `${number} 0 obj\n<<${dictionary}/Filter/FlateDecode/Length ${content.length}>>stream\r\n`;
    parts.push(Buffer.from(head), content, Buffer.from("\nendstream\nendobj\n"));
    return at;
  };
  const catalogAt = length();
  parts.push(Buffer.from(`1 0 obj\n${catalog}\nendobj\n`));
  const objects = Buffer.from(`2 0 ${info}`, "latin1");
  const objectsAt = stream(3, `/Type/ObjStm/N 1/First 4`, deflate(objects));
  const at = length();
  const rows = [place(0, 0, 0), place(1, catalogAt, 0), place(2, 3, 0), place(1, objectsAt, 0), place(1, at, 0)];
  const { bytes, parameters } = predict(rows);
  stream(4, `/Type/XRef/W[1 2 1]/Size 5/Root 1 0 R/Info 2 0 R${parameters}`, deflate(bytes));
  parts.push(Buffer.from(`startxref\n${at}\n%%EOF`));
  return Buffer.concat(parts);
}

function place(kind: number, where: number, which: number): readonly number[] {
  return [kind, where >> 8, where & 255, which];
}
