import { http } from "@google-cloud/functions-framework";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { bookRemoved } from "../../../events/book-removed.ts";
import { type Envelope, firstCause } from "../../../events/define-event.ts";
import { toWire } from "../../../events/wire.ts";
import type { Caller } from "../../../shared/triggers/google-caller.ts";
import { handleEvents, when } from "../../../shared/triggers/handle-event.ts";
import { onEvent } from "../../../shared/triggers/on-event.ts";
import { keptLog } from "../../kept-log.ts";
import { type FunctionServer, startFunction } from "./function-server.ts";

const handled: Envelope[] = [];
const published: Envelope[] = [];
let fails = false;
const anybody: Caller = { check: async () => {} };
let server: FunctionServer;

beforeAll(async () => {
  const ports = {
    events: {
      publish: async (...events: readonly Envelope[]) => {
        published.push(...events);
      },
    },
    clock: { now: () => new Date("2026-03-01T08:00:00.000Z") },
    log: keptLog(),
  };
  const step = when(bookRemoved, async (event) => {
    if (fails) throw new Error("the disk /secret/path is full");
    handled.push(event);
  });
  http("on-event", onEvent("ingest", anybody, ports, handleEvents("ingest", [step], ports)));
  server = await startFunction("on-event");
});
beforeEach(() => {
  handled.length = 0;
  published.length = 0;
  fails = false;
});
afterAll(() => server.close());

const event = bookRemoved.from(firstCause("home", "test"), {
  subject: "book",
  at: new Date("2026-03-01T07:00:00.000Z"),
  data: { bookId: "book" },
});

/** What a push subscription sends; a number of attempts is there where a dead-letter topic is. */
const pushOf = (data: unknown) => ({
  subscription: "projects/p/subscriptions/ingest",
  deliveryAttempt: 3,
  message: {
    data: Buffer.from(typeof data === "string" ? data : JSON.stringify(data)).toString("base64"),
    messageId: "1",
    publishTime: "2026-03-01T07:00:00.000Z",
    attributes: { name: "book.removed" },
  },
});

async function push(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const response = await fetch(`${server.address}/projects/p/topics/book-removed`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  await response.text();
  return response.status;
}

const asCloudEvent = {
  "ce-id": "1",
  "ce-source": "//pubsub.googleapis.com/projects/p/topics/book-removed",
  "ce-specversion": "1.0",
  "ce-type": "google.cloud.pubsub.topic.v1.messagePublished",
};

describe("a function that events are pushed to", () => {
  it.each([
    ["a plain push, as our own subscriptions send it", {}],
    ["a CloudEvent, as Eventarc sends it", asCloudEvent],
  ])("handles what comes in %s, and acknowledges it", async (_, headers) => {
    expect(await push(pushOf(toWire(event)), headers)).toBe(204);
    expect(handled).toEqual([event]);
    expect(published).toEqual([]);
  });

  it("asks for another delivery when its step fails", async () => {
    fails = true;
    expect(await push(pushOf(toWire(event)))).toBe(500);
  });

  it.each([
    ["no event", pushOf({ hello: "world" })],
    ["no JSON", pushOf("{")],
    ["nothing", pushOf("")],
    ["an event of another step", pushOf({ ...toWire(event), type: "book.unheard-of" })],
    ["an event with other data", pushOf({ ...toWire(event), data: { bookId: 7 } })],
  ])("keeps aside what is %s, and acknowledges it", async (_, body) => {
    expect(await push(body, asCloudEvent)).toBe(204);
    expect(published).toMatchObject([{ name: "event.rejected", data: { step: "ingest" } }]);
    expect(handled).toEqual([]);
  });

  it("keeps aside what did not come from Pub/Sub at all", async () => {
    expect(await push({ hello: "world" }, asCloudEvent)).toBe(204);
    expect(published).toMatchObject([{ data: { code: "event/malformed", received: '{"hello":"world"}' } }]);
  });

  it("asks for an event again that is newer than it is", async () => {
    expect(await push(pushOf({ ...toWire(event), dataversion: 99 }))).toBe(500);
    expect(published).toEqual([]);
  });
});
