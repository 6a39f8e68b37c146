import { Busboy } from "@fastify/busboy";
import PostalMime from "postal-mime";
import { hashOf } from "../../../events/define-event.ts";
import { Rejected } from "../../../events/rejected.ts";
import type { InboundMail } from "./inbound-mail.ts";
import { linksInText, readMailHtml } from "./mail-html.ts";

const formLimits = {
  fieldSize: 4 * 1024 * 1024,
  fields: 50,
  files: 30,
  parts: 80,
  headerPairs: 20,
  headerSize: 16 * 1024,
};
const textCharactersMax = 500_000;

/**
 * A mail as SendGrid's Inbound Parse posts it: in parts that it has taken apart, or whole (`email`). Attachments are
 * not looked at: what Amazon has to say it says in the mail.
 * @throws Rejected `webhook/malformed`
 */
export async function readInbound(contentType: string, body: Buffer): Promise<InboundMail> {
  const fields = await readFields(contentType, body);
  const charsets = jsonOf(fields.get("charsets")?.toString("utf8"));
  const field = (name: string) => decoded(fields.get(name), charsets[name]);
  const raw = fields.get("email");
  const whole = raw ?? Buffer.concat([fields.get("headers") ?? Buffer.alloc(0), Buffer.from("\r\n\r\n")]);
  const mail = await parsed(whole);
  const plain = raw === undefined ? field("text") : (mail.text ?? "");
  const html = readMailHtml((raw === undefined ? field("html") : (mail.html ?? "")).slice(0, textCharactersMax));
  const envelope = jsonOf(field("envelope"));
  const date = new Date(mail.date ?? "");
  const text = `${plain.slice(0, textCharactersMax)}\n${html.text}`;
  const subject = field("subject") || (mail.subject ?? "");
  return {
    from: (mail.from?.address ?? addressIn(field("from"))).toLowerCase(),
    envelopeFrom: typeof envelope["from"] === "string" ? envelope["from"].toLowerCase() : "",
    spf: field("SPF").trim().toLowerCase(),
    dkim: dkimOf(field("dkim")),
    subject,
    text,
    links: [...html.links, ...linksInText(plain)],
    date: Number.isNaN(date.getTime()) ? undefined : date,
    key: hashOf("inbound-mail", mail.messageId ?? "", mail.messageId === undefined ? `${subject}\n${text}` : ""),
  };
}

function readFields(contentType: string, body: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, Buffer>();
    const fail = () => reject(new Rejected("webhook/malformed", "This is no form, or not all of one."));
    let parser: InstanceType<typeof Busboy>;
    try {
      // As bytes: the parts of a mail are in the encodings that `charsets` names.
      parser = new Busboy({ headers: { "content-type": contentType }, limits: formLimits, defCharset: "latin1" });
    } catch {
      fail();
      return;
    }
    parser.on("field", (name, value) => {
      if (!fields.has(name)) fields.set(name, Buffer.from(value, "latin1"));
    });
    parser.on("file", (_name, stream) => {
      stream.on("error", fail);
      stream.resume();
    });
    parser.on("error", fail);
    parser.on("finish", () => resolve(fields));
    parser.end(body);
  });
}

async function parsed(message: Buffer): ReturnType<typeof PostalMime.parse> {
  try {
    return await PostalMime.parse(message, { maxNestingDepth: 20, maxHeadersSize: 256 * 1024 });
  } catch {
    throw new Rejected("webhook/malformed", "There is no mail in this form that can be read.");
  }
}

function decoded(bytes: Buffer | undefined, charset: unknown): string {
  if (bytes === undefined) return "";
  try {
    return new TextDecoder(typeof charset === "string" ? charset : "utf-8").decode(bytes);
  } catch {
    return bytes.toString("utf8");
  }
}

function jsonOf(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function addressIn(from: string): string {
  return /<([^<>\s]+@[^<>\s]+)>\s*$/.exec(from)?.[1] ?? /^\s*([^<>\s]+@[^<>\s]+)\s*$/.exec(from)?.[1] ?? "";
}

/** `{@amazon.com : pass, @amazonses.com : fail}` */
function dkimOf(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/@([a-z0-9.-]+)\s*:\s*([a-z]+)/gi)];
  return new Map(found.map(([, domain = "", verdict = ""]) => [domain.toLowerCase(), verdict.toLowerCase()]));
}
