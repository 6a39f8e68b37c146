import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import JSZip from "jszip";
import {
  addDevices,
  drop,
  everyItem,
  type ServerProcess,
  startServer,
  temporaryFolder,
  until,
} from "./server-process.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startServer({ dataDir: folder.path });
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

describe("what can be taken away from a running server", () => {
  it("is every byte that was dropped and made, with its story", async () => {
    await addDevices(server, "kitchen@kindle.com");
    const source = "---\ntitle: Der Prozeß\n---\n\n# Verhaftung\n\nJemand mußte Josef K. verleumdet haben.\n";
    await drop(folder.path, "Der Prozeß.md", source);
    await until(
      () => everyItem<{ status: string }>(server, "/api/deliveries"),
      ([first]) => first?.status === "sent",
      { withinMs: 90_000, what: "a delivery that was sent" },
    );
    const response = await fetch(`${server.address}/api/export`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    const zip = await JSZip.loadAsync(await response.arrayBuffer(), { checkCRC32: true });
    const [book] = JSON.parse((await zip.file("books.json")?.async("string")) ?? "[]") as readonly {
      readonly id: string;
      readonly files: { readonly original: string; readonly documents: readonly [string]; readonly cover: string };
    }[];
    expect(book?.files.original).toBe(`books/Der Prozeß ${book?.id}/original.md`);
    expect(await zip.file(book?.files.original ?? "")?.async("string")).toBe(source);
    const document = await zip.file(book?.files.documents[0] ?? "")?.async("nodebuffer");
    const epub = await JSZip.loadAsync(document ?? Buffer.alloc(0), { checkCRC32: true });
    expect(epub.file("mimetype")).not.toBeNull();
    expect((await zip.file(book?.files.cover ?? "")?.async("nodebuffer"))?.length).toBeGreaterThan(1000);
    expect(await zip.file("devices.json")?.async("string")).toContain("kitchen@kindle.com");
    expect(await zip.file("journal.jsonl")?.async("string")).toContain('"type":"delivery.sent"');
    expect(zip.file("missing.txt")).toBeNull();
  });
});
