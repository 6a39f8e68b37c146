import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Mail, MailAnswer, OutgoingMail } from "../../ports/mail.ts";
import { keptLines } from "./kept-lines.ts";
import { kindleMessageBytesMax } from "./mail-limits.ts";
import { messageBytesOf, refusalOfUnsafe } from "./mail-message.ts";
import { places } from "./places.ts";
import { smtpServerAt } from "./smtp-address.ts";
import { converse, type SmtpTimeouts } from "./smtp-conversation.ts";

/**
 * A mail is claimed while it waits, and a claim counts as left behind after a quarter of an hour
 * (functions/deliver/delivery-state.ts): waiting and the whole conversation have to fit into that.
 */
const placeWaitMsMax = 60_000;

/** How long each part of a conversation may take, and how long a mail waits until it may begin one. */
export interface SmtpMailTimeouts extends SmtpTimeouts {
  /** Until a conversation before it has ended, where as many go on as may. */
  readonly placeMs: number;
}

export const smtpTimeouts: SmtpMailTimeouts = {
  connectMs: 10_000,
  greetingMs: 30_000,
  idleMs: 60_000,
  answerMs: 300_000,
  totalMs: 600_000,
  placeMs: placeWaitMsMax,
};

/** A burst of mails shares its lines; a single one does not keep its server waiting for more. */
const lineIdleMsMax = 1_000;
const mailsOfLineMax = 100;

export interface SmtpMailOptions {
  readonly messageBytesMax?: number;
  readonly timeouts?: Partial<SmtpMailTimeouts>;
  /** Conversations at once, whatever the address says. */
  readonly connectionsMax?: number;
}

/**
 * Hands mail to an SMTP server (what its address may say: `smtpServerAt`). A line carries one mail after another while
 * there are more: to connect, encrypt and log in takes a server longer than a small mail. Only a mail that was accepted
 * leaves its line to the next, so that nothing which is said on it can be about another mail.
 */
export function smtpMail(
  url: string,
  { messageBytesMax = kindleMessageBytesMax, timeouts = {}, connectionsMax }: SmtpMailOptions = {},
): Mail {
  const server = smtpServerAt(new URL(url));
  const limits = { ...smtpTimeouts, ...timeouts };
  const turns = places(connectionsMax ?? server.connectionsMax, limits.placeMs);
  const lines = keptLines({ idleMs: lineIdleMsMax, mailsMax: mailsOfLineMax });

  const sendOver = async (mail: OutgoingMail, takeLine: () => SMTPConnection | undefined): Promise<MailAnswer> => {
    const messageBytes = await messageBytesOf(mail);
    // A line is listened to at every moment, by who keeps it or by who talks on it: nothing is waited for in between.
    const ended = await converse(server, mail, { messageBytes, limits, line: takeLine() });
    if (ended.line !== undefined) lines.keep(ended.line);
    // A line that was hung up between two mails says nothing about the second.
    return ended.lineWasGone ? await sendOver(mail, () => undefined) : ended.answer;
  };

  return {
    messageBytesMax,
    evidenceWithinMs: 0,
    bytesOf: messageBytesOf,
    send: async (mail) =>
      refusalOfUnsafe(mail) ??
      (await turns.take(
        async () => await sendOver(mail, () => lines.take()),
        () => busy,
      )),
    // No server can be asked what became of a message.
    lookUp: async () => "unknown",
  };
}

/** Certainly not sent: nobody has been talked to. */
const busy: MailAnswer = {
  outcome: "not-accepted",
  permanent: false,
  code: "smtp/busy",
  reason: "The mail server was busy with other mails for too long.",
};
