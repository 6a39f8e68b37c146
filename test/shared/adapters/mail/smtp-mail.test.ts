import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { SMTPServer } from "smtp-server";
import { smtpMail } from "../../../../shared/adapters/mail/smtp-mail.ts";
import type { MailAnswer, OutgoingMail } from "../../../../shared/ports/mail.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";
import { type ScriptedSmtpServer, type SmtpAct, type SmtpStep, scriptedSmtpServer } from "./scripted-smtp-server.ts";

let folder: string;
/** More than a connection swallows unread, so that a server which stops taking it is noticed before the end. */
const largeBytes = 24_000_000;
const smallBytes = 2_000;
const impatient = { connectMs: 400, greetingMs: 400, idleMs: 400, answerMs: 600, totalMs: 20_000 };

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, "small"), Buffer.alloc(smallBytes, "s"));
  await writeFile(join(folder, "large"), Buffer.alloc(largeBytes, "l"));
});

let server: ScriptedSmtpServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

function mailOf(size: "small" | "large" = "small"): OutgoingMail {
  return {
    deliveryId: "0123abcd",
    messageId: "0123abcd.1@example.org",
    from: "reader@example.org",
    to: "reader_1@kindle.com",
    subject: "A title",
    text: "A title for your Kindle.\n",
    date: new Date("2026-03-01T08:00:00.000Z"),
    attachment: {
      fileName: "A title.epub",
      mediaType: "application/epub+zip",
      bytes: size === "small" ? smallBytes : largeBytes,
      path: join(folder, size),
    },
  };
}

async function answerTo(
  script: Partial<Record<SmtpStep, SmtpAct>>,
  { size = "small", login = "" }: { size?: "small" | "large"; login?: string } = {},
): Promise<MailAnswer> {
  server = await scriptedSmtpServer(script);
  return await smtpMail(`smtp://${login}127.0.0.1:${server.port}`, { timeouts: impatient }).send(mailOf(size));
}

async function reasonOf(script: Partial<Record<SmtpStep, SmtpAct>>): Promise<string> {
  const answer = await answerTo(script);
  await server?.close();
  return answer.outcome === "accepted" ? "" : answer.reason;
}

const retry = { outcome: "not-accepted", permanent: false };
const never = { outcome: "not-accepted", permanent: true };
const unknown = { outcome: "unknown" };
const login = "someone:se%3Acret@";

