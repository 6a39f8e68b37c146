import { type AnyEvent, eventNamed } from "../events/catalogue.ts";
import { type Envelope, NewerEvent } from "../events/define-event.ts";
import { Rejected } from "../events/rejected.ts";
import type { Scope } from "../events/scope.ts";
import { pdfType, type Rung, type SourceFormat, type Via } from "../events/values.ts";
import { durationInWords } from "./duration-in-words.ts";
import { accountSentence } from "./history/account-sentence.ts";
import { digestSentence } from "./history/digest-sentence.ts";
import { feedSentence } from "./history/feed-sentence.ts";
import { joined, list, quoted } from "./history/sentence-parts.ts";
import { sizeInWords } from "./size-in-words.ts";

/** The names of an account's devices, by id. */
export type DeviceNames = ReadonlyMap<string, string>;

/**
 * What an event says to the reader of a book: plain, and never more than is known. Pure: the same event and names give
 * the same sentence.
 */
export function sentenceFor(event: Envelope, deviceNames: DeviceNames): string {
  const known = present(event);
  if (known === undefined)
    return `Something happened (${event.name}) that this version of the server has no words for.`;
  return sentenceOf(known, (id) => deviceNames.get(id) ?? "a device that is not in your list");
}

/** The event in its present version; `undefined` where it is of a version or kind that is not known here. */
function present(event: Envelope): AnyEvent | undefined {
  try {
    return eventNamed(event.name)?.parse(event) as AnyEvent | undefined;
  } catch (error) {
    if (error instanceof Rejected || error instanceof NewerEvent) return undefined;
    throw error;
  }
}

type NameOf = (deviceId: string) => string;

function sentenceOf(event: AnyEvent, nameOf: NameOf): string {
  switch (event.name) {
    case "book.received":
    case "book.ingested":
    case "book.duplicated":
    case "book.rejected":
    case "book.unpacked":
    case "book.described":
    case "book.removed":
    case "document.formatted":
    case "document.refused":
    case "document.rebuild-requested":
    case "document.rebuilt":
    case "document.rebuild-refused":
      return bookSentence(event);
    case "delivery.ordered":
    case "delivery.requested":
    case "delivery.sent":
    case "delivery.deferred":
    case "delivery.failed":
    case "delivery.uncertain":
    case "delivery.overdue":
    case "delivery.parked":
    case "delivery.resolved":
    case "delivery.evidenced":
    case "delivery.delivered":
    case "delivery.held":
    case "delivery.bounced":
    case "delivery.refused":
      return deliverySentence(event, nameOf);
    case "device.added":
    case "device.changed":
    case "device.removed":
      return deviceSentence(event, nameOf);
    case "token.created":
    case "token.revoked":
      return tokenSentence(event);
    case "feed.subscribed":
    case "feed.changed":
    case "feed.unsubscribed":
    case "feed.due":
    case "feed.pushed":
    case "feed.fetched":
    case "feed.failed":
    case "feed.moved":
    case "article.found":
    case "article.extracted":
      return feedSentence(event);
    case "digest.defined":
    case "digest.changed":
    case "digest.removed":
    case "digest.due":
    case "edition.compiled":
    case "edition.skipped":
    case "edition.failed":
      return digestSentence(event);
    case "journal.sealed":
    case "account.erasure-requested":
    case "account.erased":
      return accountSentence(event);
    case "event.rejected":
    case "step.failed":
    case "dead-letter.replay-requested":
    case "dead-letter.replayed":
    case "dead-letter.discarded":
      return troubleSentence(event);
  }
}

type EventAbout<Prefix extends string> = Extract<AnyEvent, { name: `${Prefix}.${string}` }>;

const vias: Readonly<Record<Via, string>> = {
  inbox: "through the inbox",
  http: "by upload",
  bucket: "through the bucket",
};

const formats: Readonly<Record<SourceFormat, string>> = {
  epub: "an EPUB",
  html: "a web page",
  markdown: "a Markdown text",
  text: "a plain text",
  docx: "a Word document",
  odt: "an OpenDocument text",
  fb2: "a FictionBook",
  rtf: "a Rich Text document",
  "page-archive": "an archive of pages",
  comic: "a comic",
  picture: "a picture",
  pdf: "a PDF",
};

const booksNamedMax = 5;

