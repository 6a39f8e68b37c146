import * as fc from "fast-check";
import { type AnyEvent, eventNamed } from "../../events/catalogue.ts";
import { firstCause } from "../../events/define-event.ts";
import { scopeNames } from "../../events/scope.ts";

/** Whatever an event may say, of every kind there is. Ids come from small pools, so that events are about the same things. */
const ids = (kind: string, count: number) => fc.integer({ min: 1, max: count }).map((n) => `${kind}-${n}`);
const bookId = ids("book", 3);
const deviceId = ids("device", 2);
const deliveryId = ids("delivery", 3);
const deadLetterId = ids("letter", 3);
const hex = "0123456789abcdef";
const sha256 = fc.constantFrom(...hex).map((digit) => digit.repeat(64));
const tokenSha256 = fc.constantFrom("a".repeat(64), "b".repeat(64));
const key = fc.constantFrom(...hex).map((digit) => `home/${digit.repeat(64)}`);
const time = fc.integer({ min: 0, max: 500 }).map((minute) => new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString());
const text = fc.oneof(fc.string({ maxLength: 30 }), fc.string({ maxLength: 30, unit: "grapheme" }));
const code = fc.constantFrom("book/protected", "mail/refused", "document/too-large");
const via = fc.constantFrom("inbox", "http", "bucket");
const kind = fc.constantFrom("book", "edition");
const format = fc.constantFrom("epub", "html", "markdown", "text", "docx", "page-archive", "pdf");
const bytes = fc.nat();
const fact = {
  deliveryId,
  deviceId,
  documentId: bookId,
  kind,
  title: text,
  version: fc.integer({ min: 1, max: 6 }),
  attempts: fc.nat(9),
};
const failure = { code, reason: text };
const rung = fc.constantFrom("minimal", "strict", "plain");
const report = fc.oneof(
  fc.record({ says: fc.constantFrom("accepted", "delivered") }),
  fc.record({ says: fc.constantFrom("bounced", "refused"), ...failure }),
  fc.record({ says: fc.constant("held"), sealedLink: text, until: time }),
);
const file = { bookId, sourceKey: key, sha256, bytes, fileName: text, via };
const original = fc.dictionary(fc.string(), fc.oneof(text, fc.integer(), fc.boolean()), {
  maxKeys: 3,
  noNullPrototype: true,
});
/** Fields that may be missing. */
const maybe = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record<T, never>(model, { requiredKeys: [] });
const both = <A, B>(one: fc.Arbitrary<A>, other: fc.Arbitrary<B>) =>
  fc.tuple(one, other).map(([a, b]) => ({ ...a, ...b }));

const feedId = ids("feed", 3);
const articleId = ids("article", 3);
const digestId = ids("digest", 2);
const editionId = ids("edition", 3);
const url = fc.integer({ min: 1, max: 5 }).map((n) => `https://example.org/${n}`);
const folders = fc.array(fc.constantFrom("News", "Science"), { maxLength: 2 });
const weight = fc.integer({ min: -2, max: 2 });
const editionFact = {
  editionId,
  digestId,
  digestName: text,
  slot: time,
  by: fc.constantFrom("schedule", "reader"),
};
const layout = {
  title: text,
  layoutKey: key,
  layoutSha256: sha256,
  language: fc.constantFrom("en", "und"),
  devices: fc.array(deviceId, { maxLength: 2 }),
};
const settings = {
  name: fc.constantFrom("Morning", "Evening"),
  feeds: fc.oneof(fc.constant("all" as const), fc.array(feedId, { maxLength: 3 })),
  cron: fc.constantFrom("0 6 * * *", "30 17 * * 1-5"),
  timeZone: fc.constantFrom("Europe/Berlin", "UTC"),
  articlesMax: fc.integer({ min: 1, max: 50 }),
  scoreMin: fc.integer({ min: 0, max: 100 }),
  maxAgeDays: fc.integer({ min: 1, max: 30 }),
  include: fc.array(fc.constantFrom("climate", "trains"), { maxLength: 2 }),
  exclude: fc.array(fc.constantFrom("sport"), { maxLength: 1 }),
  sections: fc.constantFrom("feed", "folder"),
  devices: fc.array(deviceId, { maxLength: 2 }),
  paused: fc.boolean(),
  quietDays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 2 }),
} as const;
const wordsMax = fc.integer({ min: 100, max: 10_000 });

const journalHead = fc.record({ events: fc.nat(1000), sha256 });