describe("smtpMail, by how far the conversation came", () => {
  it("is told yes, with the server's name for the message", async () => {
    expect(await answerTo({})).toEqual({ outcome: "accepted", providerMessageId: "4XyZ" });
    expect(server?.dots()).toBe(1);
  });

  it.each<[SmtpStep, SmtpAct, object]>([
    ["CONNECT", "hang up", retry],
    ["CONNECT", "say nothing", retry],
    ["CONNECT", "421 4.3.2 not now", retry],
    ["CONNECT", "554 5.3.2 no service here", never],
    ["CONNECT", "HTTP/1.1 400 Bad Request", retry],
    ["EHLO", "hang up", retry],
    ["EHLO", "say nothing", retry],
    ["EHLO", "421 4.3.2 closing", retry],
    ["AUTH", "hang up", retry],
    ["AUTH", "say nothing", retry],
    ["AUTH", "454 4.7.0 later", retry],
    ["AUTH", "535 5.7.8 bad credentials for someone", { ...retry, code: "smtp/login-refused", retryAfterMs: 900_000 }],
    ["MAIL", "hang up", retry],
    ["MAIL", "say nothing", retry],
    ["MAIL", "421 4.3.2 closing", retry],
    ["MAIL", "451 4.3.0 trouble", retry],
    ["MAIL", "530 5.7.0 log in first", { ...retry, code: "smtp/login-refused", retryAfterMs: 900_000 }],
    ["MAIL", "550 5.7.1 not you", never],
    ["MAIL", "552 5.3.4 too big", never],
    ["RCPT", "hang up", retry],
    ["RCPT", "say nothing", retry],
    ["RCPT", "450 4.2.1 later", retry],
    ["RCPT", "550 5.1.1 <reader_1@kindle.com> unknown", never],
    ["DATA", "hang up", retry],
    ["DATA", "say nothing", retry],
    ["DATA", "451 4.3.0 trouble", retry],
    ["DATA", "554 5.5.1 no", never],
    ["DOT", "421 4.3.2 closing", retry],
    ["DOT", "450 4.7.1 greylisted", retry],
    ["DOT", "452 4.3.1 disk full", retry],
    ["DOT", "550 5.7.1 spam", never],
    ["DOT", "552 5.3.4 message too large", never],
    ["DOT", "hang up", unknown],
    ["DOT", "say nothing", unknown],
    ["DOT", "354 go on", unknown],
    ["DOT", "I have no idea", unknown],
    ["DOT", "250-half of a ye", unknown],
  ])("when the server answers %s with %s", async (step, act, expected) => {
    const answer = await answerTo({ [step]: act }, { login });
    expect(answer).toMatchObject(expected);
    expect(server?.dots()).toBe(step === "DOT" ? 1 : 0);
    if (answer.outcome === "accepted") throw new Error("It was refused");
    expect(answer.reason).toMatch(/^[A-Z].* .*\.$/);
    // Neither addresses nor the login nor the server's own words.
    expect(answer.reason).not.toMatch(/@|reader|someone|secret|kindle/);
  });

  it.each<[SmtpAct, object]>([
    ["hang up", retry],
    ["say nothing", retry],
    ["421 4.4.2 enough", retry],
    ["552 5.3.4 too large", never],
    ["451 4.3.0 trouble", retry],
  ])("in the middle of a large message, when the server answers its first bytes with %s", async (act, expected) => {
    expect(await answerTo({ BODY: act }, { size: "large" })).toMatchObject(expected);
    expect(server?.dots()).toBe(0);
  });

  it("does not believe a yes that comes before the message has ended, nor takes it for a no", async () => {
    expect(await answerTo({ BODY: "250 2.0.0 fine" }, { size: "large" })).toMatchObject(unknown);
  });

  it("says in plain words what was wrong, and the codes", async () => {
    expect(await reasonOf({ DOT: "552 5.3.4 sizes" })).toBe(
      "Refused by the mail server: message too large (552 5.3.4).",
    );
    expect(await reasonOf({ DOT: "552 no enhanced code" })).toBe(
      "Refused by the mail server: message too large (552).",
    );
    expect(await reasonOf({ RCPT: "550-5.1.1 no\r\n550 5.1.1 such user" })).toBe(
      "Refused by the mail server: it does not know the device's address (550 5.1.1).",
    );
    expect(await reasonOf({ MAIL: "421 bye" })).toBe("The mail server asked to try again later: it is closing (421).");
    expect(await reasonOf({ DOT: "hang up" })).toBe(
      "The connection broke after the whole message was sent, so nobody knows whether the mail server took it.",
    );
  });

  it("refuses a message that the server has said is too large for it, without sending it", async () => {
    const answer = await answerTo({ EHLO: "250-test\r\n250 SIZE 1000" });
    expect(answer).toMatchObject({ ...never, reason: "Refused by the mail server: message too large." });
    expect(server?.commands).not.toContain("DATA");
  });

  it("tells the server the size beforehand", async () => {
    await answerTo({});
    const bytes = await smtpMail("smtp://127.0.0.1:1").bytesOf(mailOf());
    expect(server?.commands).toContain(`MAIL FROM:<reader@example.org> SIZE=${bytes}`);
  });

  it("understands a server that takes the whole envelope at once", async () => {
    const pipelining = { EHLO: "250-test\r\n250 PIPELINING" };
    expect(await answerTo(pipelining)).toMatchObject({ outcome: "accepted" });
    await server?.close();
    expect(await answerTo({ ...pipelining, RCPT: "550 5.1.1 no" })).toMatchObject(never);
    await server?.close();
    expect(await answerTo({ ...pipelining, MAIL: "451 4.3.0 no", DATA: "503 no" })).toMatchObject(retry);
  });

  it("may try again when nobody listens", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const address = closed.address();
    closed.close();
    await once(closed, "close");
    if (address === null || typeof address === "string") throw new Error("No port");
    const answer = await smtpMail(`smtp://127.0.0.1:${address.port}`).send(mailOf());
    expect(answer).toEqual({
      ...retry,
      code: "smtp/unreachable",
      reason: "The mail server could not be reached (ECONNREFUSED).",
    });
  });

  it("gives up after the time for everything, however lively the server is", async () => {
    server = await scriptedSmtpServer({ DOT: "say nothing" });
    const timeouts = { ...impatient, idleMs: 60_000, answerMs: 60_000, totalMs: 300 };
    expect(await smtpMail(`smtp://127.0.0.1:${server.port}`, { timeouts }).send(mailOf())).toMatchObject(unknown);
  });
});