function bookSentence(event: EventAbout<"book" | "document">): string {
  switch (event.name) {
    case "book.received": {
      const { fileName, bytes, via, deliver, unpackedFrom } = event.data;
      const kept = deliver ? "" : " It is kept off the automatic devices, as you wished.";
      const how = unpackedFrom === undefined ? vias[via] : `in an archive that came ${vias[via]}`;
      return `Received ${quoted(fileName)} (${sizeInWords(bytes)}) ${how}.${kept}`;
    }
    case "book.ingested": {
      const { format, title, authors } = event.data;
      const by = authors.length === 0 ? "" : ` by ${list(authors)}`;
      return `Recognised as ${formats[format]}: ${quoted(title)}${by}.`;
    }
    case "book.duplicated": {
      const { fileName, via, deliver } = event.data;
      const devices = deliver ? " Automatic devices that do not have it yet get it." : "";
      return `The same file came in again ${vias[via]} as ${quoted(fileName)}; the book is here already.${devices}`;
    }
    case "book.rejected":
      return joined("Refused:", event.data.message.trim() || "no reason was given");
    case "book.unpacked": {
      const { books, others, isCut, wordsLeftOut = [] } = event.data;
      const names = list(books.slice(0, booksNamedMax).map(({ fileName }) => quoted(fileName)));
      const more = books.length > booksNamedMax ? " and more" : "";
      const held = `Unpacked: it held ${books.length === 1 ? "one book" : `${books.length} books`} (${names}${more}).`;
      const apart =
        others === 0
          ? ""
          : ` ${others === 1 ? "One other file that is no book was" : `${others} other files that are no books were`} left out.`;
      const unsaid = wordsLeftOut.map((word) => (word === "series" ? "place in a series" : word));
      const words =
        unsaid.length === 0
          ? ""
          : ` The ${list(unsaid)} that you gave can be true of one book alone, and was given to none.`;
      const cut = isCut
        ? " The archive ends in the middle: the last of them may be incomplete, and what came behind is missing."
        : "";
      return `${held}${cut}${apart}${words}`;
    }
    case "book.described":
      return "Described anew by you: what you say counts more than what the file says. Nothing is sent again by itself.";
    case "book.removed":
      return "Taken out of the library. What was delivered stays delivered.";
    case "document.formatted": {
      const { bytes, warnings, mediaType } = event.data;
      if (mediaType === pdfType)
        return `Kept as the PDF that it is (${sizeInWords(bytes)}), since a Kindle takes PDFs.`;
      const what = `Made into a Kindle-ready EPUB (${sizeInWords(bytes)}).`;
      if (warnings.length === 0) return what;
      return `${what} ${warnings.length === 1 ? "One thing" : `${warnings.length} things`} in the file had to be put right.`;
    }
    case "document.refused":
      return joined("Refused:", event.data.message.trim() || "no reason was given");
    case "document.rebuild-requested":
      return `Amazon could not convert it, so it is being rebuilt ${rungWords[event.data.rung]}.`;
    case "document.rebuilt": {
      const bytes = event.data.volumes.reduce((sum, volume) => sum + volume.bytes, 0);
      return `Rebuilt ${rungWords[event.data.rung]} (${sizeInWords(bytes)}).`;
    }
    case "document.rebuild-refused":
      return joined(`It could not be rebuilt ${rungWords[event.data.rung]}.`, event.data.message);
  }
}

/** How a document is rebuilt, as the end of a sentence. */
const rungWords: Readonly<Record<Rung, string>> = {
  minimal: "with nothing in it that a Kindle can do without",
  strict: "without tables and formulas, and with plain pictures only",
  plain: "as text and headings only",
};

function deliverySentence(event: EventAbout<"delivery">, nameOf: NameOf): string {
  if (event.name === "delivery.ordered") return orderSentence(event, nameOf);
  const device = nameOf(event.data.deviceId);
  switch (event.name) {
    case "delivery.requested":
      return event.data.attempts === 0
        ? `Waiting its turn to be mailed to ${device}.`
        : `Waiting its turn to be mailed to ${device} again.`;
    case "delivery.sent":
      return sentSentence(event.data.by, device);
    case "delivery.deferred": {
      const waitMs = Date.parse(event.data.nextAttemptAt) - Date.parse(event.occurredAt);
      const when = waitMs > 0 ? `in ${durationInWords(waitMs)}` : "at once";
      return joined(`The mail to ${device} was not accepted.`, event.data.reason, `It will be tried again ${when}.`);
    }
    case "delivery.failed":
      return joined(`Not delivered to ${device}.`, event.data.reason, "It is not tried again unless you ask for it.");
    case "delivery.uncertain":
      return joined(
        `Nobody knows whether the mail to ${device} was accepted.`,
        event.data.reason,
        "It is not sent again until that is known.",
      );
    case "delivery.overdue":
      return `No answer about the mail to ${device} has come in time. Looking into what became of it.`;
    case "delivery.parked":
      return joined(
        `It could not be found out whether the mail to ${device} was accepted.`,
        event.data.reason,
        "Please look at the Kindle, and say whether it is there or should be sent again.",
      );
    case "delivery.resolved":
      return event.data.as === "sent"
        ? `You said that it is on ${device}.`
        : `You asked to send it to ${device} again.`;
    case "delivery.evidenced":
      return evidenceSentence(event.data.report.says, device);
    case "delivery.delivered":
      return `Amazon’s mail server has taken the mail to ${device}; whether the Kindle shows it is for you to see.`;
    case "delivery.held": {
      const waitMs = Date.parse(event.data.until) - Date.parse(event.occurredAt);
      const within = waitMs > 0 ? ` within ${durationInWords(waitMs)}` : "";
      return `Amazon keeps the mail to ${device} back until you confirm it${within}: its link is beside the delivery.`;
    }
    case "delivery.bounced":
      return joined(
        `The mail to ${device} came back.`,
        event.data.reason,
        "It is not sent again unless you ask for it.",
      );
    case "delivery.refused":
      return joined(
        `Amazon refused the mail to ${device}.`,
        event.data.reason,
        event.data.repair === undefined ? "It is not sent again unless you ask for it." : "",
      );
  }
}

