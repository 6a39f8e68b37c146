import { readdir } from "node:fs/promises";
import { join } from "node:path";
import JSZip from "jszip";
import { addDevices, drop, everyItem, startServer, temporaryFolder, until } from "../pipeline/server-process.ts";
import { smallBook } from "../pipeline/small-books.ts";
import { startSmtpSink } from "../pipeline/smtp-sink.ts";
import { seeded } from "../seeded.ts";
import { percentile } from "./measure.ts";

export interface ProductRow {
  readonly what: string;
  readonly measured: string;
  readonly budget: string;
}

/** The whole server, seen from outside: how soon it serves, how soon a drop is a mail, how many flow at once. */
export async function measureProduct(): Promise<readonly ProductRow[]> {
  return [...(await measureStart()), ...(await measureLatency()), ...(await measureThroughput())];
}

async function measureStart(): Promise<readonly ProductRow[]> {
  const folder = await temporaryFolder();
  const times: number[] = [];
  for (let start = 0; start < 5; start += 1) {
    const startedAt = performance.now();
    const server = await startServer({ dataDir: folder.path });
    times.push(performance.now() - startedAt);
    await server.stop();
  }
  await folder.remove();
  return [{ what: "spawn to serving", measured: `${percentile(times, 0.5).toFixed(0)} ms`, budget: "" }];
}

/** One book at a time on an idle server: a 1 MB EPUB, timed from the rename into the inbox to the accepted mail. */
async function measureLatency(): Promise<readonly ProductRow[]> {
  const folder = await temporaryFolder();
  const arrivals: (() => void)[] = [];
  const sink = await startSmtpSink({ beforeAnswer: () => arrivals.shift()?.() });
  const server = await startServer({ dataDir: folder.path, settings: { SMTP_URL: sink.url } });
  const times: number[] = [];
  try {
    await addDevices(server, "one@kindle.com");
    for (let number = 0; number < 40; number += 1) {
      const book = await megabyteEpub(number);
      const arrived = new Promise<void>((resolve) => arrivals.push(resolve));
      const startedAt = performance.now();
      await drop(folder.path, `book-${number}.epub`, book);
      await arrived;
      // The first few warm the conversion threads up.
      if (number >= 5) times.push(performance.now() - startedAt);
    }
  } finally {
    await server.kill();
    await sink.close();
    await folder.remove();
  }
  return [
    {
      what: "drop to mail accepted, 1 MB EPUB, p50",
      measured: `${percentile(times, 0.5).toFixed(0)} ms`,
      budget: "250 ms",
    },
    {
      what: "drop to mail accepted, 1 MB EPUB, p99",
      measured: `${percentile(times, 0.99).toFixed(0)} ms`,
      budget: "1000 ms",
    },
  ];
}

async function measureThroughput(): Promise<readonly ProductRow[]> {
  const books = 1000;
  const emails = ["one@kindle.com", "two@kindle.com", "three@kindle.com"];
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
      { withinMs: 600_000, what: "every mail" },
    );
    const seconds = (performance.now() - startedAt) / 1000;
    await until(
      () => everyItem<unknown>(server, "/api/deliveries?status=sent"),
      (sent) => sent.length === books * emails.length,
      { withinMs: 120_000, what: "every delivery to show as sent" },
    );
    const kept = await readdir(join(folder.path, "inbox"));
    return [
      {
        what: `${books} books, ${emails.length} devices`,
        measured: `${(books / seconds).toFixed(1)} documents/s`,
        budget: "40 documents/s",
      },
      { what: "  mails", measured: `${(sink.accepted.length / seconds).toFixed(1)} mails/s`, budget: "" },
      { what: "  left in the inbox", measured: String(kept.length), budget: "0" },
    ];
  } finally {
    await server.kill();
    await sink.close();
    await folder.remove();
  }
}

/** A valid EPUB of about 1 MB, most of it a picture that does not compress, different for each number. */
async function megabyteEpub(number: number): Promise<Uint8Array> {
  const random = seeded(number);
  const zip = new JSZip();
  const text = Array.from(
    { length: 300 },
    (_, at) => `<p>Paragraph ${at} of book ${number}, which is like the others.</p>`,
  ).join("\n");
  const page = (body: string) =>
    `<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>Book ${number}</title></head><body>${body}</body></html>`;
  const noise = Buffer.from(Uint8Array.from({ length: 60_000 }, () => Math.floor(random() * 256)));
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xea, 0x62]), noise]);
  const pixel = Buffer.from(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=",
    "base64",
  );
  const picture = Buffer.concat([
    pixel.subarray(0, 2),
    ...Array.from({ length: 16 }, () => comment),
    pixel.subarray(2),
  ]);
  zip.file("mimetype", "application/epub+zip");
  zip.file(
    "META-INF/container.xml",
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
  );
  zip.file("c.xhtml", page(`<h1>Book ${number}</h1>${text}<p><img src="p.jpg" alt="A picture"/></p>`), {
    compression: "DEFLATE",
  });
  zip.file("nav.xhtml", page('<nav epub:type="toc"><ol><li><a href="c.xhtml">The book</a></li></ol></nav>'));
  zip.file("p.jpg", picture);
  zip.file(
    "book.opf",
    `<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:uuid:5b1c8f6e-0000-4000-8000-00000000${String(number).padStart(4, "0")}</dc:identifier><dc:title>Book ${number}</dc:title><dc:language>en</dc:language><meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata><manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/><item id="p" href="p.jpg" media-type="image/jpeg"/></manifest><spine><itemref idref="c"/></spine></package>`,
  );
  return zip.generateAsync({ type: "uint8array", compression: "STORE" });
}