describe("smtpMail and secrets", () => {
  it("logs in with what the address says, decoded", async () => {
    await answerTo({}, { login });
    const [, credentials = ""] = /^AUTH PLAIN (.+)$/m.exec(server?.commands.join("\n") ?? "") ?? [];
    expect(Buffer.from(credentials, "base64").toString()).toBe("\0someone\0se:cret");
  });

  it("does not send a password in clear text to another machine", async () => {
    server = await scriptedSmtpServer({});
    // A name of this machine that does not look like one.
    const answer = await smtpMail(`smtp://${login}[::ffff:127.0.0.1]:${server.port}`, { timeouts: impatient }).send(
      mailOf(),
    );
    expect(answer).toMatchObject({ ...retry, code: "smtp/not-encrypted" });
    expect(server.commands.filter((command) => command.startsWith("AUTH"))).toEqual([]);
  });

  it("does so where the address allows it", async () => {
    server = await scriptedSmtpServer({});
    const url = `smtp://${login}[::ffff:127.0.0.1]:${server.port}?requireTLS=false`;
    expect(await smtpMail(url, { timeouts: impatient }).send(mailOf())).toMatchObject({ outcome: "accepted" });
  });

  it.each([
    [
      "smtps, on this machine, whoever signed the certificate",
      { secure: true, query: "", host: "127.0.0.1" },
      "accepted",
    ],
    [
      "smtps, elsewhere, where nobody known has signed it",
      { secure: true, query: "", host: "[::ffff:127.0.0.1]" },
      "not-accepted",
    ],
    [
      "smtps, elsewhere, where the address allows that",
      { secure: true, query: "?tls.rejectUnauthorized=false", host: "[::ffff:127.0.0.1]" },
      "accepted",
    ],
    ["STARTTLS, on this machine", { secure: false, query: "", host: "127.0.0.1" }, "accepted"],
    [
      "STARTTLS, elsewhere, where nobody known has signed it",
      { secure: false, query: "", host: "[::ffff:127.0.0.1]" },
      "not-accepted",
    ],
  ])("speaks %s", async (_what, { secure, query, host }, outcome) => {
    const secured: boolean[] = [];
    const tls = new SMTPServer({
      secure,
      authOptional: true,
      // It warns about its own certificate otherwise, which is what these are about.
      logger: false,
      onData: (stream, session, callback) => {
        secured.push(session.secure);
        stream.resume().on("end", () => callback());
      },
    });
    tls.on("error", () => undefined);
    tls.listen(0, "127.0.0.1");
    await once(tls.server, "listening");
    const address = tls.server.address();
    if (address === null || typeof address === "string") throw new Error("No port");
    const url = `${secure ? "smtps" : "smtp"}://${host}:${address.port}${query}`;
    const answer = await smtpMail(url, { timeouts: { ...impatient, greetingMs: 4000 } }).send(mailOf());
    await new Promise<void>((resolve) => tls.close(() => resolve()));
    expect(answer).toMatchObject({ outcome });
    if (outcome === "accepted") expect(secured).toEqual([true]);
    else expect(answer).toMatchObject({ permanent: false, code: "smtp/not-encrypted" });
  });
});

describe("conversations at once", () => {
  it("are as many as the address says, and every mail has its turn", async () => {
    const { mail, together, leave, most, mails, close } = await meeting("?maxConnections=2");
    const answers = Promise.all(Array.from({ length: 7 }, () => mail.send(mailOf())));
    await together;
    leave();
    expect((await answers).map(({ outcome }) => outcome)).toEqual(Array.from({ length: 7 }, () => "accepted"));
    expect(most()).toBe(2);
    expect(mails()).toBe(7);
    await close();
  });

  it("are not waited for longer than a claim holds: that mail is certainly not sent, and may be tried again", async () => {
    const { mail, together, leave, mails, close } = await meeting("?maxConnections=2", { placeMs: 50 });
    const sent = [mail.send(mailOf()), mail.send(mailOf())];
    await together;
    expect(await mail.send(mailOf())).toMatchObject({ outcome: "not-accepted", permanent: false, code: "smtp/busy" });
    leave();
    expect(await Promise.all(sent)).toMatchObject([{ outcome: "accepted" }, { outcome: "accepted" }]);
    expect(mails()).toBe(2);
    await close();
  });

  it("are four where the address says nothing", async () => {
    const { mail, leave, most, mails, close } = await meeting("", { placeMs: 300 });
    const all = Promise.all(Array.from({ length: 6 }, () => mail.send(mailOf())));
    // The two that found no place have given up by themselves; then the others may go on.
    setTimeout(leave, 400);
    const outcomes = (await all).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "not-accepted")).toHaveLength(2);
    expect([most(), mails()]).toEqual([4, 4]);
    await close();
  });
});

/** A server that lets nobody in until it is told to, and counts who has come. */
async function meeting(query: string, timeouts = {}) {
  let open = 0;
  let most = 0;
  let mails = 0;
  const together = Promise.withResolvers<void>();
  const leave = Promise.withResolvers<void>();
  const many = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onConnect: (_session, done) => {
      open += 1;
      most = Math.max(most, open);
      if (open === 2) together.resolve();
      // oxlint-disable-next-line promise/no-callback-in-promise -- the server's library asks by callback.
      void leave.promise.then(() => done());
    },
    onClose: () => {
      open -= 1;
    },
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on("end", () => {
        mails += 1;
        done();
      });
    },
  });
  many.listen(0, "127.0.0.1");
  await once(many.server, "listening");
  const { port } = many.server.address() as { port: number };
  const mail = smtpMail(`smtp://127.0.0.1:${port}/${query}`, { timeouts });
  return {
    mail,
    together: together.promise,
    leave: leave.resolve,
    most: () => most,
    mails: () => mails,
    close: () => new Promise<void>((resolve) => many.close(() => resolve())),
  };
}
