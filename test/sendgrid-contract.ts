import MailComposer from "nodemailer/lib/mail-composer";
import * as z from "zod";

// What `POST /v3/mail/send` demands, from Twilio's published contract (twilio/sendgrid-oai, tsg_mail_v3.json) and its
// page "Mail Send: limitations". Only the parts of it that this product could get wrong.

const Email = z.object({ email: z.string().regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/), name: z.string().optional() });
const CustomArgs = z.record(z.string(), z.string());
const oneLine = z.string().regex(/^[^\r\n]+$/);
/** https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send: headers that may not be set. */
const reservedHeaders = [
  "x-sg-id",
  "x-sg-eid",
  "received",
  "dkim-signature",
  "content-type",
  "content-transfer-encoding",
  "to",
  "from",
  "subject",
  "reply-to",
  "cc",
  "bcc",
];

const MailSend = z.strictObject({
  personalizations: z
    .array(
      z.strictObject({
        to: z.array(Email).min(1).max(1000),
        subject: oneLine.optional(),
        headers: z.record(z.string(), z.string()).optional(),
        custom_args: CustomArgs.optional(),
      }),
    )
    .min(1)
    .max(1000),
  from: Email,
  subject: oneLine.optional(),
  content: z.array(z.strictObject({ type: oneLine, value: z.string().min(1) })).min(1),
  attachments: z
    .array(
      z.strictObject({
        content: z.base64().min(1),
        filename: oneLine,
        type: z
          .string()
          .regex(/^[^\r\n;]+$/)
          .optional(),
        disposition: z.enum(["attachment", "inline"]).optional(),
      }),
    )
    .optional(),
  headers: z.record(z.string(), z.string()).optional(),
  custom_args: CustomArgs.optional(),
  mail_settings: z.unknown().optional(),
  tracking_settings: z.unknown().optional(),
});

/** The whole message, counted after base64. */
export const messageBytesMax = 30_000_000;
const customArgsBytesMax = 10_000;

/** A mail as it was understood. */
export interface MailSent {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly customArgs: Readonly<Record<string, string>>;
  readonly fileName: string;
  readonly message: Buffer;
}

export interface ContractError {
  readonly status: number;
  readonly message: string;
  readonly field: string | null;
}

/** Reads a request's body as the API does: a mail, or the error that it is answered with. */
export async function readMailSend(body: Buffer): Promise<MailSent | ContractError> {
  let json: unknown;
  try {
    json = JSON.parse(body.toString("utf8"));
  } catch {
    return { status: 400, message: "Bad Request", field: null };
  }
  const checked = MailSend.safeParse(json);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    return { status: 400, message: issue?.message ?? "", field: issue?.path.join(".") ?? null };
  }
  const { personalizations, from, content, attachments = [], ...mail } = checked.data;
  const [personalization] = personalizations;
  const headers = { ...mail.headers, ...personalization?.headers };
  const customArgs = { ...mail.custom_args, ...personalization?.custom_args };
  const reserved = Object.keys(headers).find((name) => reservedHeaders.includes(name.toLowerCase()));
  if (reserved !== undefined) return { status: 400, message: "Reserved header", field: `headers.${reserved}` };
  if (JSON.stringify(customArgs).length > customArgsBytesMax) {
    return { status: 400, message: "Too many custom arguments", field: "custom_args" };
  }
  const subject = personalization?.subject ?? mail.subject;
  if (subject === undefined) return { status: 400, message: "The subject is required", field: "subject" };
  const to = personalization?.to.map(({ email }) => email).join(",") ?? "";
  const { "Message-ID": messageId, Date: date, ...others } = headers;
  const composer = new MailComposer({
    from: { name: "", address: from.email },
    to: { name: "", address: to },
    subject,
    text: content.find(({ type }) => type === "text/plain")?.value ?? "",
    ...(messageId !== undefined && {
      messageId,
      baseBoundary: messageId.replaceAll(/[<>]/g, "").replaceAll(/[^\w.]/g, "."),
    }),
    ...(date !== undefined && { date: new Date(date) }),
    headers: others,
    normalizeHeaderKey: (key) => Object.keys(others).find((name) => name.toLowerCase() === key.toLowerCase()) ?? key,
    attachments: attachments.map(({ content: base64, filename, type, disposition = "attachment" }) => ({
      filename,
      content: Buffer.from(base64, "base64"),
      ...(type !== undefined && { contentType: type }),
      contentTransferEncoding: "base64" as const,
      contentDisposition: disposition,
    })),
    newline: "windows",
  });
  const message = await composer.compile().build();
  if (message.length >= messageBytesMax) return { status: 413, message: "Payload Too Large", field: null };
  return { to, from: from.email, subject, headers, customArgs, fileName: attachments[0]?.filename ?? "", message };
}
