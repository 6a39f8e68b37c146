import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { expect, it } from "@jest/globals";
import { inProofs, isWholeProof, sayShortened } from "../proof-sizes.ts";
import {
  addDevices,
  drop,
  everyItem,
  type ServerProcess,
  startServer,
  temporaryFolder,
  until,
} from "./server-process.ts";
import { startSmtpSink } from "./smtp-sink.ts";

interface DeliveryShown {
  id: string;
  status: string;
  reason?: string;
  attempts: number;
}

const soon = (what: string) => ({ withinMs: 90_000, what });

/** Drops one book for one device, with mail going to the port, and answers the delivery once it satisfies. */
async function deliveryThrough(port: number, satisfies: (delivery: DeliveryShown) => boolean): Promise<DeliveryShown> {
  const folder = await temporaryFolder();
  const server: ServerProcess = await startServer({
    dataDir: folder.path,
    settings: { SMTP_URL: `smtp://127.0.0.1:${port}` },
  });
  try {
    await addDevices(server, "one@kindle.com");
    await drop(folder.path, "a.md", "# A book\n\nWith one sentence in it.\n");
    const [delivery] = await until(
      () => everyItem<DeliveryShown>(server, "/api/deliveries"),
      ([first]) => first !== undefined && satisfies(first),
      soon("the delivery's state"),
    );
    expect(await server.stop()).toBe(0);
    return delivery as DeliveryShown;
  } finally {
    await server.kill();
    await folder.remove();
  }
}

/** A mail server that speaks by a script: what it answers to each command; at "hang up" it does. */
async function scriptedServer(
  answer: (line: string, inData: boolean) => string,
): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    let inData = false;
    let buffered = "";
    const say = (line: string, data: boolean) => {
      const words = answer(line, data);
      if (words === "hang up") socket.destroy();
      else socket.write(`${words}\r\n`);
      return words;
    };
    say("CONNECT", false);
    socket.on("data", (chunk) => {
      buffered += chunk.toString("latin1");
      for (let end = buffered.indexOf("\r\n"); end >= 0; end = buffered.indexOf("\r\n")) {
        const line = buffered.slice(0, end);
        buffered = buffered.slice(end + 2);
        if (inData && line !== ".") continue;
        if (inData) inData = false;
        const words = say(line === "." ? "DOT" : line, false);
        if (line.toUpperCase() === "DATA" && words.startsWith("354")) inData = true;
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, server };
}

const polite = (line: string): string => {
  if (line === "CONNECT") return "220 test";
  if (line === "DATA") return "354 go on";
  if (line === "QUIT") return "221 bye";
  return "250 ok";
};

const itWhole = isWholeProof ? it.concurrent : inProofs(it, "a mail server that is down for a while");

// Each waits for most of its time, and has a server and a folder of its own. The one that waits longest begins first.
itWhole(
  "tries again when the mail server was down for a while, and sends exactly once",
  async () => {
    const probe = await startSmtpSink();
    const port = Number(new URL(probe.url).port);
    await probe.close();
    const folder = await temporaryFolder();
    const server = await startServer({ dataDir: folder.path, settings: { SMTP_URL: `smtp://127.0.0.1:${port}` } });
    let sink: Awaited<ReturnType<typeof startSmtpSink>> | undefined;
    try {
      await addDevices(server, "one@kindle.com");
      await drop(folder.path, "a.md", "# A book\n\nWith one sentence in it.\n");
      await until(
        () => everyItem<DeliveryShown>(server, "/api/deliveries"),
        ([first]) => (first?.attempts ?? 0) >= 1 && first?.status === "queued",
        soon("a first attempt that did not connect"),
      );
      sink = await startSmtpSink({ port });
      await until(
        () => everyItem<DeliveryShown>(server, "/api/deliveries"),
        ([first]) => first?.status === "sent",
        { withinMs: 180_000, what: "the delivery to be sent once the server is back" },
      );
      expect(sink.accepted).toHaveLength(1);
      expect(await server.stop()).toBe(0);
    } finally {
      await server.kill();
      await sink?.close();
      await folder.remove();
    }
  },
  300_000,
);

const faults = [
  ["refuses the sender for good", "MAIL", "550 5.7.1 not you", "failed", 1],
  ["refuses the recipient for good", "RCPT", "550 5.1.1 no such mailbox", "failed", 1],
  ["refuses the message after its last byte", "DOT", "552 5.3.4 message too large", "failed", 1],
  ["is busy at the recipient", "RCPT", "450 4.2.1 try later", "queued", 1],
  ["is closing", "MAIL", "421 4.3.2 closing", "queued", 1],
  ["is busy after the last byte", "DOT", "451 4.3.0 try later", "queued", 1],
  ["hangs up before the message", "DATA", "hang up", "queued", 1],
  ["hangs up after the last byte, without an answer", "DOT", "hang up", "parked", 1],
] as const;

/** One for each state that a delivery can come to; each has a server of its own. */
const oneOfEach = faults.filter(([, , , status], at) => faults.findIndex((each) => each[3] === status) === at);
if (!isWholeProof) sayShortened(`${oneOfEach.length} of ${faults.length} faults of mail servers`);

it.concurrent.each(isWholeProof ? faults : oneOfEach)(
  "when the mail server %s, the delivery shows it",
  async (_what, at, words, status, attempts) => {
    const { port, server } = await scriptedServer((line) => (line.startsWith(at) ? words : polite(line)));
    try {
      const delivery = await deliveryThrough(port, (found) => found.status === status && found.attempts >= attempts);
      expect(delivery.reason).toMatch(/\S+ \S+/);
    } finally {
      server.close();
    }
  },
);
