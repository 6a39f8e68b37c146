import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { messageBytesOf } from "../../shared/adapters/mail/mail-message.ts";
import { documentBytesMaxFor } from "../../shared/mail-size.ts";

const mailWith = (bytes: number, title: string) => ({
  deliveryId: "d".repeat(64),
  messageId: `${"d".repeat(64)}.16@${"h".repeat(60)}.example`,
  from: `${"f".repeat(64)}@${"h".repeat(60)}.example`,
  to: `${"t".repeat(64)}@free.kindle.com`,
  subject: title,
  text: `"${title}" for your Kindle.\n`,
  date: new Date("2026-11-21T08:00:00Z"),
  attachment: { fileName: `${title.slice(0, 95)}.epub`, mediaType: "application/epub+zip", bytes, path: "/none" },
});

it("never promises room that the whole mail does not have, whatever the title and the limit", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 10_000, max: 60_000_000 }),
      fc.string({ unit: "grapheme", maxLength: 100 }).map((title) => title.replaceAll(/\p{Cc}/gu, " ")),
      async (messageBytesMax, title) => {
        const message = await messageBytesOf(mailWith(documentBytesMaxFor(messageBytesMax), title));
        expect(message).toBeLessThanOrEqual(messageBytesMax);
        // And wastes little of it.
        expect(message).toBeGreaterThan(messageBytesMax - 9_000);
      },
    ),
  );
});

it("leaves room for something, however small the limit", () => {
  expect(documentBytesMaxFor(1)).toBe(1);
});
