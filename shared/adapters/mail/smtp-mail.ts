import { isIP } from "node:net";
import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Mail, MailAnswer, OutgoingMail } from "../../ports/mail.ts";
import { kindleMessageBytesMax } from "./mail-limits.ts";
import { messageBytesOf, messageOf, refusalOfUnsafe } from "./mail-message.ts";
import { places } from "./places.ts";
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
  /** Until a conversation before it has ended, where as many go on as may. */
  readonly placeMs: number;
}

/**
 * A mail is claimed while it waits, and a claim counts as left behind after a quarter of an hour
 * (functions/deliver/delivery-state.ts): waiting and the whole conversation have to fit into that.
 */
const placeWaitMsMax = 60_000;

export const smtpTimeouts: SmtpTimeouts = {
  connectMs: 10_000,
  greetingMs: 30_000,
  idleMs: 60_000,
  answerMs: 300_000,
  totalMs: 600_000,
  placeMs: placeWaitMsMax,
};
/** A server that has answered gets this long to say goodbye. */
const goodbyeMs = 2_000;
const providerMessageIdCharactersMax = 200;

export interface SmtpMailOptions {
  readonly messageBytesMax?: number;
  readonly timeouts?: Partial<SmtpTimeouts>;
  /** Conversations at once. */
  readonly connectionsMax?: number;
}

/** Providers count connections, and take who opens more than a few at once for a spammer. */
const smtpConnectionsMax = 4;
/** What an address may ask for at most. */
const connectionsMaxMax = 32;

/**
 * Hands mail to an SMTP server, one connection for each, so that a conversation's fate is one mail's fate.
 *
 * `smtp://` encrypts where the server offers it, and must where there is a password and the server is another machine;
 * `smtps://` always does. Certificates are checked, but those of this machine. As in nodemailer's own addresses,
 * `?requireTLS=true`, `?requireTLS=false`, `?ignoreTLS=true` and `?tls.rejectUnauthorized=false` say otherwise, and
 * `?maxConnections=1` how many conversations there may be at once: 4 where it does not say.
 */
export function smtpMail(
  url: string,
  { messageBytesMax = kindleMessageBytesMax, timeouts = {}, connectionsMax }: SmtpMailOptions = {},
): Mail {
  const address = new URL(url);
  const server = serverOf(address);
  const limits = { ...smtpTimeouts, ...timeouts };
  const connections = places(connectionsMax ?? connectionsOf(address), limits.placeMs);
  return {
    messageBytesMax,
    evidenceWithinMs: 0,
    bytesOf: messageBytesOf,
    send: async (mail) =>
      refusalOfUnsafe(mail) ??
      (await connections.take(
        async () => await converse(server, mail, await messageBytesOf(mail), limits),
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

function connectionsOf({ searchParams }: URL): number {
  const asked = Number(searchParams.get("maxConnections") ?? smtpConnectionsMax);
  return Number.isInteger(asked) && asked >= 1 ? Math.min(asked, connectionsMaxMax) : smtpConnectionsMax;
}

interface Server {
  readonly options: SMTPConnection.Options;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
}

function serverOf({ protocol, hostname, port, username, password, searchParams }: URL): Server {
  const host = hostname.replaceAll(/^\[|\]$/g, "");
  const isThisMachine = host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
  const secure = protocol === "smtps:";
  const says = (name: string) => searchParams.get(name)?.toLowerCase();
  const requireTLS = says("requireTLS") ?? String(!secure && username !== "" && !isThisMachine);
  const rejectUnauthorized = says("tls.rejectUnauthorized") ?? String(!isThisMachine);
  return {
    options: {
      host,
      ...(port === "" ? {} : { port: Number(port) }),
      secure,
      requireTLS: requireTLS === "true",
      ignoreTLS: says("ignoreTLS") === "true",
      tls: { rejectUnauthorized: rejectUnauthorized !== "false" },
    },
    login: username === "" ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
  };
}

/** One conversation about one mail. Never rejects: every end of it is an answer. */
function converse(
  { options, login }: Server,
  mail: OutgoingMail,
  messageBytes: number,
  limits: SmtpTimeouts,
): Promise<MailAnswer> {
  return new Promise((resolve) => {
    let phase: SmtpPhase = "connect";
    let settled = false;
    let patience: NodeJS.Timeout | undefined;

    const connection = new SMTPConnection({
      ...options,
      // Ours are shorter; these only keep the library from waiting on when we have long stopped to.
      connectionTimeout: limits.connectMs + limits.greetingMs,
      greetingTimeout: limits.greetingMs,
      socketTimeout: Math.max(limits.idleMs, limits.answerMs),
      // A message that was cut short ends in a broken connection, which no server can take for its end.
      socketCloseTimeout: 0,
    });

    const answer = (given: MailAnswer, leave: "politely" | "at once") => {
      if (settled) return;
      settled = true;
      clearTimeout(patience);
      clearTimeout(total);
      message.destroy();
      if (leave === "politely") sayGoodbye(connection);
      else connection.close();
      resolve(given);
    };
    const fail = (failure: Omit<SmtpFailure, "phase">) => {
      if (phase === "connect" && connection.stage === "connected") phase = "greeting";
      const isRefusal = failure.responseCode !== undefined && phase !== "body";
      answer(answerOfFailure({ ...failure, phase }), isRefusal ? "politely" : "at once");
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
        else answer({ outcome: "accepted", ...providerMessageIdOf(accepted) }, "politely");
      });
    };

    connection.on("error", failWith);
    // Said also after an error whose callback is still to come, and which knows better.
    connection.on("end", () => setImmediate(() => fail({ kind: "connection" })));
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

function sayGoodbye(connection: SMTPConnection): void {
  const impatience = setTimeout(() => connection.close(), goodbyeMs);
  impatience.unref();
  connection.once("end", () => clearTimeout(impatience));
  connection.quit();
}
