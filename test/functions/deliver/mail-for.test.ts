import { expect, it } from "@jest/globals";
import { newDelivery } from "../../../functions/deliver/delivery-state.ts";
import { mailFor } from "../../../functions/deliver/mail-for.ts";

const noon = new Date("2026-03-01T12:00:00.000Z");
const entry = newDelivery(
  {
    deliveryId: "0123abcd",
    account: "home",
    deviceId: "device",
    documentId: "book",
    kind: "book",
    documentKey: "home/epub",
    title: "Dune: Messiah",
    copy: 0,
    cause: { id: "cause", correlationId: "chain" },
  },
  noon,
);
const parts = {
  from: "reader@Example.org",
  to: "one@kindle.com",
  path: "the/epub",
  bytes: 7,
  attempt: 3,
  date: noon,
};

it("K50: is one document under a name that a Kindle can show, with a text, a date and ids of its own", () => {
  expect(mailFor(entry, parts)).toEqual({
    deliveryId: "0123abcd",
    messageId: "0123abcd.3@example.org",
    from: "reader@Example.org",
    to: "one@kindle.com",
    subject: "Dune: Messiah",
    text: '"Dune: Messiah" for your Kindle.\n',
    date: noon,
    attachment: {
      fileName: "Dune - Messiah.epub",
      mediaType: "application/epub+zip",
      bytes: 7,
      path: "the/epub",
    },
  });
});

it("has another id for another attempt, and the same one for the same", () => {
  const ids = [1, 1, 2].map((attempt) => mailFor(entry, { ...parts, attempt }).messageId);
  expect(ids).toEqual(["0123abcd.1@example.org", "0123abcd.1@example.org", "0123abcd.2@example.org"]);
});

it("says where it comes from even when the sender has no usable domain", () => {
  expect(mailFor(entry, { ...parts, from: "kindle@localhost" }).messageId).toBe("0123abcd.3@localhost");
  expect(mailFor(entry, { ...parts, from: "kindle@[::1]" }).messageId).toBe("0123abcd.3@localhost");
});

it("keeps a title to one line of bounded length, and is never without one", () => {
  const subjectOf = (title: string) => mailFor({ ...entry, title }, parts).subject;
  expect(subjectOf("Two\r\nlines:\u0000 and\u202E more")).toBe("Two lines: and more");
  expect(subjectOf("🚀".repeat(500))).toBe("🚀".repeat(200));
  expect(subjectOf(" \n ")).toBe("Document");
  expect(mailFor({ ...entry, title: "" }, parts).text).toBe('"Document" for your Kindle.\n');
});

it("carries a PDF as what it is", () => {
  const { attachment } = mailFor({ ...entry, mediaType: "application/pdf" }, parts);
  expect(attachment).toMatchObject({ fileName: "Dune - Messiah.pdf", mediaType: "application/pdf" });
});
