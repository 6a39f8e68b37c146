import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { type AnyEvent, catalogue, eventNamed } from "../../events/catalogue.ts";
import { type Envelope, firstCause } from "../../events/define-event.ts";
import { sentenceFor } from "../../shared/history-sentences.ts";
import { arbitraryEvent } from "../events/arbitrary-events.ts";

const names = new Map([
  ["d1", "Kitchen Kindle"],
  ["d2", "Paperwhite"],
]);
const sourceKey = "home/ab";
const sha256 = "a".repeat(64);
const fact = { deliveryId: "x", deviceId: "d1", documentId: "b", kind: "book", title: "Emma", version: 3, attempts: 2 };

function said(name: AnyEvent["name"], data: object): string {
  const definition = eventNamed(name);
  if (definition === undefined) throw new Error(`${name} is not known`);
  return sentenceFor(
    definition.from(firstCause("home", "key"), { subject: "s", at: new Date("2026-03-01T08:00:00.000Z"), data }),
    names,
  );
}

describe("the history's sentences", () => {
  it.each([
    [
      said("book.received", {
        bookId: "b",
        sourceKey,
        sha256,
        bytes: 1_234_567,
        fileName: "Emma.epub",
        mediaType: "",
        via: "inbox",
        deliver: true,
      }),
      "Received “Emma.epub” (1.2 MB) through the inbox.",
    ],
    [
      said("book.received", {
        bookId: "b",
        sourceKey,
        sha256,
        bytes: 1_234_567,
        fileName: "Emma.epub",
        mediaType: "",
        via: "inbox",
        deliver: true,
        unpackedFrom: "a",
      }),
      "Received “Emma.epub” (1.2 MB) in an archive that came through the inbox.",
    ],
    ...[0, 1, 2].map(
      (others) =>
        [
          said("book.unpacked", {
            bookId: "a",
            sourceKey,
            sha256,
            bytes: 1,
            fileName: "x.zip",
            via: "http",
            books: ["a", "b", "c", "d", "e", "f"].map((name) => ({ bookId: name, fileName: `${name}.epub` })),
            others,
          }),
          "Unpacked: it held 6 books (“a.epub”, “b.epub”, “c.epub”, “d.epub” and “e.epub” and more)." +
            ["", " One other file that is no book was left out.", " 2 other files that are no books were left out."][
              others
            ],
        ] as const,
    ),
    [
      said("book.unpacked", {
        bookId: "a",
        sourceKey,
        sha256,
        bytes: 1,
        fileName: "x.zip",
        via: "http",
        books: [{ bookId: "b", fileName: "b.epub" }],
        others: 0,
        isCut: true,
      }),
      "Unpacked: it held one book (“b.epub”). The archive ends in the middle: the last of them may be incomplete, and what came behind is missing.",
    ],
    [
      said("book.rejected", {
        bookId: "b",
        sourceKey,
        sha256,
        bytes: 1,
        fileName: "x",
        via: "http",
        code: "epub/protected",
        message: "This file is protected (DRM), so it cannot be opened",
      }),
      "Refused: This file is protected (DRM), so it cannot be opened.",
    ],
    [
      said("delivery.sent", { ...fact, by: "provider" }),
      "The mail to Kitchen Kindle has been accepted for sending; Amazon has not confirmed yet that it arrived.",
    ],
    [said("delivery.sent", { ...fact, by: "reader" }), "On Kitchen Kindle, as you said."],
    [
      said("delivery.deferred", {
        ...fact,
        code: "mail/busy",
        reason: "The mail server was busy.",
        nextAttemptAt: "2026-03-01T08:05:00.000Z",
      }),
      "The mail to Kitchen Kindle was not accepted. The mail server was busy. It will be tried again in about 5 minutes.",
    ],
    [
      said("delivery.failed", {
        ...fact,
        code: "mail/too-large",
        reason: "Refused by the mail server: message too large",
      }),
      "Not delivered to Kitchen Kindle. Refused by the mail server: message too large. It is not tried again unless you ask for it.",
    ],
    [
      said("delivery.ordered", {
        documentId: "b",
        kind: "book",
        deliveries: [
          { deliveryId: "x", deviceId: "d1", copy: 1 },
          { deliveryId: "y", deviceId: "d2", copy: 1 },
        ],
      }),
      "You asked for another copy on Kitchen Kindle and Paperwhite.",
    ],
    [
      said("delivery.sent", { ...fact, deviceId: "gone", by: "look-up" }),
      "Looked up: the mail to a device that is not in your list had been accepted for sending; Amazon has not confirmed yet that it arrived.",
    ],
  ])("says: %s", (sentence, expected) => {
    expect(sentence).toBe(expected);
  });

  it("never says that a book has arrived when only the provider has spoken", () => {
    for (const by of ["provider", "look-up"])
      expect(said("delivery.sent", { ...fact, by })).toContain("not confirmed yet");
  });

  it("has words for every event, and whole sentences, whatever the event says", () => {
    fc.assert(
      fc.property(arbitraryEvent, (event) => {
        const sentence = sentenceFor(event, names);
        expect(sentence).not.toContain("no words");
        expect(sentence).not.toMatch(/undefined|null|\[object|NaN/);
        expect(sentence.length).toBeGreaterThan(10);
        expect(sentence).toMatch(/^\S[\s\S]*[.!?:…]["”’)]?$/u);
      }),
      { numRuns: 1000 },
    );
    expect(catalogue.length).toBeGreaterThan(20);
  });

  it("owns up to an event that a newer version has kept", () => {
    const event: Envelope = {
      id: "1",
      name: "book.removed",
      version: 9,
      account: "home",
      subject: "b",
      occurredAt: "2026-03-01T08:00:00.000Z",
      correlationId: "1",
      causationId: "1",
      data: {},
    };
    expect(sentenceFor(event, names)).toContain("no words for");
    expect(sentenceFor({ ...event, name: "book.burned", version: 1 }, names)).toContain("book.burned");
  });
});
