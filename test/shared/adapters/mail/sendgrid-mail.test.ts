import { truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { sendgridEvidenceWithinMs } from "../../../../shared/adapters/mail/mail-limits.ts";
import { sendgridMail } from "../../../../shared/adapters/mail/sendgrid-mail.ts";
import { type SendgridTimeouts, sendgridTimeouts } from "../../../../shared/adapters/mail/sendgrid-request.ts";
import type { OutgoingMail } from "../../../../shared/ports/mail.ts";
import { type SendgridServer, type SendgridServerOptions, startSendgridServer } from "../../../sendgrid-server.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";

const now = new Date("2026-03-01T08:00:00.000Z");
const clock = { now: () => now };
const documentBytes = 300_001;
/** More than the buffers of two sockets hold: not all of it leaves unless somebody reads it. */
const largeBytes = 20_000_000;
const impatient: Partial<SendgridTimeouts> = { connectMs: 5000, idleMs: 2500, answerMs: 2500 };

let folder: string;
let sendgrid: SendgridServer;
beforeEach(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, "document"), Buffer.alloc(documentBytes, 7));
});
afterEach(() => sendgrid.close());

const mail = (): OutgoingMail => ({
  deliveryId: "0123abcd",
  messageId: "0123abcd.1@example.org",
  from: "reader@example.org",
  to: "reader_1@kindle.com",
  subject: "A title",
  text: "A title for your Kindle.\n",
  date: now,
  attachment: {
    fileName: "A title.epub",
    mediaType: "application/epub+zip",
    bytes: documentBytes,
    path: join(folder, "document"),
  },
});

async function largeMail(): Promise<OutgoingMail> {
  const path = join(folder, "large");
  await writeFile(path, Buffer.alloc(largeBytes, 7));
  const small = mail();
  return { ...small, attachment: { ...small.attachment, bytes: largeBytes, path } };
}

async function open(options: SendgridServerOptions = {}, apiKey = "SG.test-key") {
  sendgrid = await startSendgridServer(options);
  return sendgridMail({ apiKey, url: sendgrid.url, clock, webhook: true, timeouts: impatient });
}

