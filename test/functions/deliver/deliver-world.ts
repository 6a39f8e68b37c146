import { type Envelope, firstCause } from "../../../events/define-event.ts";
import { documentFormatted } from "../../../events/document-formatted.ts";
import type { DeliverPorts } from "../../../functions/deliver/deliver-ports.ts";
import { deliverHandlers } from "../../../functions/deliver/handlers.ts";
import { fileSecrets } from "../../../shared/adapters/local/file-secrets.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import { openSqliteDatabase } from "../../../shared/adapters/local/sqlite-database.ts";
import { sqliteLedger } from "../../../shared/adapters/local/sqlite-ledger.ts";
import { sqliteReadModels } from "../../../shared/adapters/local/sqlite-read-models.ts";
import { deviceEmailPurpose } from "../../../shared/device-email.ts";
import type { Mail, MailAnswer, OutgoingMail } from "../../../shared/ports/mail.ts";
import { type Book, books } from "../../../shared/read-models/books.ts";
import { readModels } from "../../../shared/read-models/catalogue.ts";
import { type Device, devices } from "../../../shared/read-models/devices.ts";
import { keyedHash, seal } from "../../../shared/seal.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { type VirtualTime, virtualTime } from "../../virtual-time.ts";

export const account = "home";
export const sourceSha256 = "5".repeat(64);

/** A carrier that answers as it is told, and keeps what it was given. */
export interface TestMail extends Mail {
  readonly sent: OutgoingMail[];
  /** The next answers, first to last; after them it accepts. */
  readonly answers: (MailAnswer | Error)[];
  known: "accepted" | "not-accepted" | "unknown";
  evidenceWithinMs: number;
  messageBytesMax: number;
}

export function testMail(): TestMail {
  const mail: TestMail = {
    sent: [],
    answers: [],
    known: "unknown",
    messageBytesMax: 50_000_000,
    evidenceWithinMs: 0,
    bytesOf: async ({ attachment }) => attachment.bytes * 2,
    send: async (outgoing) => {
      mail.sent.push(outgoing);
      const answer = mail.answers.shift() ?? { outcome: "accepted" };
      if (answer instanceof Error) throw answer;
      return answer;
    },
    lookUp: async () => mail.known,
  };
  return mail;
}

/** The step on embedded adapters in memory and a temporary folder. */
export interface DeliverWorld {
  readonly ports: DeliverPorts;
  readonly mail: TestMail;
  readonly time: VirtualTime;
  /** Everything that has been announced, repeats included. */
  readonly announced: Envelope[];
  readonly documentKey: string;
  handle(event: Envelope): Promise<void>;
  /** Handles what has been announced since, until nothing more comes of it. */
  settle(): Promise<void>;
  addDevice(email: string, changes?: Partial<Device>): Promise<Device>;
  addBook(changes?: Partial<Book>): Promise<void>;
  formatted(key?: string, changes?: Partial<ReturnType<typeof documentFormatted.from>["data"]>): Envelope;
  names(): readonly string[];
}

export async function deliverWorld(overrides: Partial<DeliverPorts> = {}): Promise<DeliverWorld> {
  const folder = await temporaryFolder();
  const database = openSqliteDatabase(":memory:");
  const time = virtualTime();
  const mail = testMail();
  const announced: Envelope[] = [];
  let tokens = 0;
  const ports: DeliverPorts = {
    ledger: sqliteLedger(database),
    mail,
    blobs: await fsBlobs(`${folder}/blobs`),
    readModels: sqliteReadModels(database, readModels),
    secrets: fileSecrets(folder),
    events: { publish: async (...events) => void announced.push(...events) },
    clock: time,
    randomness: { token: () => `token ${(tokens += 1)}`, fraction: () => 0.5 },
    settings: { mailFrom: "reader@example.org", deviceDomains: ["kindle.com", "free.kindle.com"] },
    ...overrides,
  };
  const { key: documentKey } = await ports.blobs.write(account, Buffer.from("an epub"), { bytesMax: 1000 });
  const byName = new Map(deliverHandlers(ports).map((handler) => [handler.name, handler]));
  const handle = async (event: Envelope) => await byName.get(event.name)?.handle(event);
  let handled = 0;

  return {
    ports,
    mail,
    time,
    announced,
    documentKey,
    handle,
    settle: async () => {
      for (; handled < announced.length; handled += 1) await handle(announced[handled] as Envelope);
    },
    addDevice: async (email, changes = {}) => {
      const device: Device = {
        id: keyedHash(await ports.secrets.key("delivery"), "device", account, email.toLowerCase()),
        sealedEmail: seal(await ports.secrets.key("seal"), account, deviceEmailPurpose, email),
        name: "A Kindle",
        automatic: true,
        addedAt: time.now().toISOString(),
        removed: false,
        stamps: {},
        ...changes,
      };
      await ports.readModels.update(devices, account, device.id, () => device);
      return device;
    },
    addBook: async (changes = {}) => {
      const book: Book = {
        id: "book",
        removed: false,
        title: "Emma",
        authors: [],
        language: "en",
        fileName: "emma.epub",
        mediaType: "application/epub+zip",
        bytes: 7,
        status: "ready",
        receivedAt: time.now().toISOString(),
        via: "http",
        sourceKey: "home/source",
        sha256: sourceSha256,
        document: { key: documentKey, bytes: 7, sha256: "6".repeat(64), warnings: [] },
        duplicates: [],
        stamps: {},
        facts: { duplicated: [], steps: {} },
        ...changes,
      };
      await ports.readModels.update(books, account, book.id, () => book);
    },
    formatted: (key = "first", changes = {}) =>
      documentFormatted.from(firstCause(account, key), {
        subject: "book",
        at: time.now(),
        data: {
          documentId: "book",
          kind: "book",
          sourceSha256,
          documentKey,
          sha256: "6".repeat(64),
          bytes: 7,
          title: "Emma",
          authors: [],
          language: "en",
          warnings: [],
          receivedAt: time.now().toISOString(),
          deliver: true,
          ...changes,
        },
      }),
    names: () => announced.map(({ name }) => name),
  };
}
