import * as z from "zod";
import { deliveries } from "../../../shared/read-models/deliveries.ts";
import { editions } from "../../../shared/read-models/editions.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { DeliveryView, deliveryViewIn, exampleDelivery } from "../deliveries/delivery-view.ts";
import { livePage } from "../deliveries/live-delivery.ts";
import { Order, Ordered, orderDeliveries } from "../deliveries/order-deliveries.ts";
import { exampleHappening, Happening } from "../happening.ts";
import { historyPage } from "../history-page.ts";
import { ListQuery, listOf, listPage } from "../list.ts";
import { Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";
import { Id } from "../values.ts";
import { EditionView, editionView, exampleEdition } from "./edition-view.ts";
import { findEdition, namedEdition, orderableEdition } from "./find-edition.ts";

const Params = z.object({ id: Id });
const notFound = { 404: ["edition/not-found"] };

/** The issues of an account's newspapers: what was printed, what was not and why, and where they went. */
export function editionEndpoints(api: Api): readonly Endpoint[] {
  const { ports, settings } = api;
  const { account } = settings;
  return [
    defineEndpoint({
      method: "GET",
      path: "/api/editions",
      summary: "Every edition, newest first, those being compiled and those without news included",
      query: ListQuery.extend({ digest: Id.optional().meta({ description: "Of this digest alone" }) }),
      responses: {
        200: { description: "A page of them", body: listOf(EditionView), example: { items: [exampleEdition] } },
      },
      handle: async ({ query: { digest, limit, page } }) => {
        const found = ports.readModels.query(editions, account, digest === undefined ? "newest" : "byDigest", {
          ...(digest !== undefined && { where: { digestId: digest } }),
          limit,
          ...(page !== undefined && { after: page }),
        });
        const { items, ...more } = await listPage(found, async (edition) => await namedEdition(api, edition));
        return { status: 200, body: { items: items.filter((one) => one !== undefined).map(editionView), ...more } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/editions/{id}",
      summary: "One edition",
      params: Params,
      responses: { 200: { description: "The edition", body: EditionView, example: exampleEdition } },
      problems: notFound,
      handle: async ({ params }) => ({ status: 200, body: editionView(await findEdition(api, params.id)) }),
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/editions/{id}/history",
      summary: "Everything that has happened to an edition, oldest first",
      params: Params,
      query: ListQuery,
      responses: {
        200: { description: "A page of it", body: listOf(Happening), example: { items: [exampleHappening] } },
      },
      problems: notFound,
      handle: async ({ params, query }) => {
        const body = await historyPage(api, params.id, query);
        // From the moment at which it is due it has a history, before there is anything of it to show.
        if (body === undefined) throw new Problem(404, "edition/not-found", "There is no such edition of yours.");
        return { status: 200, body };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/editions/{id}/deliveries",
      summary: "An edition's deliveries, newest first",
      params: Params,
      query: ListQuery,
      responses: {
        200: {
          description: "A page of them",
          body: listOf(DeliveryView),
          example: { items: [{ ...exampleDelivery, kind: "edition" }] },
        },
      },
      problems: notFound,
      handle: async ({ params, query: { limit, page } }) => {
        const { id } = await findEdition(api, params.id);
        const found = ports.readModels.query(deliveries, account, "byDocument", {
          where: { documentId: id },
          limit,
          ...(page !== undefined && { after: page }),
        });
        return { status: 200, body: await listPage(livePage(found, ports.ledger), deliveryViewIn(api)) };
      },
    }),
    defineEndpoint({
      method: "POST",
      path: "/api/editions/{id}/deliveries",
      summary: "Deliver an edition now",
      params: Params,
      body: Order,
      bodyOptional: true,
      responses: {
        202: {
          description: "They are on their way",
          body: Ordered,
          example: {
            id: exampleDelivery.id,
            deliveries: [{ id: exampleDelivery.id, deviceId: exampleDelivery.deviceId }],
          },
        },
      },
      problems: { 404: ["edition/not-found", "device/not-found"], 409: ["edition/not-ready", "device/none"] },
      handle: async (call) => ({
        status: 202,
        body: await orderDeliveries(api, call, async () => orderableEdition(await findEdition(api, call.params.id))),
      }),
    }),
  ];
}
