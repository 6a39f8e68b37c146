import { BlockList, isIP, isIPv4 } from "node:net";
import { resolve } from "node:path";
import { domainToASCII } from "node:url";
import * as z from "zod";
import { isFetchAllowEntry } from "../../shared/web/fetch-allow.ts";
import {
  eventKeysMistake,
  inboundPasswordMistake,
  isInboundPassword,
  readEventKeys,
} from "../mail-events/environment.ts";
import type { MailEventsSettings } from "../mail-events/mail-events-ports.ts";
import { similarName } from "./similar-name.ts";

/** Everything that one machine's installation can be told, as INTERFACE section 1 has it. */
export interface LocalSettings {
  /** Absolute. */
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  /** Whether `host` can be reached from this machine only. */
  readonly loopback: boolean;
  /** Absent: the one in the data folder. */
  readonly apiToken: string | undefined;
  readonly mailFrom: string;
  /** At most one of the two carriers is set; where neither is, mail goes to the outbox folder. */
  readonly smtpUrl: string | undefined;
  readonly sendgrid: SendgridSettings | undefined;
  readonly webhooks: WebhookSettings;
  /** Absent: as the carrier has it. */
  readonly mailBytesMax: number | undefined;
  readonly deviceDomains: readonly string[];
  /** What is exempt from the rule that feeds and pages lie on the public internet, on ports 80 and 443. */
  readonly fetchAllow: readonly string[];
  /** Where the internet reaches this server, without a slash behind. Absent: it does not. */
  readonly publicUrl: string | undefined;
  readonly logFormat: "text" | "json";
  readonly tickMs: number;
}

export interface SendgridSettings {
  readonly apiKey: string;
  /** Absent: SendGrid's own. */
  readonly url: string | undefined;
}

/** Without a key nobody can post to a webhook. */
export type WebhookSettings = Omit<MailEventsSettings, "account">;

export type SettingsFound =
  | { readonly settings: LocalSettings; readonly warnings: readonly string[] }
  /** One sentence for each. */
  | { readonly mistakes: readonly string[] };

const apiTokenCharactersMin = 32;
/** Below that it was meant in other units: an empty book has more. */
const plausibleMailBytesMin = 4096;
const tickSecondsMax = 86_400;
/** What stands in examples to be replaced. */
const placeholder =
  /(change|replace)[-_ ]?(me|this|it)|your[-_ ]?(own[-_ ]?)?(api[-_ ]?)?(token|secret|key)|placeholder|insert[-_ ]/i;
const domainName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const mailAddress = /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\]+$/;

const Environment = z.object({
  DATA_DIR: setting((text) => resolve(text), "DATA_DIR has to be the path of a folder.").default(resolve("./data")),
  PORT: setting(portOf, "PORT has to be a whole number from 0 to 65535, where 0 takes any free port.").default(8080),
  HOST: setting(hostOf, "HOST has to be an IP address or the name of this machine, without a port.").default(
    "127.0.0.1",
  ),
  API_TOKEN: setting(
    (text) => (/^[\x21-\x7e]+$/.test(text) && text.length >= apiTokenCharactersMin ? text : undefined),
    `API_TOKEN has to have at least ${apiTokenCharactersMin} characters, all of them ASCII and none of them a space.`,
  )
    .refine((token) => !placeholder.test(token), {
      error: "API_TOKEN is the placeholder of an example: choose one that nobody can guess.",
    })
    .optional(),
  MAIL_FROM: setting(
    (text) => (mailAddress.test(text) ? text : undefined),
    "MAIL_FROM has to be one bare mail address, such as kindle@example.org.",
  ).default("kindle@localhost"),
  SMTP_URL: setting(
    (text) => (isUrl(text, "smtp:", "smtps:") ? text : undefined),
    "SMTP_URL has to look like smtp://user:password@host:port or smtps://host.",
  ).optional(),
  SENDGRID_API_KEY: setting(
    (text) => (/^[\x21-\x7e]+$/.test(text) ? text : undefined),
    "SENDGRID_API_KEY has to be a key as SendGrid shows it: ASCII characters without a space.",
  )
    .refine((key) => !placeholder.test(key), {
      error: "SENDGRID_API_KEY is the placeholder of an example: make a key of your own at SendGrid.",
    })
    .optional(),
  SENDGRID_URL: setting(
    (text) => (isUrl(text, "http:", "https:") ? text : undefined),
    "SENDGRID_URL has to be an http or https address.",
  ).optional(),
  SENDGRID_EVENT_KEYS: setting(readEventKeys, eventKeysMistake).optional(),
  SENDGRID_INBOUND_PASSWORD: setting(
    (text) => (isInboundPassword(text) ? text : undefined),
    inboundPasswordMistake,
  ).optional(),
  MAIL_BYTES_MAX: setting(wholeNumberOf, "MAIL_BYTES_MAX has to be a whole number of bytes, at least 1.").optional(),
  DEVICE_DOMAINS: setting(
    (text) => listOf(text, domainOf),
    "DEVICE_DOMAINS has to be a comma-separated list of domains, such as kindle.com,free.kindle.com.",
  ).default(["kindle.com", "free.kindle.com", "kindle.cn"]),
  FETCH_ALLOW: setting(
    (text) => listOf(text, (item) => (isFetchAllowEntry(item) ? item : undefined)),
    "FETCH_ALLOW has to be a comma-separated list of host:port or CIDR, such as 192.168.1.10:8080,10.0.0.0/8.",
  ).default([]),
  PUBLIC_URL: setting(
    publicUrlOf,
    "PUBLIC_URL has to be the address at which the internet reaches this server, such as https://reading.example.org.",
  ).optional(),
  LOG_FORMAT: setting(
    (text) => (text === "text" || text === "json" ? text : undefined),
    "LOG_FORMAT has to be text or json.",
  ).optional(),
  TICK_SECONDS: setting((text) => {
    const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
    return seconds > 0 && seconds <= tickSecondsMax ? seconds : undefined;
  }, `TICK_SECONDS has to be a number of seconds above 0, and at most ${tickSecondsMax}.`).default(60),
});