describe("sendgridMail", () => {
  it("answers with SendGrid's own name for the mail, and tells SendGrid the delivery's id", async () => {
    const carrier = await open();
    const answer = await carrier.send(mail());
    expect(answer).toEqual({ outcome: "accepted", providerMessageId: sendgrid.accepted[0]?.providerMessageId });
    expect(sendgrid.accepted[0]).toMatchObject({
      deliveryId: "0123abcd",
      customArgs: { deliveryId: "0123abcd", messageId: "0123abcd.1@example.org" },
      fileName: "A title.epub",
    });
  });

  it.each([
    [400, "sendgrid/refused", true],
    [413, "sendgrid/too-large", true],
    [401, "sendgrid/key-refused", false],
    [403, "sendgrid/key-refused", false],
    [404, "sendgrid/not-there", false],
    [302, "sendgrid/not-there", false],
    [408, "sendgrid/busy", false],
    [429, "sendgrid/too-fast", false],
  ])("knows that a mail answered by %i was not taken", async (status, code, permanent) => {
    const carrier = await open({ behave: () => ({ kind: "refuse", status }) });
    expect(await carrier.send(mail())).toMatchObject({ outcome: "not-accepted", code, permanent });
    expect(sendgrid.accepted).toHaveLength(0);
  });

  it.each([
    [{ "retry-after": "120" }, 120_000],
    [{ "retry-after": "Sun, 01 Mar 2026 08:01:00 GMT" }, 60_000],
    [{ "x-ratelimit-reset": String(now.getTime() / 1000 + 30) }, 30_000],
    [{ "retry-after": "soon" }, undefined],
  ])("comes back when it is told to by %j", async (headers, retryAfterMs) => {
    const carrier = await open({ behave: () => ({ kind: "refuse", status: 429, headers }) });
    const answer = await carrier.send(mail());
    expect("retryAfterMs" in answer ? answer.retryAfterMs : undefined).toBe(retryAfterMs);
  });

  it("takes a 503 for a refusal only where it is told when to come back", async () => {
    let headers = {};
    const carrier = await open({ behave: () => ({ kind: "refuse", status: 503, headers }) });
    expect(await carrier.send(mail())).toMatchObject({ outcome: "unknown" });
    headers = { "retry-after": "5" };
    expect(await carrier.send(mail())).toMatchObject({ outcome: "not-accepted", retryAfterMs: 5000 });
  });

  it.each([500, 502, 503, 504])("does not know about a mail that was answered by %i", async (status) => {
    const carrier = await open({ behave: () => ({ kind: "accept, then answer", status }) });
    expect(await carrier.send(mail())).toMatchObject({ outcome: "unknown", code: "sendgrid/no-answer" });
    expect(sendgrid.acceptedOf("0123abcd")).toBe(1);
  });

  it.each([
    { kind: "accept, then hang up" },
    { kind: "accept, then fall silent" },
    { kind: "accept, then drip", everyMs: 20 },
  ] as const)("does not know about a mail when its carrier does this: $kind", async (behaviour) => {
    const carrier = await open({ behave: () => behaviour });
    expect(await carrier.send(mail())).toMatchObject({ outcome: "unknown", code: "sendgrid/no-answer" });
    expect(sendgrid.accepted).toHaveLength(1);
  });

  it.each([{ kind: "hang up" }, { kind: "stall" }] as const)(
    "knows that a mail of which not all has left was not taken: $kind",
    async (behaviour) => {
      const carrier = await open({ beforeReading: () => behaviour });
      expect(await carrier.send(await largeMail())).toMatchObject({
        outcome: "not-accepted",
        permanent: false,
        code: "sendgrid/unreachable",
      });
    },
  );

  it("believes a refusal that comes before all of the mail has left, even a 500", async () => {
    const carrier = await open({ beforeReading: () => ({ kind: "refuse", status: 500 }) });
    expect(await carrier.send(await largeMail())).toMatchObject({ outcome: "not-accepted", permanent: false });
  });

  it("knows that nothing was sent where there is nobody", async () => {
    const carrier = await open();
    await sendgrid.close();
    expect(await carrier.send(mail())).toMatchObject({
      outcome: "not-accepted",
      permanent: false,
      code: "sendgrid/unreachable",
      reason: "SendGrid could not be reached (ECONNREFUSED).",
    });
    sendgrid = await startSendgridServer();
  });

  it("says so where the other side does not speak TLS", async () => {
    const carrier = await open();
    const encrypted = sendgridMail({
      apiKey: "k",
      url: sendgrid.url.replace("http:", "https:"),
      clock,
      webhook: false,
      timeouts: impatient,
    });
    expect(await encrypted.send(mail())).toMatchObject({ outcome: "not-accepted", permanent: false });
    expect(carrier.evidenceWithinMs).toBe(sendgridEvidenceWithinMs);
    expect(encrypted.evidenceWithinMs).toBe(0);
  });

  it("gives up on a server that takes connections and says nothing", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : 0;
    const carrier = sendgridMail({
      apiKey: "k",
      url: `https://127.0.0.1:${port}`,
      clock,
      webhook: false,
      timeouts: { ...impatient, connectMs: 300 },
    });
    expect(await carrier.send(mail())).toMatchObject({
      outcome: "not-accepted",
      reason: "SendGrid could not be reached in time.",
    });
    silent.close();
    sendgrid = await startSendgridServer();
  });

  it("knows that a document which shrinks while it is read was not sent", async () => {
    const carrier = await open();
    const sending = carrier.send(mail());
    await truncate(join(folder, "document"), 1000);
    expect(await sending).toMatchObject({ outcome: "not-accepted", code: "mail/document-unreadable" });
    expect(sendgrid.accepted).toHaveLength(0);
  });

  it("names the part of a request that was not liked, and repeats nothing else", async () => {
    const carrier = await open();
    const answer = await carrier.send({ ...mail(), text: "" });
    expect(answer).toMatchObject({ outcome: "not-accepted", permanent: true });
    expect(JSON.stringify(answer)).not.toContain("@");
    expect(answer).toMatchObject({ reason: expect.stringContaining("content") });
  });

  it("is refused with a wrong key, and does not say which", async () => {
    const carrier = await open({}, "SG.wrong");
    const answer = await carrier.send(mail());
    expect(answer).toMatchObject({ code: "sendgrid/key-refused", permanent: false });
    expect(JSON.stringify(answer)).not.toContain("SG.");
  });

  it("counts across restarts what was accepted before them", async () => {
    const acceptancesFile = join(folder, "accepted");
    const carrier = await open({ acceptancesFile });
    await carrier.send(mail());
    await sendgrid.close();
    sendgrid = await startSendgridServer({ acceptancesFile });
    expect(sendgrid.acceptedOf("0123abcd")).toBe(1);
  });

  it("waits longer for an answer by itself than a virus scan takes", () => {
    expect(sendgridTimeouts.answerMs).toBeGreaterThanOrEqual(30_000);
    expect(sendgridTimeouts.totalMs).toBeLessThan(13 * 60_000);
  });
});
