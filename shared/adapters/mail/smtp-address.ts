import { isIP } from "node:net";
import type SMTPConnection from "nodemailer/lib/smtp-connection";

/** What an address of a mail server says (`SMTP_URL`). */
export interface SmtpServer {
  readonly options: SMTPConnection.Options;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
  /** Conversations at once. */
  readonly connectionsMax: number;
}

/** Providers count connections, and take who opens more than a few at once for a spammer. */
const connectionsUsual = 4;
/** What an address may ask for at most. */
const connectionsMaxMax = 32;

/**
 * `smtp://` encrypts where the server offers it, and must where there is a password and the server is another machine;
 * `smtps://` always does. Certificates are checked, but those of this machine. As in nodemailer's own addresses,
 * `?requireTLS=true`, `?requireTLS=false`, `?ignoreTLS=true` and `?tls.rejectUnauthorized=false` say otherwise, and
 * `?maxConnections=1` how many conversations there may be at once: 4 where it does not say.
 */
export function smtpServerAt({ protocol, hostname, port, username, password, searchParams }: URL): SmtpServer {
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
    connectionsMax: connectionsOf(searchParams),
  };
}

function connectionsOf(searchParams: URLSearchParams): number {
  const asked = Number(searchParams.get("maxConnections") ?? connectionsUsual);
  return Number.isInteger(asked) && asked >= 1 ? Math.min(asked, connectionsMaxMax) : connectionsUsual;
}