/**
 * Reads the settings out of the environment. An empty variable counts as absent.
 * @param terminal whether the log goes to one
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  { terminal }: { terminal: boolean },
): SettingsFound {
  const known = Object.keys(Environment.shape);
  const present = Object.fromEntries(
    known.map((name) => [name, environment[name]?.trim()]).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Environment.safeParse(present);
  const mistakes = [
    ...(parsed.success ? [] : parsed.error.issues.map(({ message }) => message)),
    ...contradictions(present),
  ];
  if (!parsed.success || mistakes.length > 0) return { mistakes };
  const found = parsed.data;
  return {
    settings: {
      dataDir: found.DATA_DIR,
      port: found.PORT,
      host: found.HOST,
      loopback: isLoopback(found.HOST),
      apiToken: found.API_TOKEN,
      mailFrom: found.MAIL_FROM,
      smtpUrl: found.SMTP_URL,
      sendgrid:
        found.SENDGRID_API_KEY === undefined ? undefined : { apiKey: found.SENDGRID_API_KEY, url: found.SENDGRID_URL },
      webhooks: { eventKeys: found.SENDGRID_EVENT_KEYS ?? [], inboundPassword: found.SENDGRID_INBOUND_PASSWORD },
      mailBytesMax: found.MAIL_BYTES_MAX,
      deviceDomains: found.DEVICE_DOMAINS,
      fetchAllow: found.FETCH_ALLOW,
      publicUrl: found.PUBLIC_URL,
      logFormat: found.LOG_FORMAT ?? (terminal ? "text" : "json"),
      tickMs: Math.ceil(found.TICK_SECONDS * 1000),
    },
    warnings: [
      ...Object.keys(environment).flatMap((name) => {
        const meant = similarName(name, known);
        return meant === undefined ? [] : [`${name} is no setting of this server, and is ignored: is ${meant} meant?`];
      }),
      ...(found.SENDGRID_URL !== undefined && found.SENDGRID_API_KEY === undefined
        ? ["SENDGRID_URL does nothing without SENDGRID_API_KEY: no mail goes to SendGrid."]
        : []),
      ...(found.MAIL_BYTES_MAX !== undefined && found.MAIL_BYTES_MAX < plausibleMailBytesMin
        ? [`MAIL_BYTES_MAX is counted in bytes: no book fits into a mail of ${found.MAIL_BYTES_MAX}.`]
        : []),
    ],
  };
}

/** What no single setting shows. */
function contradictions(present: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { HOST, API_TOKEN, SMTP_URL, SENDGRID_API_KEY } = present;
  const host = HOST === undefined ? undefined : hostOf(HOST);
  return [
    ...(host !== undefined && !isLoopback(host) && API_TOKEN === undefined
      ? [
          `HOST ${host} can be reached from other machines, so API_TOKEN has to be set too, to at least ${apiTokenCharactersMin} characters.`,
        ]
      : []),
    ...(SMTP_URL !== undefined && SENDGRID_API_KEY !== undefined
      ? ["SMTP_URL and SENDGRID_API_KEY are both set, but mail can go one way only: unset one of them."]
      : []),
  ];
}

/** A variable that `parse` makes a value of; `mistake` is said where it cannot. Values are never repeated: some are secret. */
function setting<T>(parse: (text: string) => T | undefined, mistake: string) {
  return z.string().transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.issues.push({ code: "custom", message: mistake, input: text });
    return z.NEVER;
  });
}

function listOf<T>(text: string, parse: (item: string) => T | undefined): readonly T[] | undefined {
  const items = text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
  const values = items.map(parse).filter((value) => value !== undefined);
  return values.length === items.length && items.length > 0 ? values : undefined;
}

function wholeNumberOf(text: string): number | undefined {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  return number > 0 ? number : undefined;
}

function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}

function hostOf(text: string): string | undefined {
  const host = text.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return isIP(host) !== 0 || domainName.test(host) ? host : undefined;
}

function domainOf(text: string): string | undefined {
  const domain = domainToASCII(text.toLowerCase());
  return domainName.test(domain) && !text.includes("@") ? domain : undefined;
}

function publicUrlOf(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !isUrl(text, "http:", "https:") || url.search !== "" || url.username !== "") return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function isUrl(text: string, ...protocols: readonly string[]): boolean {
  const url = URL.parse(text);
  return url !== null && protocols.includes(url.protocol) && url.hostname !== "";
}

const loopbackAddresses = new BlockList();
loopbackAddresses.addSubnet("127.0.0.0", 8, "ipv4");
loopbackAddresses.addAddress("::1", "ipv6");

function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host === "localhost" || host.endsWith(".localhost");
  return loopbackAddresses.check(host, isIPv4(host) ? "ipv4" : "ipv6");
}
