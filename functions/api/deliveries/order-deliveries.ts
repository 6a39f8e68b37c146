import * as z from "zod";
import { type Envelope, eventId } from "../../../events/define-event.ts";
import { deliveryOrdered } from "../../../events/delivery-ordered.ts";
import type { DocumentKind } from "../../../events/values.ts";
import { openDeviceEmail } from "../../../shared/device-email.ts";
import type { Book } from "../../../shared/read-models/books.ts";
import { deliveries } from "../../../shared/read-models/deliveries.ts";
import { type Device, devices } from "../../../shared/read-models/devices.ts";
import type { Call } from "../define-endpoint.ts";
import { Problem } from "../problem.ts";
import { type Api, causeOf, publishCommand } from "../publish-command.ts";
import { chooseDeliveries, type Target } from "./choose-deliveries.ts";

const devicesPerOrderMax = 100;

export const Order = z.object({
  devices: z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(devicesPerOrderMax)
    .optional()
    .meta({ description: "Ids of devices; all of them where absent" }),
  again: z.boolean().default(false).meta({ description: "Another copy on purpose, where it is there already" }),
});
export type Order = z.infer<typeof Order>;

export const Ordered = z.object({
  /** Of the first delivery. */
  id: z.string(),
  deliveries: z.array(z.object({ id: z.string(), deviceId: z.string() })),
});
export type Ordered = z.infer<typeof Ordered>;

/** What can be ordered: a book or an edition. */
export interface Orderable {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly sourceSha256: string;
  /** How many volumes its document is. */
  readonly volumesCount: number;
  /** Why there is no document, where there is none. */
  readonly missing?: Problem;
}

/** What a delivery of a book is an order for. */
export function orderableBook({ id, status, sha256, document }: Book): Orderable {
  const why = status === "rejected" ? "It was refused, so there is nothing to deliver." : "It is not ready yet.";
  return {
    id,
    kind: "book",
    sourceSha256: sha256,
    volumesCount: document?.volumes?.length ?? 1,
    ...(status !== "ready" && { missing: new Problem(409, "book/not-ready", why) }),
  };
}

/** Orders a ready document for some devices or all. @throws Problem 404, 409 */
export async function orderDeliveries(
  api: Api,
  call: Pick<Call<unknown, unknown, Order>, "method" | "path" | "idempotencyKey" | "body" | "signal">,
  find: () => Promise<Orderable>,
): Promise<Ordered> {
  const { ports, settings } = api;
  const { account } = settings;
  const cause = causeOf(api, call);
  const wanted = await find();
  // Asked before anything is chosen: repeated, a wish for another copy would otherwise be one for yet another.
  const earlier = await ports.journal.find(account, eventId(cause.id, deliveryOrdered.name, wanted.id));
  if (earlier !== undefined) return answerFor(deliveryOrdered.parse(earlier).data.deliveries);

  if (wanted.missing !== undefined) throw wanted.missing;
  const chosen = await chooseDeliveries(
    {
      key: await ports.secrets.key("delivery"),
      account,
      sourceSha256: wanted.sourceSha256,
      volumesCount: wanted.volumesCount,
      targets: await targetsOf(api, call.body.devices),
      again: call.body.again,
    },
    async (id) => (await ports.readModels.get(deliveries, account, id)) !== undefined,
  );
  const event: Envelope = deliveryOrdered.from(cause, {
    subject: wanted.id,
    at: ports.clock.now(),
    data: { documentId: wanted.id, kind: wanted.kind, deliveries: [...chosen] },
  });
  await publishCommand(api, event, {
    seen: async () => {
      const shown = chosen.map(({ deliveryId }) => ports.readModels.get(deliveries, account, deliveryId));
      return (await Promise.all(shown)).every((delivery) => delivery !== undefined);
    },
    signal: call.signal,
  });
  return answerFor(chosen);
}

async function targetsOf(api: Api, ids: readonly string[] | undefined): Promise<readonly Target[]> {
  const { account } = api.settings;
  const found = ids === undefined ? await allDevices(api) : await namedDevices(api, ids);
  return await Promise.all(
    found.map(async (device) => ({
      deviceId: device.id,
      email: await openDeviceEmail(account, device, api.ports.secrets),
    })),
  );
}

async function allDevices({ ports, settings }: Api): Promise<readonly Device[]> {
  const { items } = await ports.readModels.query(devices, settings.account, "present", {
    where: { removed: false },
    limit: devicesPerOrderMax,
  });
  if (items.length === 0)
    throw new Problem(409, "device/none", "There is no device yet: add your Kindle's address first.");
  return items;
}

async function namedDevices({ ports, settings }: Api, ids: readonly string[]): Promise<readonly Device[]> {
  const unique = [...new Set(ids)];
  const found = await Promise.all(unique.map((id) => ports.readModels.get(devices, settings.account, id)));
  const missing = unique.filter((_, index) => found[index]?.removed !== false);
  if (missing.length > 0) {
    throw new Problem(404, "device/not-found", `There is no such device among yours: ${missing.join(", ")}.`);
  }
  return found.filter((device) => device !== undefined);
}

function answerFor(chosen: readonly { readonly deliveryId: string; readonly deviceId: string }[]): Ordered {
  return {
    id: chosen[0]?.deliveryId ?? "",
    deliveries: chosen.map(({ deliveryId, deviceId }) => ({ id: deliveryId, deviceId })),
  };
}
