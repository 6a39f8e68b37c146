import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it } from "@jest/globals";
import { folderMail } from "../../../../shared/adapters/local/folder-mail.ts";
import type { OutgoingMail } from "../../../../shared/ports/mail.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, "document"), "an epub");
});

const mailOf = (deliveryId: string, bytes = 7): OutgoingMail => ({
  deliveryId,
  messageId: `${deliveryId}.1@example.org`,
  from: "reader@example.org",
  to: "reader_1@kindle.com",
  subject: "A title",
  text: "A title for your Kindle.\n",
  date: new Date("2026-03-01T08:00:00.000Z"),
  attachment: {
    fileName: "A title.epub",
    mediaType: "application/epub+zip",
    bytes,
    path: join(folder, "document"),
  },
});

it("names each mail for its delivery, so that another copy lies beside the first", async () => {
  const mail = folderMail(join(folder, "outbox"));
  await mail.send(mailOf("0123abcd"));
  await mail.send(mailOf("4567ef01"));
  expect((await readdir(join(folder, "outbox"))).toSorted()).toEqual(["0123abcd.eml", "4567ef01.eml"]);
});

it("writes the whole message, byte for byte as it would be sent", async () => {
  await folderMail(join(folder, "outbox")).send(mailOf("0123abcd"));
  expect(await readFile(join(folder, "outbox", "0123abcd.eml"), "latin1")).toBe(
    [
      "X-Delivery-Id: 0123abcd",
      "From: reader@example.org",
      "To: reader_1@kindle.com",
      "Subject: A title",
      "Message-ID: <0123abcd.1@example.org>",
      "Date: Sun, 01 Mar 2026 08:00:00 +0000",
      "MIME-Version: 1.0",
      "Content-Type: multipart/mixed;",
      ' boundary="--_NmP-0123abcd.1.example.org-Part_1"',
      "",
      "----_NmP-0123abcd.1.example.org-Part_1",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: 7bit",
      "",
      "A title for your Kindle.",
      "",
      "----_NmP-0123abcd.1.example.org-Part_1",
      'Content-Type: application/epub+zip; name="A title.epub"',
      "Content-Transfer-Encoding: base64",
      'Content-Disposition: attachment; filename="A title.epub"',
      "",
      "YW4gZXB1Yg==",
      "----_NmP-0123abcd.1.example.org-Part_1--",
      "",
    ].join("\r\n"),
  );
});

it("leaves nothing behind of a mail that it could not write", async () => {
  const mail = folderMail(join(folder, "outbox"));
  expect(await mail.send(mailOf("0123abcd", 8))).toMatchObject({ outcome: "not-accepted", permanent: false });
  expect(await readdir(join(folder, "outbox"))).toEqual([]);
  expect(await mail.lookUp("0123abcd")).toBe("not-accepted");
});

it("may try again when the folder cannot be written, and says why without saying where", async () => {
  // A file stands where the folder should be.
  const answer = await folderMail(join(folder, "document", "outbox")).send(mailOf("0123abcd"));
  expect(answer).toEqual({
    outcome: "not-accepted",
    permanent: false,
    code: "mail/outbox-failed",
    reason: "The mail could not be written into the outbox folder (ENOTDIR).",
  });
});

it("does not know what became of a mail when the folder cannot be asked", async () => {
  expect(await folderMail(join(folder, "document", "outbox")).lookUp("0123abcd")).toBe("unknown");
});

it("takes what Send to Kindle takes, or what it is told to", () => {
  expect(folderMail(folder).messageBytesMax).toBe(50_000_000);
  expect(folderMail(folder, { messageBytesMax: 7 }).messageBytesMax).toBe(7);
});
