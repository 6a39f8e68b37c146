import { createHash } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** One mail that the mail server of the tests has said yes to. */
export interface AcceptedMail {
  readonly to: string;
  readonly deliveryId: string;
  readonly bytes: number;
  /** Of the whole message, so that two of the same are seen as such. */
  readonly sha256: string;
  readonly message?: Buffer;
}

/** A mail server that counts honestly: what it accepted is in `accepted` before the client is told so. */
export interface SmtpSink {
  readonly url: string;
  readonly accepted: readonly AcceptedMail[];
  close(): Promise<void>;
}

export interface SmtpSinkOptions {
  readonly port?: number;
  /** Whether to keep whole messages. */
  readonly keep?: boolean;
  /** The error that a mail is refused with, in answer to its final dot; `undefined` takes it. */
  readonly refuse?: (mail: AcceptedMail) => (Error & { responseCode: number }) | undefined;
  /** Runs once a mail counts as accepted, and before its sender is told. */
  readonly beforeAnswer?: (mail: AcceptedMail) => Promise<void> | void;
}

export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const accepted: AcceptedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    authOptional: true,
    size: 60 * 1024 * 1024,
    maxClients: 100,
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const message = Buffer.concat(chunks);
        const mail: AcceptedMail = {
          to: session.envelope.rcptTo.map(({ address }) => address).join(","),
          deliveryId: /^X-Delivery-Id:\s*(\S+)/im.exec(message.subarray(0, 8192).toString("latin1"))?.[1] ?? "",
          bytes: message.length,
          sha256: createHash("sha256").update(message).digest("hex"),
          ...(options.keep ? { message } : {}),
        };
        const refusal = options.refuse?.(mail);
        if (refusal !== undefined) {
          callback(refusal);
          return;
        }
        accepted.push(mail);
        // A client that is gone by then does not hear it.
        void Promise.resolve(options.beforeAnswer?.(mail)).finally(() => {
          setImmediate(callback, null, "accepted");
        });
      });
    },
  });
  // A client that is killed in the middle of a mail is what these tests are about.
  server.on("error", () => undefined);
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    accepted,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
