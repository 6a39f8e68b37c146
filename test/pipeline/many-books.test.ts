import { expect, it } from "@jest/globals";
import { proofSizes, sayProofSize } from "../proof-sizes.ts";
import { addDevices, drop, everyItem, startServer, temporaryFolder, until } from "./server-process.ts";
import { smallBook } from "./small-books.ts";
import { startSmtpSink } from "./smtp-sink.ts";

const books = proofSizes.booksAtOnce;
const emails = ["one@kindle.com", "two@free.kindle.com", "three@kindle.com"];

it(`makes ${books * emails.length} mails, each once, of ${books} books dropped at once and ${emails.length} devices`, async () => {
  sayProofSize("booksAtOnce", "books dropped at once");
  const folder = await temporaryFolder();
  const sink = await startSmtpSink();
  const server = await startServer({ dataDir: folder.path, settings: { SMTP_URL: sink.url } });
  try {
    await addDevices(server, ...emails);
    const startedAt = performance.now();
    for (let number = 0; number < books; number += 1) {
      const { name, content } = smallBook(number);
      await drop(folder.path, name, content);
    }
    await until(
      async () => sink.accepted.length,
      (accepted) => accepted >= books * emails.length,
      { withinMs: 1_200_000, what: `${books * emails.length} mails` },
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const sent = await until(
      () => everyItem<{ id: string; status: string }>(server, "/api/deliveries?status=sent"),
      (deliveries) => deliveries.length === books * emails.length,
      { withinMs: 180_000, what: "every delivery to show as sent" },
    );
    process.stderr.write(
      `throughput: ${books} books to ${emails.length} devices in ${seconds.toFixed(1)} s, ` +
        `${(books / seconds).toFixed(1)} documents a second, ${((books * emails.length) / seconds).toFixed(1)} mails a second\n`,
    );
    expect(sink.accepted).toHaveLength(books * emails.length);
    expect(new Set(sink.accepted.map(({ deliveryId }) => deliveryId)).size).toBe(books * emails.length);
    expect(new Set(sent.map(({ id }) => id))).toEqual(new Set(sink.accepted.map(({ deliveryId }) => deliveryId)));
    expect(await server.stop()).toBe(0);
  } finally {
    await server.kill();
    await sink.close();
    await folder.remove();
  }
}, 1_500_000);