function evidenceSentence(
  says: Extract<AnyEvent, { name: "delivery.evidenced" }>["data"]["report"]["says"],
  device: string,
): string {
  switch (says) {
    case "accepted":
      return `The provider says that it has the mail to ${device}.`;
    case "delivered":
      return `The provider says that Amazon’s mail server took the mail to ${device}.`;
    case "bounced":
      return `The provider says that it could not hand over the mail to ${device}.`;
    case "refused":
      return `A mail from Amazon says that what was sent to ${device} was refused.`;
    case "held":
      return `A mail from Amazon asks you to confirm what was sent to ${device}.`;
  }
}

function orderSentence({ data }: Extract<AnyEvent, { name: "delivery.ordered" }>, nameOf: NameOf): string {
  const isCopy = data.deliveries.every(({ copy }) => copy > 0);
  const devices = list([...new Set(data.deliveries.map(({ deviceId }) => nameOf(deviceId)))]);
  return isCopy ? `You asked for another copy on ${devices}.` : `You asked to have it delivered to ${devices}.`;
}

function sentSentence(by: Extract<AnyEvent, { name: "delivery.sent" }>["data"]["by"], device: string): string {
  switch (by) {
    case "provider":
      return `The mail to ${device} has been accepted for sending; Amazon has not confirmed yet that it arrived.`;
    case "look-up":
      return `Looked up: the mail to ${device} had been accepted for sending; Amazon has not confirmed yet that it arrived.`;
    case "reader":
      return `On ${device}, as you said.`;
  }
}

function deviceSentence(event: EventAbout<"device">, nameOf: NameOf): string {
  switch (event.name) {
    case "device.added": {
      const { name, automatic } = event.data;
      return `Added the device ${quoted(name)}. ${automatic ? "It gets" : "It does not get"} every new book by itself.`;
    }
    case "device.changed": {
      const { deviceId, name, automatic } = event.data;
      const renamed = name === undefined ? "" : `Named a device ${quoted(name)}.`;
      const device = name ?? nameOf(deviceId);
      const gets = `From now on ${device} ${automatic === true ? "gets" : "does not get"} every new book by itself.`;
      return (
        [renamed, automatic === undefined ? "" : gets].filter((part) => part !== "").join(" ") || "Nothing was changed."
      );
    }
    case "device.removed":
      return "Removed a device: nothing goes there any more.";
  }
}

const permissions: Readonly<Record<Scope, string>> = {
  read: "see everything",
  upload: "send books in",
  manage: "do everything that you may",
};

function tokenSentence(event: EventAbout<"token">): string {
  switch (event.name) {
    case "token.created": {
      const { name, scopes } = event.data;
      return `Made the token ${quoted(name)}. Whoever has it may ${list(scopes.map((scope) => permissions[scope]))}.`;
    }
    case "token.revoked":
      return "Revoked a token: it opens nothing any more.";
  }
}

const doings: Readonly<Record<string, string>> = {
  ingest: "Opening the file",
  format: "Making the EPUB",
  deliver: "Delivering it",
  "mail-events": "Reading what the mail provider told",
  poll: "Looking for what is due",
  fetch: "Asking for the feed",
  extract: "Getting the article",
  digest: "Putting the edition together",
  project: "Keeping the records of it",
  "dead-letter": "Trying it again",
  housekeep: "The housekeeping",
};

function troubleSentence(event: EventAbout<"event" | "step" | "dead-letter">): string {
  switch (event.name) {
    case "event.rejected":
      return joined(
        `${doings[event.data.step] ?? event.data.step} was not possible, and was set aside.`,
        event.data.message,
      );
    case "step.failed": {
      const { step, attempts, reason } = event.data;
      const tried = attempts === 1 ? "one attempt" : `${attempts} attempts`;
      return joined(`${doings[step] ?? step} failed, and was given up after ${tried}.`, reason);
    }
    case "dead-letter.replay-requested":
      return "You asked to have it tried again.";
    case "dead-letter.replayed":
      return "It is being tried again.";
    case "dead-letter.discarded":
      return "You let it go: it is not tried again.";
  }
}
