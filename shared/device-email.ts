import type { Secrets } from "./ports/secrets.ts";
import type { Device } from "./read-models/devices.ts";
import { unseal } from "./seal.ts";

/** What the address of a device is sealed for: a seal made for something else does not open as one. */
export const deviceEmailPurpose = "device-email";

/** The address of a device in clear text: for the mail and the business key, never for an event or a log. */
export async function openDeviceEmail(account: string, device: Device, secrets: Secrets): Promise<string> {
  return unseal(await secrets.key("seal"), account, deviceEmailPurpose, device.sealedEmail);
}
