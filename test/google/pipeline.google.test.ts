import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { stop as stopEsbuild } from "esbuild";
import { smallBook } from "../pipeline/small-books.ts";
import { type SendgridServer, startSendgridServer } from "../sendgrid-server.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { bundleAll, type Cloud, type CloudLine, startCloud } from "./cloud.ts";

interface Delivery {
  id: string;
  status: string;
  title: string;
}

let cloud: Cloud;
let sendgrid: SendgridServer;

beforeAll(async () => {
  sendgrid = await startSendgridServer();
  const bundles = await bundleAll(await temporaryFolder());
  cloud = await startCloud({
    bundles,
    environment: {
      SENDGRID_URL: sendgrid.url,
      SENDGRID_API_KEY: sendgrid.apiKey,
      MAIL_FROM: "reader@example.org",
    },
  });
}, 600_000);
afterAll(async () => {
  await cloud.stop();
  await sendgrid.close();
  await stopEsbuild();
}, 60_000);

const addDevice = (email: string) =>
  cloud.ask("/api/devices", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, name: "Kindle", automatic: true }),
  });

async function allDeliveries(): Promise<readonly Delivery[]> {
  const all: Delivery[] = [];
  let page = "";
  do {
    const answer = await cloud.ask<{ items: Delivery[]; nextPage?: string }>(`/api/deliveries?limit=200${page}`);
    all.push(...answer.items);
    page = answer.nextPage === undefined ? "" : `&page=${encodeURIComponent(answer.nextPage)}`;
  } while (page !== "");
  return all;
}

describe("every step in a process of its own, on the emulators", () => {
  it("has a book that is dropped into the bucket mailed to a device", async () => {
    expect(await cloud.ask("/ready")).toEqual({ status: "ready" });
    await addDevice("one@kindle.com");
    await cloud.settle();
    const linesBefore = cloud.lines.length;
    const { name, content } = smallBook(10_000);
    cloud.drop(name, content);
    await until(() => sendgrid.accepted.length === 1);
    await cloud.settle();
    expect((await allDeliveries()).map(({ status }) => status)).toEqual(["sent"]);
    expect(cloud.storage.names("", "uploads")).toEqual([]);
    expect(cloud.deadLetters()).toBe(0);
    const cost = costOf(cloud.lines.slice(linesBefore));
    process.stdout.write(
      `one delivery, from the bucket to the mail: ${cost.firestoreWrites} writes and ${cost.firestoreReads} reads of documents (budget 25 and 25), ${cost.messages} messages (budget 12) of ${cost.messageBytes} bytes, ${cost.storageWrites} writes and ${cost.storageReads} reads of content\n`,
    );
    expect(cost.firestoreWrites).toBeLessThanOrEqual(25);
    expect(cost.firestoreReads).toBeLessThanOrEqual(25);
    expect(cost.messages).toBeLessThanOrEqual(12);
  }, 120_000);
});

interface Cost {
  firestoreReads: number;
  firestoreWrites: number;
  messages: number;
  messageBytes: number;
  storageReads: number;
  storageWrites: number;
}

/** What the adapters counted, request by request, as the functions' own lines tell. */
function costOf(lines: readonly CloudLine[]): Cost {
  const sum = (kind: keyof Cost) => lines.reduce((all, { metadata }) => all + Number(metadata?.[kind] ?? 0), 0);
  return {
    firestoreReads: sum("firestoreReads"),
    firestoreWrites: sum("firestoreWrites"),
    messages: sum("messages"),
    messageBytes: sum("messageBytes"),
    storageReads: sum("storageReads"),
    storageWrites: sum("storageWrites"),
  };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100));
}
