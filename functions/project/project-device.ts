import type { AnyEvent } from "../../events/catalogue.ts";
import type { DeviceAdded } from "../../events/device-added.ts";
import type { DeviceChanged } from "../../events/device-changed.ts";
import type { DeviceRemoved } from "../../events/device-removed.ts";
import { type Device, devices } from "../../shared/read-models/devices.ts";
import type { Projection } from "./projection.ts";
import { isNews, type Stamps, stamped, unknownTime } from "./stamps.ts";

type DeviceEvent = DeviceAdded | DeviceChanged | DeviceRemoved;

export const deviceProjection: Projection<Device> = {
  model: devices,
  changeOf: (event: AnyEvent) => {
    switch (event.name) {
      case "device.added":
      case "device.changed":
      case "device.removed":
        return { id: event.data.deviceId, after: (before) => deviceAfter(before, event) };
      default:
        return undefined;
    }
  },
};

/** Each field shows the newest fact that names it. A device is there while it was added later than removed. */
export function deviceAfter(before: Device | undefined, event: DeviceEvent): Device {
  const device = before ?? unknownDevice(event.data.deviceId);
  const named = fieldsOf(event);
  let stamps: Stamps = stamped(device.stamps, event);
  for (const field of Object.keys(named)) stamps = stamped(stamps, event, field);
  const news = Object.fromEntries(Object.entries(named).filter(([field]) => isNews(device.stamps, event, field)));
  return { ...device, ...news, removed: isRemoved(stamps), stamps: { ...stamps } };
}

function fieldsOf(event: DeviceEvent): Partial<Device> {
  switch (event.name) {
    case "device.added": {
      const { sealedEmail, name, automatic } = event.data;
      return { sealedEmail, name, automatic, addedAt: event.occurredAt };
    }
    case "device.changed": {
      const { name, automatic } = event.data;
      return { ...(name !== undefined && { name }), ...(automatic !== undefined && { automatic }) };
    }
    case "device.removed":
      return {};
  }
}

function isRemoved(stamps: Stamps): boolean {
  return (stamps["device.added"] ?? "") <= (stamps["device.removed"] ?? "");
}

function unknownDevice(id: string): Device {
  return { id, sealedEmail: "", name: "", automatic: false, addedAt: unknownTime, removed: true, stamps: {} };
}
