import * as z from "zod";
import { bookRemoved } from "../../../events/book-removed.ts";
import { type Book, books } from "../../../shared/read-models/books.ts";
import { deliveries } from "../../../shared/read-models/deliveries.ts";
import { wordsOf } from "../../../shared/read-models/search-terms.ts";
import { receivedBytesMax } from "../../../shared/receive-file.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { DeliveryView, deliveryViewIn, exampleDelivery } from "../deliveries/delivery-view.ts";
import { livePage } from "../deliveries/live-delivery.ts";
import { Order, Ordered, orderableBook, orderDeliveries } from "../deliveries/order-deliveries.ts";
import { exampleHappening, Happening } from "../happening.ts";
import { historyPage } from "../history-page.ts";
import { ListQuery, listOf, listPage } from "../list.ts";
import { Problem } from "../problem.ts";
import { type Api, causeOf, commandTime, publishCommand } from "../publish-command.ts";
import { Accepted, Id } from "../values.ts";
import { BookView, bookStatuses, bookView, exampleBook } from "./book-view.ts";
import { Description, describeBook } from "./describe-book.ts";
import { findBook } from "./find-book.ts";
import { uploadBook } from "./upload-book.ts";
import { UploadWords, uploadWordNames } from "./upload-words.ts";

const Params = z.object({ id: Id });
const notFound = { 404: ["book/not-found"] };
const file = { type: "string", format: "binary" };
const formWords = Object.fromEntries(uploadWordNames.map((name) => [name, { type: "string" }]));

/** A reader's library: what was dropped, what became of it, and where it went. */
export function bookEndpoints(api: Api): readonly Endpoint[] {
  const { ports, settings } = api;
  const { account } = settings;
  const show = (book: Book) => bookView(book, ports.progress.of(account, book.id));
  return [
    defineEndpoint({
      method: "POST",
      path: "/api/books",
      summary: `Upload a file of at most ${receivedBytesMax / 1024 / 1024} MiB`,
      query: UploadWords.extend({
        deliver: z
          .enum(["true", "false"])
          .default("true")
          .meta({ description: "`false` keeps it off the automatic devices" }),
      }),
      takesContent: {
        "*/*": { ...file, description: "The file as it is; `Content-Disposition: attachment; filename=…` names it" },
        "multipart/form-data": { type: "object", required: ["file"], properties: { file, ...formWords } },
      },
      responses: { 202: { description: "It will be there", body: Accepted, example: { id: exampleBook.id } } },
      problems: {
        400: ["request/invalid", "upload/empty", "upload/malformed"],
        413: ["book/too-large"],
        422: ["request/key-reused"],
      },
      handle: async (call) => {
        const { deliver, ...said } = call.query;
        const given = Object.entries(said).flatMap(([name, word]) =>
          word === undefined ? [] : [[name, [word]] as const],
        );
        const id = await uploadBook(api, call, { deliver: deliver === "true", said: new Map(given) });
        return { status: 202, body: { id }, headers: { location: `/api/books/${id}` } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/books",
      summary: "The library, newest first",
      query: ListQuery.extend({
        q: z
          .string()
          .max(500)
          .optional()
          .meta({ description: "Words, or beginnings of words, of title, authors, file name" }),
        status: z.enum(bookStatuses).optional(),
      }),
      responses: { 200: { description: "A page of it", body: listOf(BookView), example: { items: [exampleBook] } } },
      handle: async ({ query: { q = "", status, limit, page } }) => {
        const terms = wordsOf(q);
        if (q.trim() !== "" && terms.length === 0) return { status: 200, body: { items: [] } };
        const found = ports.readModels.query(books, account, status === undefined ? "newest" : "byStatus", {
          where: { removed: false, ...(status !== undefined && { status }) },
          ...(terms.length > 0 && { terms }),
          limit,
          ...(page !== undefined && { after: page }),
        });
        return { status: 200, body: await listPage(found, show) };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/books/{id}",
      summary: "One book",
      params: Params,
      responses: { 200: { description: "The book", body: BookView, example: exampleBook } },
      problems: notFound,
      handle: async ({ params }) => ({ status: 200, body: show(await findBook(api, params.id)) }),
    }),
    defineEndpoint({
      method: "PATCH",
      path: "/api/books/{id}",
      summary:
        "Say what a book is called and by whom it is: its EPUB is made anew, and nothing is sent again by itself",
      params: Params,
      body: Description,
      responses: { 202: { description: "It will be so", body: Accepted, example: { id: exampleBook.id } } },
      problems: { 404: ["book/not-found"], 409: ["book/not-ready"] },
      handle: async (call) => {
        const { id } = call.params;
        await describeBook(api, call, id);
        return { status: 202, body: { id } };
      },
    }),
    defineEndpoint({
      method: "DELETE",
      path: "/api/books/{id}",
      summary: "Take a book out of the library; what was delivered stays delivered",
      params: Params,
      responses: { 202: { description: "It will be gone", body: Accepted, example: { id: exampleBook.id } } },
      problems: notFound,
      handle: async (call) => {
        const { id } = call.params;
        const event = bookRemoved.from(causeOf(api, call), {
          subject: id,
          at: commandTime(ports.clock, (await ports.readModels.get(books, account, id))?.stamps),
          data: { bookId: id },
        });
        await publishCommand(api, event, {
          allowed: () => findBook(api, id),
          seen: async () => (await ports.readModels.get(books, account, id))?.removed === true,
          signal: call.signal,
        });
        return { status: 202, body: { id } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/books/{id}/history",
      summary: "Everything that has happened to a book, oldest first",
      params: Params,
      query: ListQuery,
      responses: {
        200: { description: "A page of it", body: listOf(Happening), example: { items: [exampleHappening] } },
      },
      problems: notFound,
      handle: async ({ params, query }) => {
        const body = await historyPage(api, params.id, query);
        // A removed book keeps its history; an id that nothing ever happened to is nobody's.
        if (body === undefined) throw new Problem(404, "book/not-found", "There is no such book in your library.");
        return { status: 200, body };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/books/{id}/deliveries",
      summary: "A book's deliveries, newest first",
      params: Params,
      query: ListQuery,
      responses: {
        200: { description: "A page of them", body: listOf(DeliveryView), example: { items: [exampleDelivery] } },
      },
      problems: notFound,
      handle: async ({ params, query: { limit, page } }) => {
        const { id } = await findBook(api, params.id);
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
      path: "/api/books/{id}/deliveries",
      summary: "Deliver a book now",
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
      problems: { 404: ["book/not-found", "device/not-found"], 409: ["book/not-ready", "device/none"] },
      handle: async (call) => ({
        status: 202,
        body: await orderDeliveries(api, call, async () => orderableBook(await findBook(api, call.params.id))),
      }),
    }),
  ];
}
