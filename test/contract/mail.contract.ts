import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { simpleParser } from "mailparser";
import type { Mail, OutgoingMail } from "../../shared/ports/mail.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A carrier that takes everything, and shows what it has taken. */
export interface MailUnderTest {
  readonly mail: Mail;
  /** Every message that was accepted, as its bytes. */
  accepted(): Promise<readonly Buffer[]>;
  /** Whether the carrier can be asked what became of a delivery. */
  readonly canBeAsked: boolean;
  /** Whether the carrier tells by itself, later, what became of a mail. */
  readonly tellsLater?: boolean;
  close(): Promise<void>;
}

export function mailContract(adapter: string, open: (folder: string) => Promise<MailUnderTest>) {
  describe(`${adapter} hands one mail to a carrier and`, () => {
    let folder: string;
    let carrier: MailUnderTest;
    const document = Buffer.from(Array.from({ length: 200_003 }, (_, index) => index % 251));

    beforeEach(async () => {
      folder = await temporaryFolder();
      carrier = await open(folder);
      await writeFile(join(folder, "document"), document);
    });
    afterEach(() => carrier.close());

    const mailOf = ({ attachment, ...changes }: Changes = {}): OutgoingMail => ({
      deliveryId: "0123abcd",
      messageId: "0123abcd.1@example.org",
      from: "reader@example.org",
      to: "reader_1@kindle.com",
      subject: "A title",
      text: "A title for your Kindle.\n",
      date: new Date("2026-03-01T08:00:00.000Z"),
      ...changes,
      attachment: {
        fileName: "A title.epub",
        mediaType: "application/epub+zip",
        bytes: document.length,
        path: join(folder, "document"),
        ...attachment,
      },
    });

    it("says yes once the carrier has, and has sent it once", async () => {
      expect(await carrier.mail.send(mailOf())).toMatchObject({ outcome: "accepted" });
      expect(await carrier.accepted()).toHaveLength(1);
    });

    it("sends exactly what it was given: the addresses, the text, the document, the ids", async () => {
      const text = '"Ünïcode" for your Kindle.\n.\n..a line that begins with dots\n';
      await carrier.mail.send(mailOf({ subject: "Über “alles” 火星", text }));
      const [message = Buffer.alloc(0)] = await carrier.accepted();
      const parsed = await simpleParser(message);
      expect(parsed.from?.value).toEqual([{ address: "reader@example.org", name: "" }]);
      expect([parsed.to].flat().flatMap((to) => to?.value)).toEqual([{ address: "reader_1@kindle.com", name: "" }]);
      expect(parsed.subject).toBe("Über “alles” 火星");
      expect(parsed.text).toBe(text);
      expect(parsed.date).toEqual(new Date("2026-03-01T08:00:00.000Z"));
      expect(parsed.messageId).toBe("<0123abcd.1@example.org>");
      expect(message.toString("latin1")).toMatch(/^X-Delivery-Id: 0123abcd\r$/m);
      expect(parsed.attachments).toHaveLength(1);
      expect(parsed.attachments[0]).toMatchObject({
        filename: "A title.epub",
        contentType: "application/epub+zip",
        contentDisposition: "attachment",
      });
      expect(parsed.attachments[0]?.content.equals(document)).toBe(true);
    });

    it("keeps every line within what SMTP allows, in ASCII, ended by CRLF", async () => {
      await carrier.mail.send(mailOf({ subject: "火".repeat(200), text: `${"ä".repeat(3000)}\n` }));
      const [message = Buffer.alloc(0)] = await carrier.accepted();
      expect(message.every((byte) => byte < 0x80)).toBe(true);
      const lines = message.toString("latin1").split("\r\n");
      expect(lines.filter((line) => line.length > 998 || /[\r\n]/.test(line))).toEqual([]);
    });

    it.each([
      "Ünï 火星 🚀.epub",
      "A name of many ASCII words, and a good many more of them than fit on one line.epub",
      "it's 50% =?.epub",
    ])("names the attachment %s", async (fileName) => {
      await carrier.mail.send(mailOf({ attachment: { fileName } }));
      const [message = Buffer.alloc(0)] = await carrier.accepted();
      expect((await simpleParser(message)).attachments[0]?.filename).toBe(fileName);
      // RFC 2231: no raw byte, and no RFC 2047 word where a parameter's value is expected.
      expect(message.toString("latin1")).not.toMatch(/filename="?=\?/);
    });

    it("knows the size of the whole message before it sends it", async () => {
      await carrier.mail.send(mailOf({ subject: "Größe" }));
      const [message] = await carrier.accepted();
      expect(await carrier.mail.bytesOf(mailOf({ subject: "Größe" }))).toBe(message?.length);
    });

    it("knows that size whatever the title and however large the document", async () => {
      const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 95 }).map(printable);
      await fc.assert(
        fc.asyncProperty(texts, fc.integer({ min: 1, max: 400 }), async (title, bytes) => {
          const id = `d${(sent += 1)}`;
          const mail = mailOf({
            deliveryId: id,
            messageId: `${id}.1@example.org`,
            subject: title,
            text: `${title}\n`,
            attachment: { fileName: `${title}.epub`, bytes, path: join(folder, id) },
          });
          await writeFile(join(folder, id), document.subarray(0, bytes));
          expect(await carrier.mail.send(mail)).toMatchObject({ outcome: "accepted" });
          const message = (await carrier.accepted()).find((one) => one.includes(`X-Delivery-Id: ${id}\r\n`));
          expect(await carrier.mail.bytesOf(mail)).toBe(message?.length);
        }),
        { numRuns: 25 },
      );
    });

    it("does not read the document for its size", async () => {
      const nowhere = mailOf({ attachment: { path: join(folder, "nowhere"), bytes: 30_000_000 } });
      const bytes = await carrier.mail.bytesOf(nowhere);
      expect(bytes).toBeGreaterThan(41_000_000);
      expect(bytes).toBeLessThan(41_100_000);
    });

    it("makes the same message of the same mail", async () => {
      await carrier.mail.send(mailOf());
      const [first] = await carrier.accepted();
      await carrier.mail.send(mailOf());
      expect((await carrier.accepted()).at(-1)?.equals(first ?? Buffer.alloc(0))).toBe(true);
    });

    it.each([
      ["is not there", { path: "/nowhere/at/all" }],
      ["is smaller than was said", { bytes: 200_004 }],
      ["is larger than was said", { bytes: 200_002 }],
    ])("has certainly not sent a mail whose document %s, and may try again", async (_what, attachment) => {
      expect(await carrier.mail.send(mailOf({ attachment }))).toMatchObject({
        outcome: "not-accepted",
        permanent: false,
      });
      expect(await carrier.accepted()).toHaveLength(0);
    });

    it.each<[string, Changes]>([
      ["the device's address", { to: "a@kindle.com\r\nBcc: b@example.org" }],
      ["the device's address, as a list", { to: "a@kindle.com, b@example.org" }],
      ["the device's address, as a group", { to: "<a@kindle.com> b@example.org" }],
      ["the sender's address", { from: "a@example.org\nX-Other: 1" }],
      ["the subject", { subject: "A title\r\nBcc: b@example.org" }],
      ["the file name", { attachment: { fileName: 'a.epub"\r\nX-Other: 1' } }],
      ["the media type", { attachment: { mediaType: "application/epub+zip\r\nX-Other: 1" } }],
      ["the delivery's id", { deliveryId: "../../elsewhere" }],
      ["the message's id", { messageId: "a@b>\r\nX-Other: 1" }],
    ])("refuses for good what would write more into a mail through %s", async (_where, changes) => {
      const answer = await carrier.mail.send(mailOf(changes));
      expect(answer).toMatchObject({ outcome: "not-accepted", permanent: true, code: "mail/unsafe" });
      expect(JSON.stringify(answer)).not.toContain("@");
      expect(await carrier.accepted()).toHaveLength(0);
    });

    it("can be asked what became of a delivery, or says that it does not know", async () => {
      expect(await carrier.mail.lookUp("0123abcd")).toBe(carrier.canBeAsked ? "not-accepted" : "unknown");
      await carrier.mail.send(mailOf());
      expect(await carrier.mail.lookUp("0123abcd")).toBe(carrier.canBeAsked ? "accepted" : "unknown");
      expect(await carrier.mail.lookUp("another")).toBe(carrier.canBeAsked ? "not-accepted" : "unknown");
    });

    it("says how much it takes, and waits for no evidence where none comes", () => {
      expect(carrier.mail.messageBytesMax).toBeGreaterThan(1_000_000);
      expect(Number.isSafeInteger(carrier.mail.messageBytesMax)).toBe(true);
      if (carrier.tellsLater === true) expect(carrier.mail.evidenceWithinMs).toBeGreaterThan(0);
      else if (!carrier.canBeAsked) expect(carrier.mail.evidenceWithinMs).toBe(0);
      else expect(carrier.mail.evidenceWithinMs).toBeGreaterThanOrEqual(0);
    });

    it("sends many at once, each whole", async () => {
      const ids = Array.from({ length: 12 }, (_, index) => `m${index}`);
      const answers = await Promise.all(
        ids.map((id) => carrier.mail.send(mailOf({ deliveryId: id, messageId: `${id}.1@example.org` }))),
      );
      expect(answers.every(({ outcome }) => outcome === "accepted")).toBe(true);
      const sizes = new Set((await carrier.accepted()).map(({ length }) => length));
      expect(await carrier.accepted()).toHaveLength(12);
      expect(sizes.size).toBeLessThanOrEqual(2);
    });
  });
}

type Changes = Partial<Omit<OutgoingMail, "attachment">> & { attachment?: Partial<OutgoingMail["attachment"]> };
let sent = 0;

function printable(text: string): string {
  const line = text.toWellFormed().replaceAll(/[\p{Cc}\p{Cn}/\\"]/gu, "x");
  return line.trim() === "" ? "x" : line.trim();
}
