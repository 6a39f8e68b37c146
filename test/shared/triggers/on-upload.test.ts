import { http } from "@google-cloud/functions-framework";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Envelope } from "../../../events/define-event.ts";
import { onMessage } from "../../../shared/triggers/on-event.ts";
import { onUpload, type Upload } from "../../../shared/triggers/on-upload.ts";
import { keptLog } from "../../kept-log.ts";
import { type FunctionServer, startFunction } from "./function-server.ts";

const taken: Upload[] = [];
const published: Envelope[] = [];
let fails = false;
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
  const take = onUpload("ingest", ports, async (upload) => {
    if (fails) throw new Error("unwell");
    taken.push(upload);
  });
  http("on-upload", onMessage("ingest", { check: async () => {} }, ports, take));
  server = await startFunction("on-upload");
});
beforeEach(() => {
  taken.length = 0;
  published.length = 0;
  fails = false;
});
afterAll(() => server.close());

/** As in Google's published test data for the finalized event. */
const object = {
  kind: "storage#object",
  id: "drops/home/Émile.epub/1587627537231057",
  name: "home/Émile.epub",
  bucket: "drops",
  generation: "1587627537231057",
  metageneration: "1",
  contentType: "application/epub+zip",
  size: "352",
  timeCreated: "2020-04-23T07:38:57.230Z",
  metadata: { deliver: "false" },
};

async function send(body: unknown, headers: Readonly<Record<string, string>>): Promise<number> {
  const response = await fetch(server.address, {
    method: "POST",
    headers: { "content-type": "application/json", "ce-specversion": "1.0", "ce-id": "1", ...headers },
    body: JSON.stringify(body),
  });
  await response.text();
  return response.status;
}
const finalized = (body: unknown) =>
  send(body, {
    "ce-type": "google.cloud.storage.object.v1.finalized",
    "ce-source": "//storage.googleapis.com/projects/_/buckets/drops",
  });
const notified = (eventType: string, body: unknown = object) =>
  send(
    {
      subscription: "projects/p/subscriptions/ingest",
      message: {
        data: Buffer.from(JSON.stringify(body)).toString("base64"),
        attributes: { eventType, bucketId: "drops", payloadFormat: "JSON_API_V1" },
      },
    },
    { "ce-type": "google.cloud.pubsub.topic.v1.messagePublished", "ce-source": "//pubsub.googleapis.com/x" },
  );

describe("a function that uploads wake", () => {
  const upload = {
    bucket: "drops",
    name: "home/Émile.epub",
    generation: "1587627537231057",
    bytes: 352,
    mediaType: "application/epub+zip",
    metadata: { deliver: "false" },
  };

  it("takes what a bucket says itself, and what it says through Pub/Sub", async () => {
    expect(await finalized(object)).toBe(204);
    expect(await notified("OBJECT_FINALIZE")).toBe(204);
    expect(taken).toEqual([upload, upload]);
  });

  it("leaves alone what is deleted, and what only looks like a folder", async () => {
    expect(await notified("OBJECT_DELETE")).toBe(204);
    expect(await finalized({ ...object, name: "home/" })).toBe(204);
    expect(taken).toEqual([]);
    expect(published).toEqual([]);
  });

  it("asks for another delivery when its step fails", async () => {
    fails = true;
    expect(await finalized(object)).toBe(500);
  });

  it.each([
    ["nothing", {}],
    ["an object without a name", { ...object, name: "" }],
    ["an object with numbers for texts", { ...object, generation: 12 }],
  ])("keeps aside %s, and acknowledges it", async (_, body) => {
    expect(await finalized(body)).toBe(204);
    expect(taken).toEqual([]);
    expect(published).toMatchObject([{ name: "event.rejected", data: { step: "ingest", code: "upload/malformed" } }]);
  });
});
