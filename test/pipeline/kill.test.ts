import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { proofSizes, sayProofSize } from "../proof-sizes.ts";
import { seeded } from "../seeded.ts";
import {
  addDevices,
  drop,
  everyItem,
  type ServerProcess,
  startServer,
  temporaryFolder,
  until,
} from "./server-process.ts";
import { smallBook } from "./small-books.ts";
import { type SmtpSink, startSmtpSink } from "./smtp-sink.ts";

const kills = Number(process.env["KILLS"] ?? proofSizes.kills);
const books = 2 * kills;
const seed = Number(process.env["SEED"] ?? Math.floor(performance.timeOrigin) % 1_000_000);
const emails = ["one@kindle.com", "two@free.kindle.com"];

interface Delivery {
  id: string;
  status: string;
  title: string;
}

describe("a server that is killed again and again", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sink: SmtpSink;
  let server: ServerProcess | undefined;
  const start = (): Promise<ServerProcess> =>
    startServer({ dataDir: folder.path, settings: { SMTP_URL: sink.url, MAIL_FROM: "me@example.org" } });

  beforeAll(async () => {
    folder = await temporaryFolder();
    sink = await startSmtpSink();
  });
  afterAll(async () => {
    await server?.kill();
    await sink.close();
    await folder.remove();
  });

  it(`loses nothing and mails nothing twice, with ${kills} kills while ${books} books flow (seed ${seed})`, async () => {
    sayProofSize("kills", "kills of a server while books flow");
    const random = seeded(seed);
    server = await start();
    await addDevices(server, ...emails);
    let dropped = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      // The books are spread over the kills, so that there is always something under way.
      while (dropped < Math.ceil((books * (kill + 1)) / kills)) {
        const { name, content } = smallBook(dropped);
        await drop(folder.path, name, content);
        dropped += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, random() * 400));
      await server.kill();
      server = await start();
    }
    const wanted = books * emails.length;
    const settled = await settle(server, wanted);
    expect(await server.stop()).toBe(0);

    const accepted = new Map<string, number>();
    for (const { deliveryId } of sink.accepted) accepted.set(deliveryId, (accepted.get(deliveryId) ?? 0) + 1);
    const parked = settled.filter(({ status }) => status === "parked");
    process.stderr.write(
      `kill -9: ${kills} kills, ${books} books, ${emails.length} devices: ${sink.accepted.length} mails accepted, ` +
        `${parked.length} parked (${parked.filter(({ id }) => accepted.has(id)).length} of them accepted)\n`,
    );
    expect([...accepted].filter(([, times]) => times > 1)).toEqual([]);
    expect(settled.filter(({ id, status }) => status === "sent" && !accepted.has(id))).toEqual([]);
    expect(new Set(settled.map(({ id }) => id)).size).toBe(wanted);
    expect([...accepted.keys()].filter((id) => !settled.some((delivery) => delivery.id === id))).toEqual([]);
  }, 1_500_000);
});

describe("a server that is killed after a mail was accepted and before that was recorded", () => {
  it("shows the delivery as parked, sends nothing again, and lets the reader settle it either way", async () => {
    const folder = await temporaryFolder();
    let server: ServerProcess | undefined;
    let armed = true;
    const sink = await startSmtpSink({
      beforeAnswer: async () => {
        if (armed) await server?.kill();
        armed = false;
      },
    });
    try {
      const settings = { SMTP_URL: sink.url };
      server = await startServer({ dataDir: folder.path, settings });
      await addDevices(server, "one@kindle.com");
      await drop(folder.path, "a.md", "# A book\n\nWith one sentence in it.\n");
      await server.ended;
      server = await startServer({ dataDir: folder.path, settings });
      const running = server;
      const [delivery] = await until(
        () => everyItem<Delivery>(running, "/api/deliveries"),
        ([first]) => first?.status === "parked",
        { withinMs: 120_000, what: "the delivery to be parked" },
      );
      expect(sink.accepted).toHaveLength(1);
      await running.ask(`/api/deliveries/${delivery?.id}/resolve`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ as: "retry" }),
      });
      await until(
        () => everyItem<Delivery>(running, "/api/deliveries"),
        ([first]) => first?.status === "sent",
        { withinMs: 120_000, what: "the delivery to be sent again at the reader's word" },
      );
      expect(sink.accepted).toHaveLength(2);
      expect(await running.stop()).toBe(0);
    } finally {
      await server?.kill();
      await sink.close();
      await folder.remove();
    }
  }, 300_000);
});

/** Every delivery, once each has come to an end; what stands in the way is told where that takes too long. */
async function settle(server: ServerProcess, wanted: number): Promise<readonly Delivery[]> {
  const isOver = (deliveries: readonly Delivery[]) =>
    deliveries.length === wanted && deliveries.every(({ status }) => status === "sent" || status === "parked");
  const within = { withinMs: 600_000, what: `${wanted} deliveries to be sent or parked` };
  try {
    return await until(() => everyItem<Delivery>(server, "/api/deliveries"), isOver, within);
  } catch (error) {
    const open = (await everyItem<Delivery>(server, "/api/deliveries")).filter(({ status }) => status !== "sent");
    const late = (await everyItem<{ status: string }>(server, "/api/books")).filter(({ status }) => status !== "ready");
    const letters = await everyItem<unknown>(server, "/api/dead-letters");
    const found = JSON.stringify({ open, late, letters }).slice(0, 5000);
    throw new Error(`Not settled: ${found}\n${server.output().slice(-3000)}`, { cause: error });
  }
}
