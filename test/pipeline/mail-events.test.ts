import { expect, it } from "@jest/globals";
import { formOf, inboundSample } from "../functions/mail-events/inbound-mails.ts";
import { startSendgridServer } from "../sendgrid-server.ts";
import { addDevices, drop, everyItem, startServer, temporaryFolder, until } from "./server-process.ts";

interface DeliveryShown {
  readonly id: string;
  readonly status: string;
  readonly rung?: string;
}

const password = "correct-horse-battery";
const book = "# Emma\n\nWith *one* sentence in it.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";

const soon = (what: string) => ({ withinMs: 60_000, what });

it("settles by webhook what nobody knew, and climbs the ladder of repairs, once per rung", async () => {
  const folder = await temporaryFolder();
  const sendgrid = await startSendgridServer({
    behave: (_mail, earlier) => (earlier === 0 ? { kind: "accept, then hang up" } : { kind: "accept" }),
  });
  const server = await startServer({
    dataDir: folder.path,
    settings: {
      SENDGRID_API_KEY: sendgrid.apiKey,
      SENDGRID_URL: sendgrid.url,
      SENDGRID_EVENT_KEYS: sendgrid.publicKey,
      SENDGRID_INBOUND_PASSWORD: password,
      MAIL_FROM: "kindle@example.org",
    },
  });
  const shown = () => everyItem<DeliveryShown>(server, "/api/deliveries");
  try {
    await addDevices(server, "one@kindle.com");
    await drop(folder.path, "Emma.md", book);
    for (let turn = 1; turn <= 4; turn += 1) {
      await until(
        shown,
        (all) => all.some(({ status }) => status === "uncertain"),
        soon(`mail ${turn} to be uncertain`),
      );
      const mail = sendgrid.accepted.at(-1);
      if (mail === undefined) throw new Error("Nothing was accepted");
      const events = [sendgrid.eventAbout(mail, "delivered"), sendgrid.eventAbout(mail, "processed")];
      for (let time = 1; time <= 2; time += 1)
        expect(await sendgrid.post(`${server.address}/webhooks/sendgrid/events`, events)).toBe(204);
      await until(
        shown,
        (all) => all.some(({ id, status }) => id === mail.deliveryId && status === "delivered"),
        soon("the delivery to be delivered"),
      );
      const { form } = inboundSample("de-refused-e999");
      const headers = (form["headers"] ?? "").replace(/Message-ID: <[^>]*>/, `Message-ID: <turn-${turn}@amazon.de>`);
      const answer = await fetch(`${server.address}/webhooks/sendgrid/inbound`, {
        method: "POST",
        headers: { authorization: `Basic ${Buffer.from(`kindle:${password}`).toString("base64")}` },
        body: formOf({ ...form, headers: headers.replace(/Date: .*/, `Date: ${new Date().toUTCString()}`) }),
      });
      expect(answer.status).toBe(204);
      const all = await until(
        shown,
        (found) => found.some(({ id, status }) => id === mail.deliveryId && status === "refused"),
        soon("the delivery to be refused"),
      );
      if (all.find(({ id }) => id === mail.deliveryId)?.rung === "plain") break;
    }
    const all = await shown();
    expect(all.every(({ status }) => status === "refused")).toBe(true);
    for (const { id } of all) expect(sendgrid.acceptedOf(id)).toBe(1);
    expect(new Set(all.map(({ rung }) => rung ?? "none")).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(3);
    expect(all.some(({ rung }) => rung === "plain")).toBe(true);
  } finally {
    await server.kill();
    await sendgrid.close();
    await folder.remove();
  }
}, 240_000);
