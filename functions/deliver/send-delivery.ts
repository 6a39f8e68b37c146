import type { DeliveryRequested } from "../../events/delivery-requested.ts";
import { openDeviceEmail } from "../../shared/device-email.ts";
import type { MailAnswer } from "../../shared/ports/mail.ts";
import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import { devices } from "../../shared/read-models/devices.ts";
import { advanceEntry, claimEntry } from "./advance-entry.ts";
import { announce, readEntry } from "./announce-entry.ts";
import type { DeliverPorts } from "./deliver-ports.ts";
import { abandonedBefore, isAbandoned, isClaimable, isSettled, mayStillStart, turnAskedFor } from "./delivery-state.ts";
import { mailFor } from "./mail-for.ts";
import {
  type DeliveryRefusal,
  deviceRemoved,
  documentGone,
  foreignDomain,
  isUnknown,
  tooLarge,
  unknownDevice,
} from "./refusal-of.ts";
import { settle } from "./settle-delivery.ts";

/**
 * Mails one document to one device, unless the ledger says that this has been done, is being done, or that nobody
 * knows. A repeat that finds an outcome announces it again, under the same id: the ledger is our outbox.
 * @throws Error while another worker holds the claim: the event comes again, later
 */
export async function sendDelivery(requested: DeliveryRequested, ports: DeliverPorts): Promise<void> {
  const { deliveryId } = requested.data;
  let entry = await readEntry(deliveryId, ports);
  if (isClaimable(entry, ports.clock.now())) entry = (await waitForTurn(entry, ports)) ?? (await attempt(entry, ports));
  if (entry.state === "attempting") {
    if (!isAbandoned(entry, abandonedBefore(ports.clock.now()))) {
      throw new Error(`Delivery ${deliveryId} is being attempted by another worker`);
    }
    await settle(entry, abandonedBefore(ports.clock.now()), ports);
    return;
  }
  // The carrier may know at once what it could not say; where it never will, the reader need not wait to decide.
  if (entry.state === "uncertain") {
    await settle(entry, abandonedBefore(ports.clock.now()), ports);
    return;
  }
  // Queued without an outcome: somebody has asked for it anew, and announced that themselves.
  if (entry.state === "queued" && entry.notBefore === undefined) return;
  await announce(entry, ports);
}

/**
 * Volumes go one after the other, so that they lie in order on the Kindle: one waits until that before it has an outcome.
 * Answers it as it waits; `undefined` where it need not, as once its reader has asked for it again.
 */
async function waitForTurn(entry: DeliveryEntry, ports: DeliverPorts): Promise<DeliveryEntry | undefined> {
  if (entry.previousId === undefined || entry.attempts > 0) return undefined;
  const previous = await ports.ledger.read(entry.previousId);
  if (previous === undefined || isSettled(previous)) return undefined;
  return await advanceEntry(entry, { kind: "wait", until: turnAskedFor(ports.clock.now(), previous) }, ports);
}

/** Answers the entry as it is after the attempt, or as somebody else has left it who was faster. */
async function attempt(entry: DeliveryEntry, ports: DeliverPorts): Promise<DeliveryEntry> {
  const { ledger, randomness } = ports;
  const gathered = await gather(entry, ports);
  if ("refusal" in gathered) return await advanceEntry(entry, { kind: "refuse", ...gathered.refusal }, ports);

  const token = randomness.token();
  const claim = await claimEntry(entry, token, ports);
  if (claim === undefined) return (await ledger.read(entry.deliveryId)) ?? entry;

  const answer = await askCarrier(claim, gathered, ports);
  const { evidenceWithinMs } = ports.mail;
  const fraction = randomness.fraction();
  return await advanceEntry(claim, { kind: "answer", token, answer, evidenceWithinMs, fraction }, ports);
}

/** The one place from which a mail leaves: whoever is here holds the claim. Never throws. */
async function askCarrier(
  claim: DeliveryEntry,
  { email, documentBytes }: { email: string; documentBytes: number },
  { blobs, mail, clock, settings }: DeliverPorts,
): Promise<MailAnswer> {
  const asked: { answer?: MailAnswer } = {};
  try {
    await blobs.withFile(claim.documentKey, async (path) => {
      if (!mayStillStart(claim, clock.now())) {
        asked.answer = startedTooLate;
        return;
      }
      const date = new Date(claim.claimedAt ?? claim.changedAt);
      const parts = { from: settings.mailFrom, to: email, path, bytes: documentBytes, attempt: claim.attempts, date };
      const outgoing = mailFor(claim, parts);
      // Until it has answered anything may have happened: a carrier's adapter that throws has told us nothing.
      asked.answer = answerLost;
      asked.answer = await mail.send(outgoing);
    });
  } catch {
    // Before the carrier was asked it is the document that could not be had; after its answer, the answer stands.
  }
  return asked.answer ?? documentUnreadable;
}

type Gathered = { readonly refusal: DeliveryRefusal } | { readonly email: string; readonly documentBytes: number };

/** Everything that decides whether the carrier is asked at all, before anything is claimed. */
async function gather(entry: DeliveryEntry, ports: DeliverPorts): Promise<Gathered> {
  const { readModels, secrets, blobs, mail, settings, clock } = ports;
  const device = await readModels.get(devices, entry.account, entry.deviceId);
  if (isUnknown(device)) {
    const refusal = unknownDevice(entry, clock.now());
    if (refusal === undefined) throw new Error(`Device ${entry.deviceId} is not there yet`);
    return { refusal };
  }
  if (device.removed) return { refusal: deviceRemoved };
  const email = await openDeviceEmail(entry.account, device, secrets);
  const foreign = foreignDomain(email, settings.deviceDomains);
  if (foreign !== undefined) return { refusal: foreign };
  const documentBytes = await blobs.size(entry.documentKey);
  if (documentBytes === undefined) return { refusal: documentGone };

  const outgoing = mailFor(entry, {
    from: settings.mailFrom,
    to: email,
    path: "",
    bytes: documentBytes,
    attempt: entry.attempts + 1,
    date: clock.now(),
  });
  const oversize = tooLarge(entry, await mail.bytesOf(outgoing), mail.messageBytesMax);
  return oversize === undefined ? { email, documentBytes } : { refusal: oversize };
}

const answerLost: MailAnswer = {
  outcome: "unknown",
  code: "delivery/answer-lost",
  reason: "The mail may have been sent, but its sender stopped without saying so.",
};
const documentUnreadable: MailAnswer = {
  outcome: "not-accepted",
  permanent: false,
  code: "delivery/document-unreadable",
  reason: "The document could not be read from this server's storage.",
};
const startedTooLate: MailAnswer = {
  outcome: "not-accepted",
  permanent: false,
  code: "delivery/started-too-late",
  reason: "The server was too busy to begin sending in time.",
};
