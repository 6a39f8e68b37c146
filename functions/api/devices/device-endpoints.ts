import * as z from "zod";
import type { Envelope } from "../../../events/define-event.ts";
import { deviceAdded } from "../../../events/device-added.ts";
import { deviceChanged } from "../../../events/device-changed.ts";
import { deviceRemoved } from "../../../events/device-removed.ts";
import { deviceEmailPurpose, openDeviceEmail } from "../../../shared/device-email.ts";
import { type Device, devices } from "../../../shared/read-models/devices.ts";
import { keyedHash, seal } from "../../../shared/seal.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { ListQuery, listOf, listPage } from "../list.ts";
import { Problem } from "../problem.ts";
import { type Api, causeOf, commandTime, publishCommand } from "../publish-command.ts";
import { Accepted, Id } from "../values.ts";
import { checkDeviceEmail } from "./device-email.ts";
import { DeviceView, deviceView, exampleDevice } from "./device-view.ts";

const Name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, "may have no control characters");
const newDevice = (domains: readonly string[]) =>
  z.object({
    email: z
      .string()
      .max(1000)
      .meta({ description: "The Send-to-Kindle address" })
      .transform((text, context) => {
        const checked = checkDeviceEmail(text, domains);
        if ("email" in checked) return checked.email;
        context.addIssue({ code: "custom", message: checked.mistake });
        return z.NEVER;
      }),
    name: Name.default("Kindle"),
    automatic: z.boolean().default(true).meta({ description: "Whether it gets every new book" }),
  });
const DeviceChange = z
  .object({ name: Name.optional(), automatic: z.boolean().optional() })
  .strict()
  .refine((change) => Object.keys(change).length > 0, { message: "names nothing to change: `name` or `automatic`" });
const Params = z.object({ id: Id });

export function deviceEndpoints(api: Api): readonly Endpoint[] {
  const { ports, settings } = api;
  const { account } = settings;

  const present = async (id: string): Promise<Device> => {
    const device = await ports.readModels.get(devices, account, id);
    if (device === undefined || device.removed) {
      throw new Problem(404, "device/not-found", "There is no such device among yours.");
    }
    return device;
  };
  const show = async (device: Device) => deviceView(device, await openDeviceEmail(account, device, ports.secrets));
  const at = async (id: string) => commandTime(ports.clock, (await ports.readModels.get(devices, account, id))?.stamps);
  /** Each stamp ends with the id of the newest fact of its kind. */
  const applied = (event: Envelope) => async () => {
    const stamps = (await ports.readModels.get(devices, account, event.subject))?.stamps ?? {};
    return Object.values(stamps).some((stamp) => stamp.endsWith(event.id));
  };

  return [
    defineEndpoint({
      method: "POST",
      path: "/api/devices",
      summary: "Add a device, or say anew what an address is called and gets",
      body: newDevice(settings.deviceDomains),
      responses: { 202: { description: "It will be there", body: Accepted, example: { id: exampleDevice.id } } },
      handle: async (call) => {
        const { email, name, automatic } = call.body;
        const deviceId = keyedHash(await ports.secrets.key("delivery"), "device", account, email.toLowerCase());
        const event = deviceAdded.from(causeOf(api, call), {
          subject: deviceId,
          at: await at(deviceId),
          data: {
            deviceId,
            sealedEmail: seal(await ports.secrets.key("seal"), account, deviceEmailPurpose, email),
            name,
            automatic,
          },
        });
        await publishCommand(api, event, { seen: applied(event), signal: call.signal });
        return { status: 202, body: { id: deviceId }, headers: { location: `/api/devices/${deviceId}` } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/devices",
      summary: "Every device, in the order in which they were added",
      query: ListQuery,
      responses: {
        200: { description: "A page of them", body: listOf(DeviceView), example: { items: [exampleDevice] } },
      },
      handle: async ({ query: { limit, page } }) => {
        const found = ports.readModels.query(devices, account, "present", {
          where: { removed: false },
          limit,
          ...(page !== undefined && { after: page }),
        });
        return { status: 200, body: await listPage(found, show) };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/devices/{id}",
      summary: "One device",
      params: Params,
      responses: { 200: { description: "The device", body: DeviceView, example: exampleDevice } },
      problems: { 404: ["device/not-found"] },
      handle: async ({ params }) => ({ status: 200, body: await show(await present(params.id)) }),
    }),
    defineEndpoint({
      method: "PATCH",
      path: "/api/devices/{id}",
      summary: "Change what a device is called, or whether it gets every new book",
      params: Params,
      body: DeviceChange,
      responses: { 202: { description: "It will be so", body: Accepted, example: { id: exampleDevice.id } } },
      problems: { 404: ["device/not-found"] },
      handle: async (call) => {
        const { id } = call.params;
        const event = deviceChanged.from(causeOf(api, call), {
          subject: id,
          at: await at(id),
          data: { deviceId: id, ...call.body },
        });
        await publishCommand(api, event, { allowed: () => present(id), seen: applied(event), signal: call.signal });
        return { status: 202, body: { id } };
      },
    }),
    defineEndpoint({
      method: "DELETE",
      path: "/api/devices/{id}",
      summary: "Remove a device: nothing goes there any more",
      params: Params,
      responses: { 202: { description: "It will be gone", body: Accepted, example: { id: exampleDevice.id } } },
      problems: { 404: ["device/not-found"] },
      handle: async (call) => {
        const { id } = call.params;
        const event = deviceRemoved.from(causeOf(api, call), {
          subject: id,
          at: await at(id),
          data: { deviceId: id },
        });
        await publishCommand(api, event, { allowed: () => present(id), seen: applied(event), signal: call.signal });
        return { status: 202, body: { id } };
      },
    }),
  ];
}