const datas: { readonly [E in AnyEvent as E["name"]]: fc.Arbitrary<E["data"]> } = {
  "account.erasure-requested": fc.constant({}),
  "account.erased": fc.record({ nextAccount: fc.constantFrom("home-2", "home-3") }),
  "journal.sealed": fc.record({
    from: journalHead,
    to: both(journalHead, maybe({ place: fc.constantFrom("7", "1.2~a") })),
  }),
  "book.received": both(
    fc.record({ ...file, mediaType: text, deliver: fc.boolean() }),
    maybe({ unpackedFrom: bookId }),
  ),
  "book.ingested": fc.record({
    ...file,
    format,
    title: text,
    authors: fc.array(text, { maxLength: 3 }),
    language: fc.constantFrom("en", "und"),
    receivedAt: time,
    deliver: fc.boolean(),
  }),
  "book.described": fc.record({
    bookId,
    words: maybe({
      title: fc.option(text),
      authors: fc.array(text, { maxLength: 3 }),
      series: fc.record({ name: text }),
    }),
  }),
  "book.duplicated": fc.record({ bookId, fileName: text, via, deliver: fc.boolean() }),
  "book.rejected": fc.record({ ...file, code, message: text }),
  "book.unpacked": fc.record({
    ...file,
    books: fc.array(fc.record({ bookId, fileName: text }), { minLength: 1, maxLength: 3 }),
    others: fc.nat(9),
  }),
  "book.removed": fc.record({ bookId }),
  "document.formatted": both(
    fc.record({
      documentId: bookId,
      kind,
      sourceSha256: sha256,
      documentKey: key,
      sha256,
      bytes,
      title: text,
      authors: fc.array(text, { maxLength: 2 }),
      language: fc.constantFrom("en", "fr"),
      receivedAt: time,
      warnings: fc.array(fc.record({ rule: text, found: text, done: text }), { maxLength: 2 }),
      deliver: fc.boolean(),
    }),
    maybe({
      cover: fc.record({ key, mediaType: fc.constant("image/jpeg") }),
      mediaType: fc.constantFrom("application/epub+zip", "application/pdf"),
    }),
  ),
  "document.refused": fc.record({ documentId: bookId, kind, sourceKey: key, fileName: text, via, code, message: text }),
  "delivery.ordered": fc.record({
    documentId: bookId,
    kind,
    deliveries: fc.array(fc.record({ deliveryId, deviceId, copy: fc.nat(3) }), { minLength: 1, maxLength: 3 }),
  }),
  "delivery.requested": fc.record({ ...fact, documentKey: key }),
  "delivery.sent": both(
    fc.record({ ...fact, by: fc.constantFrom("provider", "look-up", "reader") }),
    maybe({ providerMessageId: text }),
  ),
  "delivery.deferred": fc.record({ ...fact, ...failure, nextAttemptAt: time }),
  "delivery.failed": fc.record({ ...fact, ...failure }),
  "delivery.uncertain": fc.record({ ...fact, ...failure, evidenceUntil: time }),
  "delivery.overdue": fc.record({ deliveryId, documentId: bookId, deviceId, version: fact.version }),
  "delivery.parked": fc.record({ ...fact, ...failure }),
  "delivery.resolved": fc.record({ deliveryId, documentId: bookId, deviceId, as: fc.constantFrom("sent", "retry") }),
  "delivery.evidenced": both(
    fc.record({ deliveryId, documentId: bookId, deviceId, report, happenedAt: time }),
    maybe({ attempt: fc.integer({ min: 1, max: 9 }), providerMessageId: text }),
  ),
  "delivery.delivered": both(fc.record({ ...fact, deliveredAt: time }), maybe({ providerMessageId: text, rung })),
  "delivery.held": fc.record({ ...fact, sealedLink: text, until: time }),
  "delivery.bounced": fc.record({ ...fact, ...failure }),
  "delivery.refused": both(fc.record({ ...fact, ...failure }), maybe({ repair: rung, rung })),
  "document.rebuild-requested": fc.record({
    documentId: bookId,
    kind,
    rung,
    deliveryId,
    deviceId,
    documentKey: key,
  }),
  "document.rebuilt": fc.record({
    documentId: bookId,
    kind,
    rung,
    deliveryId,
    deviceId,
    sourceSha256: sha256,
    volumes: fc.array(fc.record({ documentKey: key, sha256, bytes, title: text }), { minLength: 1, maxLength: 2 }),
    warnings: fc.constant([]),
  }),
  "document.rebuild-refused": fc.record({ documentId: bookId, kind, rung, deliveryId, deviceId, code, message: text }),
  "feed.subscribed": both(fc.record({ feedId, url, folders }), maybe({ title: text })),
  "feed.changed": both(fc.record({ feedId }), maybe({ title: text, folders, weight })),
  "feed.unsubscribed": fc.record({ feedId }),
  "feed.pushed": both(fc.record({ feedId, bodyKey: key }), maybe({ mediaType: fc.constant("text/xml") })),
  "feed.due": fc.record({ feedId, by: fc.constantFrom("schedule", "reader", "subscription") }),
  "feed.fetched": both(
    fc.record({
      feedId,
      url,
      title: text,
      items: fc.nat(99),
      itemsNew: fc.nat(9),
      damage: fc.array(text, { maxLength: 2 }),
      nextFetchAt: time,
    }),
    maybe({ siteUrl: url, language: fc.constant("en") }),
  ),
  "feed.failed": both(
    fc.record({
      feedId,
      code,
      message: text,
      failures: fc.integer({ min: 1, max: 9 }),
      failingSince: time,
      gone: fc.boolean(),
      nextFetchAt: time,
    }),
    maybe({ status: fc.constantFrom(404, 500) }),
  ),
  "feed.moved": both(
    fc.record({ feedId, from: url, to: url, why: fc.constantFrom("page", "redirect", "feed") }),
    maybe({ leadsTo: feedId }),
  ),
  "article.found": both(
    fc.record({
      articleId,
      feedId,
      feedTitle: text,
      itemKey: key,
      contentHash: text,
      title: text,
      publishedAt: time,
      foundAt: time,
    }),
    maybe({ url }),
  ),
  "article.extracted": both(
    fc.record({
      articleId,
      feedId,
      articleKey: key,
      title: text,
      publishedAt: time,
      foundAt: time,
      language: fc.constantFrom("en", "und"),
      words: fc.nat(2000),
      readingMinutes: fc.nat(10),
      summary: text,
      from: fc.constantFrom("page", "print", "amp", "feed", "summary"),
    }),
    maybe({
      url,
      addressKey: text,
      author: text,
      fingerprint: text,
      shortfall: fc.record({ code, message: text }),
      leadPicture: fc.record({ key, mediaType: fc.constant("image/jpeg") }),
    }),
  ),
  "digest.defined": fc.record({
    digestId,
    settings: both(fc.record(settings), maybe({ wordsMax, pagesMax: fc.integer({ min: 1, max: 99 }) })),
  }),
  "digest.changed": fc.record({
    digestId,
    change: maybe({ ...settings, wordsMax: fc.option(wordsMax), pagesMax: fc.constant(null) }),
  }),
  "digest.removed": fc.record({ digestId }),
  "digest.due": fc.record({ digestId, editionId, slot: time, by: editionFact.by }),
  "edition.compiled": fc.record({
    ...editionFact,
    ...layout,
    articleIds: fc.array(articleId, { minLength: 1, maxLength: 3 }),
    words: fc.nat(9999),
    missing: fc.record({ feeds: fc.nat(3), summaries: fc.nat(3), leftOut: fc.nat(3) }),
  }),
  "edition.skipped": fc.record({
    ...editionFact,
    why: fc.constantFrom("no-news", "quiet-day", "paused", "no-feeds"),
    message: text,
  }),
  "edition.failed": fc.record({ ...editionFact, ...layout, feeds: fc.integer({ min: 1, max: 9 }), message: text }),
  "device.added": fc.record({ deviceId, sealedEmail: text, name: text, automatic: fc.boolean() }),
  "device.changed": both(fc.record({ deviceId }), maybe({ name: text, automatic: fc.boolean() })),
  "device.removed": fc.record({ deviceId }),
  "token.created": fc.record({ tokenSha256, name: text, scopes: fc.subarray([...scopeNames], { minLength: 1 }) }),
  "token.revoked": fc.record({ tokenSha256 }),
  "event.rejected": fc.record({ step: fc.constantFrom("format", "deliver"), code, message: text, received: text }),
  "step.failed": fc.record({
    deadLetterId,
    step: fc.constantFrom("ingest", "format", "deliver"),
    eventId: text,
    eventName: fc.constantFrom("book.received", "book.ingested", "device.added", "delivery.requested"),
    about: bookId,
    reason: text,
    attempts: fc.integer({ min: 1, max: 20 }),
    original,
  }),
  "dead-letter.replay-requested": fc.record({ deadLetterId }),
  "dead-letter.replayed": fc.record({
    deadLetterId,
    step: fc.constantFrom("ingest", "format", "deliver"),
    eventName: fc.constantFrom("book.received", "device.added"),
    about: bookId,
  }),
  "dead-letter.discarded": fc.record({ deadLetterId }),
};

