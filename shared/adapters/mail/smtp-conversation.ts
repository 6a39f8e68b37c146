import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { MailAnswer, OutgoingMail } from "../../ports/mail.ts";
import { hangUp, sayGoodbye } from "./kept-lines.ts";
import { messageOf } from "./mail-message.ts";
import type { SmtpServer } from "./smtp-address.ts";
import { answerOfFailure, type SmtpFailure, type SmtpPhase } from "./smtp-answer.ts";

export interface SmtpTimeouts {
  /** Name look-up and connection. */
  readonly connectMs: number;
  /** From the connection to the end of the greetings, encryption included. */
  readonly greetingMs: number;
  /** For each answer to a command, and between two pieces of the message that the server takes. */
  readonly idleMs: number;
  /** For the answer to the whole message: servers look for viruses then, and RFC 5321 asks for patience. */
  readonly answerMs: number;
  /** For everything together. */
  readonly totalMs: number;
}

const providerMessageIdCharactersMax = 200;
/** What a server says that will not talk on this line any more (RFC 5321 section 3.8). */
const closing = 421;

/** What came of a conversation about one mail. */
export interface ConversationEnd {
  readonly answer: MailAnswer;
  /** The line, where it is open, nothing is owed on it, and the next mail may have it. */
  readonly line?: SMTPConnection;
  /** It was hung up before the server said a word about this mail: on a new line the same is worth saying at once. */
  readonly lineWasGone?: boolean;
}

/** What a conversation is about, and how long its parts may take. */
export interface ConversationOptions {
  readonly messageBytes: number;
  readonly limits: SmtpTimeouts;
  /** An open line that carried a mail before; without it one is made. */
  readonly line?: SMTPConnection | undefined;
}

/** One conversation about one mail. Never rejects: every end of it is an answer. */
export function converse(
  { options, login }: SmtpServer,
  mail: OutgoingMail,
  { messageBytes, limits, line }: ConversationOptions,
): Promise<ConversationEnd> {
  return new Promise((resolve) => {
    let phase: SmtpPhase = "connect";
    let settled = false;
    let patience: NodeJS.Timeout | undefined;

    const connection = line ?? newLine(options, limits);

    const end = (come: ConversationEnd) => {
      settled = true;
      clearTimeout(patience);
      clearTimeout(total);
      connection.off("error", failWith);
      connection.off("end", ended);
      message.destroy();
      resolve(come);
    };
    const fail = (failure: Omit<SmtpFailure, "phase">) => {
      if (settled) return;
      if (phase === "connect" && connection.stage === "connected") phase = "greeting";
      const { kind, responseCode } = failure;
      const hungUp = kind === "connection" && (responseCode === undefined || responseCode === closing);
      end({
        answer: answerOfFailure({ ...failure, phase }),
        lineWasGone: line !== undefined && phase === "envelope" && hungUp,
      });
      if (responseCode !== undefined && phase !== "body") sayGoodbye(connection);
      else hangUp(connection);
    };
    const failWith = (error: SMTPConnection.SMTPError) => fail(failureOf(error, phase));
    const wait = (ms: number) => {
      clearTimeout(patience);
      if (!settled) patience = setTimeout(() => fail({ kind: "timeout" }), ms);
    };
    const total = setTimeout(() => fail({ kind: "timeout" }), limits.totalMs);

    // Asked for piece by piece, and from the first time on only once the server has said that it wants the message.
    async function* watched(): AsyncGenerator<Uint8Array> {
      phase = "body";
      wait(limits.idleMs);
      for await (const chunk of messageOf(mail)) {
        yield chunk;
        wait(limits.idleMs);
      }
      // The dot goes out because this ends: from here on the server may have the whole message.
      phase = "answer";
      wait(limits.answerMs);
    }
    const message = Readable.from(watched(), { objectMode: false });
    message.on("error", () => fail({ kind: "document" }));

    const send = () => {
      phase = "envelope";
      wait(limits.idleMs);
      const envelope = { from: mail.from, to: [mail.to], size: messageBytes };
      connection.send(envelope, message, (error, accepted) => {
        if (error) failWith(error);
        else if (phase !== "answer") fail({ kind: "early-answer" });
        else if (!settled) end({ answer: { outcome: "accepted", ...providerMessageIdOf(accepted) }, line: connection });
      });
    };

    // Said also after an error whose callback is still to come, and which knows better.
    const ended = () => setImmediate(() => fail({ kind: "connection" }));
    connection.on("error", failWith);
    connection.on("end", ended);
    if (line !== undefined) {
      send();
      return;
    }
    patience = setTimeout(() => {
      if (connection.stage === "init") fail({ kind: "timeout" });
      else wait(limits.greetingMs);
    }, limits.connectMs);
    connection.connect((error) => {
      if (error) {
        failWith(error);
      } else if (login === undefined || !connection.allowsAuth) {
        send();
      } else {
        phase = "login";
        wait(limits.idleMs);
        connection.login(login, (refused) => (refused ? failWith(refused) : send()));
      }
    });
  });
}

function newLine(options: SMTPConnection.Options, limits: SmtpTimeouts): SMTPConnection {
  return new SMTPConnection({
    ...options,
    // Ours are shorter; these only keep the library from waiting on when we have long stopped to.
    connectionTimeout: limits.connectMs + limits.greetingMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: Math.max(limits.idleMs, limits.answerMs),
    // A message that was cut short ends in a broken connection, which no server can take for its end.
    socketCloseTimeout: 0,
  });
}

/** What the library says, without its words: they quote the server, which quotes addresses. */
function failureOf(error: SMTPConnection.SMTPError, phase: SmtpPhase): Omit<SmtpFailure, "phase"> {
  const { code, command, responseCode, response } = error;
  const original = "originalCode" in error && typeof error.originalCode === "string" ? error.originalCode : undefined;
  if (code === "ESTREAM") return { kind: "document" };
  if (code === "EMESSAGE" && responseCode === undefined && phase === "envelope") return { kind: "too-large" };
  if (code === "ETLS" || (command === "STARTTLS" && responseCode !== undefined)) return { kind: "tls" };
  if (original !== undefined && /CERT|SSL|TLS|SELF_SIGNED|VERIFY/.test(original)) return { kind: "tls" };
  return {
    kind: code === "ETIMEDOUT" ? "timeout" : "connection",
    responseCode,
    enhancedCode: /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? "")?.[1],
    systemCode: original ?? (code === "EDNS" ? code : undefined),
  };
}

/** The server's own name for the message, where it gave one: for finding it in the server's log. */
function providerMessageIdOf(accepted: { response?: unknown; serverMessageId?: unknown }): {
  providerMessageId?: string;
} {
  const { response, serverMessageId } = accepted;
  // As Postfix, Exim and Exchange say it; the library knows how the large providers do.
  const named = /\b(?:queued as |id=)<?([\w.+=-]+)/i.exec(String(response))?.[1];
  const id = typeof serverMessageId === "string" ? serverMessageId : named;
  return id === undefined ? {} : { providerMessageId: id.slice(0, providerMessageIdCharactersMax) };
}
