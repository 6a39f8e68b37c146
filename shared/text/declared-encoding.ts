import { encodingOf } from "./encoding-labels.ts";

/**
 * How far a declaration is looked for. The HTML standard says 1024 bytes; pages that put scripts before it exist, and
 * browsers find it there when they parse on.
 */
const prescanBytesMax = 65_536;

/**
 * What a page or an XML document says about its own encoding: the prescan of the HTML standard
 * (html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding), then the XML declaration.
 * `undefined` where it says nothing that can be decoded.
 */
export function declaredEncoding(bytes: Uint8Array): string | undefined {
  // As Latin-1, every byte is one character: a declaration is ASCII in whatever encoding it names.
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, prescanBytesMax)).toString(
    "latin1",
  );
  return metaEncoding(head) ?? xmlEncoding(head);
}

function xmlEncoding(head: string): string | undefined {
  const label = /^\s{0,64}<\?xml[^>]{0,200}?\sencoding\s{0,8}=\s{0,8}(["'])([\w.:-]{1,40})\1/u.exec(head)?.[2];
  return label === undefined ? undefined : asDeclaredInside(label);
}

/** A declaration that could be read as ASCII cannot be right about UTF-16. */
function asDeclaredInside(label: string): string | undefined {
  const encoding = encodingOf(label);
  if (encoding?.startsWith("utf-16") === true || encoding?.startsWith("utf-32") === true) return "utf-8";
  return encoding === "x-user-defined" ? "windows-1252" : encoding;
}

function metaEncoding(head: string): string | undefined {
  let at = 0;
  while (at < head.length) {
    at = head.indexOf("<", at);
    if (at === -1) return undefined;
    if (head.startsWith("<!--", at)) {
      // `<!-->` is a whole comment: its two dashes may serve the end as well.
      const end = head.indexOf("-->", at + 2);
      if (end === -1) return undefined;
      at = end + 3;
    } else if (/^<meta[\s/]/iu.test(head.slice(at, at + 6))) {
      const { attributes, end } = attributesAt(head, at + 5);
      const encoding = encodingOfMeta(attributes);
      if (encoding !== undefined) return encoding;
      at = end;
    } else if (/^<\/?[a-z]/iu.test(head.slice(at, at + 3))) {
      const name = /^<\/?[^\s>]*/u.exec(head.slice(at))?.[0] ?? "<";
      at = attributesAt(head, at + name.length).end;
    } else if (/^<[!/?]/u.test(head.slice(at, at + 2))) {
      const end = head.indexOf(">", at);
      if (end === -1) return undefined;
      at = end + 1;
    } else {
      at += 1;
    }
  }
  return undefined;
}

function encodingOfMeta(attributes: ReadonlyMap<string, string>): string | undefined {
  const charset = attributes.get("charset");
  if (charset !== undefined) {
    const encoding = asDeclaredInside(charset);
    if (encoding !== undefined) return encoding;
  }
  if (attributes.get("http-equiv") !== "content-type") return undefined;
  const label = charsetIn(attributes.get("content") ?? "");
  return label === undefined ? undefined : asDeclaredInside(label);
}

/** The algorithm for extracting an encoding from a `meta` element's `content`. */
function charsetIn(content: string): string | undefined {
  for (const { index } of content.matchAll(/charset/giu)) {
    const rest = /^\s*=\s*(.*)$/su.exec(content.slice(index + "charset".length))?.[1];
    if (rest === undefined) continue;
    const quote = rest[0];
    if (quote !== '"' && quote !== "'") return /^[^\s;]*/u.exec(rest)?.[0];
    const end = rest.indexOf(quote, 1);
    return end === -1 ? undefined : rest.slice(1, end);
  }
  return undefined;
}

/** A tag that does not end says nothing. */
const unfinished = (head: string) => ({ attributes: new Map<string, string>(), end: head.length });

/** The attributes of the tag whose name ends at `start`, in lower case, the first of each name; and where the tag ends. */
function attributesAt(head: string, start: number): { attributes: ReadonlyMap<string, string>; end: number } {
  const attributes = new Map<string, string>();
  const attribute = /[\s/]*(?:(>)|([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|(?=(["']))|([^\s>]*)))?)/uy;
  attribute.lastIndex = start;
  for (;;) {
    const match = attribute.exec(head);
    if (match === null) return unfinished(head);
    // A quote that never closes swallows the rest of the document.
    if (match[5] !== undefined) return unfinished(head);
    if (match[1] !== undefined) return { attributes, end: attribute.lastIndex };
    const name = (match[2] ?? "").toLowerCase();
    if (!attributes.has(name)) attributes.set(name, (match[3] ?? match[4] ?? match[6] ?? "").toLowerCase());
  }
}
