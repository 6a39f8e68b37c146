import { expect, it } from "@jest/globals";
import { deliverySent } from "../../events/delivery-sent.ts";
import { until } from "../pipeline/server-process.ts";
import { smallBook } from "../pipeline/small-books.ts";
import type { CloudLine } from "./cloud.ts";
import { addDevice, type DeliveryShown, everyItem, type PipelineWorld } from "./pipeline-world.ts";

/** The one path that everything else is a variation of, with what it costs and what its trace tells. */
export function oneBook(world: () => PipelineWorld): void {
  it("has a book that is dropped into the bucket mailed to a device, as one trace", async () => {
    const { cloud, carrier, traces } = world();
    const ready = () => cloud.ask("/ready").catch(String);
    const within = { withinMs: 60_000, what: "the installation to be ready" };
    expect(await until(ready, (answer) => typeof answer === "object", within)).toEqual({ status: "ready" });
    await addDevice(world(), "one@kindle.com");
    await cloud.settle();
    const linesBefore = cloud.lines.length;
    const { name, content } = smallBook(10_000);
    cloud.drop(name, content);
    const accepted = { withinMs: 60_000, what: "the mail to be accepted" };
    await until(
      async () => carrier.accepted().length,
      (mails) => mails === 1,
      accepted,
    );
    // A busy machine may pause for longer than `settle` waits.
    await until(
      async () => cloud.lines.slice(linesBefore),
      (lines) =>
        lines.some(({ message, metadata }) => message === deliverySent.name && metadata?.["step"] === "project"),
      { withinMs: 60_000, what: "the delivery to be told as sent" },
    );
    await cloud.settle();
    // Before anybody looks at the delivery, which is not a part of what it costs.
    const cost = costOf(cloud.lines.slice(linesBefore));
    process.stdout.write(
      `one delivery, from the bucket to the mail: ${cost.firestoreWrites} writes and ${cost.firestoreReads} reads of documents (budget 25 and 25), ${cost.messages} messages (budget 12) of ${cost.messageBytes} bytes, ${cost.storageWrites} writes and ${cost.storageReads} reads of content\n`,
    );
    expect(cost.firestoreWrites).toBeLessThanOrEqual(25);
    expect(cost.firestoreReads).toBeLessThanOrEqual(25);
    expect(cost.messages).toBeLessThanOrEqual(12);
    expect((await everyItem<DeliveryShown>(cloud, "/api/deliveries")).map(({ status }) => status)).toEqual(["sent"]);
    expect(cloud.storage.names("", "uploads")).toEqual([]);
    expect(cloud.deadLetters()).toBe(0);

    const ofMail = () => traces.spans.find((span) => span.name === "mail.send");
    const told = { withinMs: 30_000, what: "the span of the mail" };
    const mail = await until(
      async () => ofMail(),
      (span) => span !== undefined,
      told,
    );
    const names = () => namesOf(traces.spans.filter(({ traceId }) => traceId === mail?.traceId));
    const whole = ["kcs-ingest", "kcs-format", "kcs-deliver", "kcs-project"];
    const rest = { withinMs: 30_000, what: "the spans of the other functions" };
    await until(
      async () => names(),
      (all) => whole.every((service) => all.some((one) => one.startsWith(service))),
      rest,
    );
    // Who has no cause within the trace has begun it: the notification of the bucket, and nothing else.
    const ofIt = traces.spans.filter(({ traceId }) => traceId === mail?.traceId);
    expect(namesOf(ofIt.filter(({ parentSpanId }) => parentSpanId === undefined))).toEqual([
      "kcs-ingest ingest delivery",
    ]);
    expect(traces.spans.filter((span) => span.name === "mail.send")).toHaveLength(1);
    const servicesLogged = cloud.lines
      .slice(linesBefore)
      .filter((line) => line["logging.googleapis.com/trace"] === `projects/${cloud.projectId}/traces/${mail?.traceId}`);
    process.stdout.write(
      `one trace: ${ofIt.length} spans of ${new Set(ofIt.map(({ service }) => service)).size} functions, ${servicesLogged.length} lines of their logs\n`,
    );
    expect(servicesLogged.length).toBeGreaterThan(0);
    expect(await everyItem(cloud, "/api/dead-letters")).toEqual([]);
  }, 180_000);
}

function namesOf(spans: readonly { readonly service: string; readonly name: string }[]): readonly string[] {
  return spans.map(({ service, name }) => `${service} ${name}`);
}

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