/** Where each chain begins differs by `cause`, so that two events with one id are one event. */
export function arbitraryEventNamed(name: AnyEvent["name"]): fc.Arbitrary<AnyEvent> {
  const data = new Map<string, fc.Arbitrary<AnyEvent["data"]>>(Object.entries(datas)).get(name);
  const definition = eventNamed(name);
  if (definition === undefined || data === undefined) throw new Error(`${name} is not in the catalogue`);
  const account = fc.constantFrom("home", "another");
  return fc
    .tuple(fc.uuid(), account, time, data)
    .map(([cause, of, at, said]) =>
      definition.from(firstCause(of, cause), { subject: subjectOf(said), at: new Date(at), data: said }),
    ) as fc.Arbitrary<AnyEvent>;
}

export const eventNames = Object.keys(datas) as readonly AnyEvent["name"][];

export const arbitraryEvent: fc.Arbitrary<AnyEvent> = fc.oneof(...eventNames.map(arbitraryEventNamed));

/** What has happened, in some order: every event once. */
export const arbitraryHistory: fc.Arbitrary<AnyEvent[]> = fc.uniqueArray(arbitraryEvent, {
  maxLength: 40,
  size: "max",
  selector: ({ id }) => id,
});

function subjectOf(data: AnyEvent["data"]): string {
  const named = data as Readonly<Partial<Record<"deliveryId" | "deadLetterId" | "bookId" | "documentId", string>>>;
  return named.deliveryId ?? named.deadLetterId ?? named.bookId ?? named.documentId ?? "subject";
}
