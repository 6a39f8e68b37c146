import { toWire } from "../../../events/wire.ts";
import { openDeviceEmail } from "../../../shared/device-email.ts";
import type { ReadModel } from "../../../shared/ports/read-models.ts";
import { books } from "../../../shared/read-models/books.ts";
import { deadLetters } from "../../../shared/read-models/dead-letters.ts";
import { deliveries } from "../../../shared/read-models/deliveries.ts";
import { devices } from "../../../shared/read-models/devices.ts";
import { digests } from "../../../shared/read-models/digests.ts";
import { editions } from "../../../shared/read-models/editions.ts";
import { subscriptions } from "../../../shared/read-models/subscriptions.ts";
import { tokens } from "../../../shared/read-models/tokens.ts";
import { bookView } from "../books/book-view.ts";
import { deliveryViewIn } from "../deliveries/delivery-view.ts";
import { deviceView } from "../devices/device-view.ts";
import { digestView } from "../digests/digest-view.ts";
import { editionView } from "../editions/edition-view.ts";
import { namedEdition } from "../editions/find-edition.ts";
import { feedView } from "../feeds/feed-view.ts";
import { everySubscription, feedBehind } from "../feeds/find-feed.ts";
import { writeOpml } from "../feeds/write-opml.ts";
import type { Api } from "../publish-command.ts";
import { filesOfBook, filesOfEdition, pathsOf } from "./export-names.ts";

/** Texts are handed on in pieces of about so many characters. */
const pieceCharacters = 64 * 1024;

/** The lists of an account by the names of their files, each made as it is read: as the API shows them, page by page. */
export function exportedLists(api: Api): Readonly<Record<string, AsyncIterable<Uint8Array>>> {
  const { ports, settings } = api;
  const { account } = settings;
  const list = <T>(model: ReadModel<T>, show: (document: T) => unknown) =>
    jsonOf(ports.readModels.all(model, account), show);
  const showDelivery = deliveryViewIn(api);
  return {
    // An archive stands among its books; what was taken out of the library is in the journal alone.
    "books.json": list(books, (book) =>
      book.removed && book.unpacked === undefined
        ? undefined
        : { ...bookView(book), files: pathsOf(filesOfBook(book)) },
    ),
    "devices.json": list(devices, async (device) =>
      device.removed ? undefined : deviceView(device, await openDeviceEmail(account, device, ports.secrets)),
    ),
    "deliveries.json": list(deliveries, showDelivery),
    "feeds.json": list(subscriptions, async (subscription) =>
      subscription.removed ? undefined : feedView(subscription, await feedBehind(api, subscription.id)),
    ),
    "feeds.opml": opmlOf(api),
    "digests.json": list(digests, (digest) =>
      digest.removed || digest.settings === undefined
        ? undefined
        : digestView(digest, digest.settings, ports.clock.now()),
    ),
    "editions.json": list(editions, async (edition) => {
      const named = await namedEdition(api, edition);
      return named && { ...editionView(named), files: pathsOf(filesOfEdition(named)) };
    }),
    // What is kept of a token is its hash, from which nobody can make it; and even that is nobody else's affair.
    "tokens.json": list(tokens, ({ name, scopes, createdAt, revoked }) => ({ name, scopes, createdAt, revoked })),
    "dead-letters.json": list(deadLetters, ({ stamps: _stamps, ...letter }) => letter),
    "journal.jsonl": journalOf(api),
  };
}

/** Text as bytes, in pieces that are worth handing on. */
export async function* bytesOf(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  let piece = "";
  for await (const text of texts) {
    piece += text;
    if (piece.length < pieceCharacters) continue;
    yield Buffer.from(piece);
    piece = "";
  }
  if (piece !== "") yield Buffer.from(piece);
}

/** A list in JSON, one document a line. What is shown as nothing is left out. */
function jsonOf<T>(
  documents: AsyncIterable<readonly [account: string, id: string, document: T]>,
  show: (document: T) => unknown,
): AsyncIterable<Uint8Array> {
  return bytesOf(
    (async function* () {
      let before = "[";
      for await (const [, , document] of documents) {
        const shown = await show(document);
        if (shown === undefined) continue;
        yield `${before}\n${JSON.stringify(shown)}`;
        before = ",";
      }
      yield before === "[" ? "[]\n" : "\n]\n";
    })(),
  );
}

function journalOf({ ports, settings }: Api): AsyncIterable<Uint8Array> {
  return bytesOf(
    (async function* () {
      for await (const event of ports.journal.of(settings.account)) yield `${JSON.stringify(toWire(event))}\n`;
    })(),
  );
}

async function* opmlOf(api: Api): AsyncGenerator<Uint8Array> {
  const exported = [];
  for (const subscription of await everySubscription(api)) {
    const { url, title, siteUrl, folders } = feedView(subscription, await feedBehind(api, subscription.id));
    exported.push({ url, title, siteUrl, folders });
  }
  const title = "Feeds of the Kindle Content Server";
  yield Buffer.from(writeOpml({ title, createdAt: api.ports.clock.now(), subscriptions: exported }));
}
