import { openDeviceEmail } from "../../../shared/device-email.ts";
import type { WorkDone } from "../../../shared/ports/progress.ts";
import { UnknownPage } from "../../../shared/ports/read-models.ts";
import { type Book, books } from "../../../shared/read-models/books.ts";
import type { DeadLetter } from "../../../shared/read-models/dead-letters.ts";
import { type DeliveryView, deliveries } from "../../../shared/read-models/deliveries.ts";
import { devices } from "../../../shared/read-models/devices.ts";
import { wordsOf } from "../../../shared/read-models/search-terms.ts";
import { orderHistory } from "../books/order-history.ts";
import { findLetters } from "../dead-letters/find-letters.ts";
import { liveDeliveries } from "../deliveries/live-delivery.ts";
import { type Happening, happeningsIn } from "../happening.ts";
import type { Api } from "../publish-command.ts";

const booksShownMax = 48;
const deliveriesShownMax = 12;
const deliveriesOfShownBooksMax = 500;
const devicesShownMax = 100;
const lettersShownMax = 20;
const undecidedShownMax = 50;
const happeningsShownMax = 200;

export interface ShownDevice {
  readonly id: string;
  readonly name: string;
  /** In clear text: only its owner sees the page. */
  readonly email: string;
  readonly automatic: boolean;
}

/** What every page shows. */
export interface Surroundings {
  /** What it is called: whoever erases it has to write that. */
  readonly account: string;
  readonly devices: readonly ShownDevice[];
  readonly mailFrom: string;
  readonly mailStaysHere: boolean;
  readonly deviceDomains: readonly string[];
}

export interface LibraryContents extends Surroundings {
  readonly query: string;
  readonly books: readonly Book[];
  /** The page of older books, where there is one. */
  readonly older: string | undefined;
  /** Whether these are the newest. */
  readonly isFirst: boolean;
  /** Newest first. */
  readonly deliveries: readonly DeliveryView[];
  readonly deliveriesOf: ReadonlyMap<string, readonly DeliveryView[]>;
  readonly workOn: (bookId: string) => WorkDone | undefined;
  /** Those that only the reader can settle, and those that evidence may still settle. */
  readonly undecided: readonly DeliveryView[];
  readonly letters: readonly DeadLetter[];
}

export interface BookContents extends Surroundings {
  readonly work: WorkDone | undefined;
  readonly book: Book;
  readonly deliveries: readonly DeliveryView[];
  /** Oldest first. */
  readonly happenings: readonly Happening[];
}

export async function readLibrary(
  api: Api,
  { query, page }: { query: string; page: string | undefined },
): Promise<LibraryContents> {
  const { readModels, ledger } = api.ports;
  const { account } = api.settings;
  const terms = wordsOf(query);
  const [surroundings, found, newest, parked, uncertain, letters] = await Promise.all([
    readSurroundings(api),
    // A search for signs alone finds nothing, rather than everything.
    query.trim() !== "" && terms.length === 0 ? { items: [] } : readBooks(api, terms, page),
    readModels.query(deliveries, account, "newest", { limit: deliveriesOfShownBooksMax }),
    readModels.query(deliveries, account, "byStatus", { where: { status: "parked" }, limit: undecidedShownMax }),
    readModels.query(deliveries, account, "byStatus", { where: { status: "uncertain" }, limit: undecidedShownMax }),
    findLetters(api, { state: "open", limit: lettersShownMax }),
  ]);
  const shown = await liveDeliveries(newest.items, ledger);
  return {
    ...surroundings,
    query,
    books: found.items,
    older: "next" in found ? found.next : undefined,
    isFirst: page === undefined,
    deliveries: shown.slice(0, deliveriesShownMax),
    deliveriesOf: Map.groupBy(shown, ({ documentId }) => documentId),
    workOn: (bookId) => api.ports.progress.of(account, bookId),
    undecided: [...parked.items, ...uncertain.items],
    letters: letters.items,
  };
}

/** `undefined` where the account has no such book. */
export async function readBook(api: Api, id: string): Promise<BookContents | undefined> {
  const { readModels, journal } = api.ports;
  const { account } = api.settings;
  const book = await readModels.get(books, account, id);
  if (book === undefined || (book.removed && book.unpacked === undefined)) return undefined;
  const [surroundings, found, events, show] = await Promise.all([
    readSurroundings(api),
    readModels.query(deliveries, account, "byDocument", { where: { documentId: id }, limit: 100 }),
    journal.lastAbout(account, id, happeningsShownMax),
    happeningsIn(api),
  ]);
  const happenings = orderHistory(events).map(show);
  const work = api.ports.progress.of(account, id);
  return { ...surroundings, book, work, deliveries: await liveDeliveries(found.items, api.ports.ledger), happenings };
}

async function readBooks(api: Api, terms: readonly string[], page: string | undefined) {
  const options = {
    where: { removed: false },
    ...(terms.length > 0 && { terms }),
    limit: booksShownMax,
  };
  const query = (after: string | undefined) =>
    api.ports.readModels.query(books, api.settings.account, "newest", {
      ...options,
      ...(after !== undefined && { after }),
    });
  try {
    return await query(page);
  } catch (error) {
    // A link that is out of date leads to the newest books.
    if (!(error instanceof UnknownPage)) throw error;
    return await query(undefined);
  }
}

export async function readSurroundings({ ports, settings }: Api): Promise<Surroundings> {
  const { account, mailFrom, mailStaysHere, deviceDomains } = settings;
  const { items } = await ports.readModels.query(devices, account, "present", {
    where: { removed: false },
    limit: devicesShownMax,
  });
  const shown = items.map(async (device) => ({
    id: device.id,
    name: device.name,
    email: await openDeviceEmail(account, device, ports.secrets),
    automatic: device.automatic,
  }));
  return { account, devices: await Promise.all(shown), mailFrom, mailStaysHere, deviceDomains };
}
