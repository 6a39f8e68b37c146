import * as z from "zod";
import { deliveryResolved } from "../../../events/delivery-resolved.ts";
import { type DeliveryView as Delivery, deliveries, deliveryStatuses } from "../../../shared/read-models/deliveries.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { ListQuery, listOf, listPage } from "../list.ts";
import { Problem } from "../problem.ts";
import { type Api, causeOf, publishCommand } from "../publish-command.ts";
import { Accepted, Id } from "../values.ts";
import { DeliveryView, deliveryViewIn, exampleDelivery } from "./delivery-view.ts";
import { keptStatus, liveDelivery, livePage } from "./live-delivery.ts";

const Params = z.object({ id: Id });
const Resolution = z.object({
  as: z.enum(["sent", "retry"]).meta({ description: "It has arrived; or send it again, though it may arrive twice" }),
});
/** What a reader can decide about a delivery in each state. Where nothing is listed it goes on by itself, or is over. */
const decisions: Partial<Record<Delivery["status"], readonly ("sent" | "retry")[]>> = {
  uncertain: ["sent", "retry"],
  parked: ["sent", "retry"],
  failed: ["retry"],
  bounced: ["retry"],
  refused: ["retry"],
};

/** Where documents went, and the reader's word on those that nobody else can settle. */
export function deliveryEndpoints(api: Api): readonly Endpoint[] {
  const { ports, settings } = api;
  const { account } = settings;
  const find = async (id: string): Promise<Delivery> => {
    const delivery = await ports.readModels.get(deliveries, account, id);
    if (delivery === undefined) throw new Problem(404, "delivery/not-found", "There is no such delivery of yours.");
    return delivery;
  };
  const show = deliveryViewIn(api);
  return [
    defineEndpoint({
      method: "GET",
      path: "/api/deliveries",
      summary: "Every delivery, newest first",
      query: ListQuery.extend({ status: z.enum(deliveryStatuses).optional() }),
      responses: {
        200: { description: "A page of them", body: listOf(DeliveryView), example: { items: [exampleDelivery] } },
      },
      handle: async ({ query: { status, limit, page } }) => {
        const found = ports.readModels.query(deliveries, account, status === undefined ? "newest" : "byStatus", {
          ...(status !== undefined && { where: { status: keptStatus(status) } }),
          limit,
          ...(page !== undefined && { after: page }),
        });
        return { status: 200, body: await listPage(livePage(found, ports.ledger, status), show) };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/deliveries/{id}",
      summary: "One delivery",
      params: Params,
      responses: { 200: { description: "The delivery", body: DeliveryView, example: exampleDelivery } },
      problems: { 404: ["delivery/not-found"] },
      handle: async ({ params }) => ({
        status: 200,
        body: await show(await liveDelivery(await find(params.id), ports.ledger)),
      }),
    }),
    defineEndpoint({
      method: "POST",
      path: "/api/deliveries/{id}/resolve",
      summary: "Decide what a delivery is that nobody else can settle, or have a failed one tried again",
      params: Params,
      body: Resolution,
      responses: { 202: { description: "It will be so", body: Accepted, example: { id: exampleDelivery.id } } },
      problems: { 404: ["delivery/not-found"], 409: ["delivery/settled"] },
      handle: async (call) => {
        const { as } = call.body;
        const delivery = await find(call.params.id);
        const { id, documentId, deviceId, version, attempts, status } = delivery;
        // One decision for one state: a button pressed twice does not send twice.
        const event = deliveryResolved.from(causeOf(api, call, `${version} ${as}`), {
          subject: id,
          at: ports.clock.now(),
          data: { deliveryId: id, documentId, deviceId, as, attempts },
        });
        await publishCommand(api, event, {
          allowed: async () => {
            if (decisions[status]?.includes(as) !== true) {
              throw new Problem(409, "delivery/settled", `It is ${status}: there is nothing to decide about that.`);
            }
          },
          seen: async () => (await find(id)).version > version,
          signal: call.signal,
        });
        return { status: 202, body: { id } };
      },
    }),
  ];
}
