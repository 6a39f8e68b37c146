import { resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { readSettings } from "../../../functions/local/settings.ts";

const read = (environment: Record<string, string>, terminal = false) => {
  const found = readSettings(environment, { terminal });
  if ("mistakes" in found) throw new Error(found.mistakes.join("\n"));
  return found;
};
const mistakes = (environment: Record<string, string>) => {
  const found = readSettings(environment, { terminal: false });
  return "mistakes" in found ? found.mistakes : [];
};
const token = "f4c1b0d2e3a495867788990aabbccdde";

describe("the settings", () => {
  it("have the defaults of the interface", () => {
    expect(read({ PATH: "/bin", HOME: "/home/somebody" })).toEqual({
      settings: {
        dataDir: resolve("data"),
        port: 8080,
        host: "127.0.0.1",
        loopback: true,
        apiToken: undefined,
        mailFrom: "kindle@localhost",
        smtpUrl: undefined,
        webhooks: { eventKeys: [], inboundPassword: undefined },
        mailBytesMax: undefined,
        deviceDomains: ["kindle.com", "free.kindle.com", "kindle.cn"],
        fetchAllow: [],
        logFormat: "json",
        tickMs: 60_000,
      },
      warnings: [],
    });
    expect(read({}, true).settings.logFormat).toBe("text");
  });

  it("are what the environment says", () => {
    expect(
      read({
        DATA_DIR: "/var/lib/kindle",
        PORT: "0",
        HOST: "0.0.0.0",
        API_TOKEN: token,
        MAIL_FROM: "me@example.org",
        SMTP_URL: "smtps://user:p%40ss@mail.example.org:465",
        MAIL_BYTES_MAX: "20000000",
        DEVICE_DOMAINS: " Kindle.com, example.org ,",
        FETCH_ALLOW: "127.0.0.1:9000,[::1]:80,feeds.local:8080,10.0.0.0/8,fd00::/8",
        PUBLIC_URL: "https://reading.example.org/kindle/",
        LOG_FORMAT: "text",
        TICK_SECONDS: "0.5",
      }).settings,
    ).toEqual({
      dataDir: "/var/lib/kindle",
      port: 0,
      host: "0.0.0.0",
      loopback: false,
      apiToken: token,
      mailFrom: "me@example.org",
      smtpUrl: "smtps://user:p%40ss@mail.example.org:465",
      webhooks: { eventKeys: [], inboundPassword: undefined },
      mailBytesMax: 20_000_000,
      deviceDomains: ["kindle.com", "example.org"],
      fetchAllow: ["127.0.0.1:9000", "[::1]:80", "feeds.local:8080", "10.0.0.0/8", "fd00::/8"],
      publicUrl: "https://reading.example.org/kindle",
      logFormat: "text",
      tickMs: 500,
    });
  });

  it("name the carrier of mail, of which there is one", () => {
    expect(read({ SENDGRID_API_KEY: "SG.key" }).settings.sendgrid).toEqual({ apiKey: "SG.key", url: undefined });
    const url = "http://127.0.0.1:9000";
    expect(read({ SENDGRID_API_KEY: "SG.key", SENDGRID_URL: url }).settings.sendgrid).toMatchObject({ url });
    expect(read({ SMTP_URL: "smtp://localhost" }).settings.sendgrid).toBeUndefined();
    expect(mistakes({ SMTP_URL: "smtp://localhost", SENDGRID_API_KEY: "SG.key" })).toEqual([
      "SMTP_URL and SENDGRID_API_KEY are both set, but mail can go one way only: unset one of them.",
    ]);
  });

  it("count as absent where they are empty", () => {
    expect(read({ PORT: "", API_TOKEN: " ", SMTP_URL: "", SENDGRID_API_KEY: "" }).settings.port).toBe(8080);
  });

  it.each([
    ["127.0.0.1", true],
    ["127.8.8.8", true],
    ["localhost", true],
    ["::1", true],
    ["[::1]", true],
    ["0:0:0:0:0:0:0:1", true],
    ["0.0.0.0", false],
    ["::", false],
    ["192.168.1.4", false],
    ["books.example.org", false],
    ["localhost.example.org", false],
  ])("know that %s is loopback: %s", (host, loopback) => {
    expect(read({ HOST: host, API_TOKEN: token }).settings.loopback).toBe(loopback);
    const found = mistakes({ HOST: host });
    expect(found).toHaveLength(loopback ? 0 : 1);
    if (!loopback) expect(found[0]).toMatch(/^HOST .* API_TOKEN has to be set/);
  });

  it.each([
    ["PORT", "80a"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["HOST", "http://localhost"],
    ["HOST", "localhost:8080"],
    ["API_TOKEN", "too-short"],
    ["API_TOKEN", `${token} with a space`],
    ["API_TOKEN", "ü".repeat(32)],
    ["API_TOKEN", "change-me-change-me-change-me-change-me"],
    ["API_TOKEN", "your-token-here-at-least-32-characters"],
    ["MAIL_FROM", "nobody"],
    ["MAIL_FROM", "Me <me@example.org>"],
    ["MAIL_FROM", "a@example.org, b@example.org"],
    ["SMTP_URL", "mail.example.org:25"],
    ["SMTP_URL", "https://mail.example.org"],
    ["SMTP_URL", "smtp://"],
    ["SENDGRID_API_KEY", "SG.key with a space"],
    ["SENDGRID_API_KEY", "your-api-key"],
    ["SENDGRID_URL", "api.sendgrid.com"],
    ["SENDGRID_EVENT_KEYS", "MFkw"],
    ["SENDGRID_INBOUND_PASSWORD", "short"],
    ["SENDGRID_INBOUND_PASSWORD", "with a space and long enough"],
    ["MAIL_BYTES_MAX", "25MB"],
    ["MAIL_BYTES_MAX", "0"],
    ["DEVICE_DOMAINS", "kindle.com,me@kindle.com"],
    ["DEVICE_DOMAINS", ","],
    ["FETCH_ALLOW", "10.0.0.0/99"],
    ["FETCH_ALLOW", "localhost"],
    ["PUBLIC_URL", "reading.example.org"],
    ["PUBLIC_URL", "https://me:secret@reading.example.org"],
    ["LOG_FORMAT", "yaml"],
    ["TICK_SECONDS", "0"],
    ["TICK_SECONDS", "1e3"],
    ["TICK_SECONDS", "soon"],
  ])("say in one sentence what is wrong with %s=%j", (name, value) => {
    const found = mistakes({ [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${name} .*\\.$`));
  });

  it("list every mistake at once, and repeat no secret", () => {
    const found = mistakes({
      PORT: "x",
      HOST: "0.0.0.0",
      SMTP_URL: "nonsense:hunter2",
      SENDGRID_API_KEY: "SG.hunter2 hunter3",
      LOG_FORMAT: "yaml",
    });
    expect(found.map((sentence) => sentence.split(" ")[0] ?? "").toSorted((a, b) => a.localeCompare(b))).toEqual([
      "HOST",
      "LOG_FORMAT",
      "PORT",
      "SENDGRID_API_KEY",
      "SMTP_URL",
      "SMTP_URL",
    ]);
    expect(found.join("\n")).not.toContain("hunter2");
  });

  it.each([
    [{ SENDGRID_URL: "https://api.eu.sendgrid.com" }, "SENDGRID_API_KEY"],
    [{ MAIL_BYTES_MAX: "25" }, "bytes"],
  ])("warns of what does nothing, or not what was meant: %j", (environment, word) => {
    expect(read(environment).warnings).toEqual([expect.stringContaining(word)]);
  });

  it.each([
    ["DATADIR", "DATA_DIR"],
    ["SMTP_URI", "SMTP_URL"],
    ["MAIL_FORM", "MAIL_FROM"],
    ["api_token", "API_TOKEN"],
    ["DEVICES_DOMAIN", "DEVICE_DOMAINS"],
  ])("warn that %s is ignored and %s may be meant", (name, meant) => {
    expect(read({ [name]: "value" }).warnings).toEqual([
      `${name} is no setting of this server, and is ignored: is ${meant} meant?`,
    ]);
  });

  it("do not warn about what other programs use", () => {
    const others = ["HOME", "HOSTNAME", "POST", "MAIL", "PATH", "npm_config_loglevel", "SMTP_HOST", "LOGNAME"];
    expect(read(Object.fromEntries(others.map((name) => [name, "value"]))).warnings).toEqual([]);
  });
});
