import type { DocumentRebuildRefused } from "../../events/document-rebuild-refused.ts";
import { documentRebuildRequested } from "../../events/document-rebuild-requested.ts";
import type { DocumentRebuilt } from "../../events/document-rebuilt.ts";
import { deliveryIdOf, volumesOf } from "../../shared/delivery-id.ts";
import { openDeviceEmail } from "../../shared/device-email.ts";
import { devices } from "../../shared/read-models/devices.ts";
import { readEntry } from "./announce-entry.ts";
import type { DeliverPorts } from "./deliver-ports.ts";
import { openDeliveries } from "./fan-out.ts";
import { rungAfter } from "./repair-of.ts";

type RepairPorts = Pick<DeliverPorts, "ledger" | "readModels" | "secrets" | "events" | "clock">;

/**
 * A more conservative version goes to the device whose delivery was refused, and nowhere else: once, since the rung is
 * part of what makes two deliveries the same one. Of a document in volumes only the refused one goes out again, unless
 * there are more or fewer of them now.
 */
export async function fanOutRepair(rebuilt: DocumentRebuilt, ports: RepairPorts): Promise<void> {
  const { data, account } = rebuilt;
  const { documentId, kind, rung, deliveryId, deviceId, sourceSha256, volumes } = data;
  const refused = await readEntry(deliveryId, ports);
  const device = await ports.readModels.get(devices, account, deviceId);
  // Removed meanwhile, or not known any more: nobody is left who would read it.
  if (device === undefined || device.removed) return;
  const deviceEmail = await openDeviceEmail(account, device, ports.secrets);
  const key = await ports.secrets.key("delivery");
  const { copy } = refused;
  const all = volumesOf(volumes.length).map((volume) => ({
    deliveryId: deliveryIdOf(key, { account, deviceEmail, sourceSha256, copy, rung, ...(volume && { volume }) }),
    deviceId,
    copy,
    rung,
    volume: volume?.number,
  }));
  const same = volumes.findIndex(({ title }) => title === refused.title);
  const targets = same < 0 ? all : all.slice(same, same + 1);
  await openDeliveries(rebuilt, { documentId, kind, mediaType: undefined, volumes }, targets, ports);
}

/** A rung that the document cannot be rebuilt by leaves the next one to try. */
export async function climbOn(
  refused: DocumentRebuildRefused,
  { ledger, events, clock }: Pick<DeliverPorts, "ledger" | "events" | "clock">,
): Promise<void> {
  const { documentId, kind, deliveryId, deviceId } = refused.data;
  const rung = rungAfter(refused.data.rung);
  if (rung === undefined) return;
  const { documentKey } = await readEntry(deliveryId, { ledger });
  await events.publish(
    documentRebuildRequested.from(refused, {
      subject: deliveryId,
      at: clock.now(),
      data: { documentId, kind, rung, deliveryId, deviceId, documentKey },
    }),
  );
}
