import { beforeEach, describe, expect, it } from "@jest/globals";
import { type Envelope, firstCause } from "../../../events/define-event.ts";
import { type DeliveryReport, deliveryEvidenced } from "../../../events/delivery-evidenced.ts";
import { documentRebuildRefused } from "../../../events/document-rebuild-refused.ts";
import type { DocumentRebuildRequested } from "../../../events/document-rebuild-requested.ts";
import { documentRebuilt } from "../../../events/document-rebuilt.ts";
import { pdfType } from "../../../events/values.ts";
import { account, type DeliverWorld, deliverWorld, sourceSha256 } from "./deliver-world.ts";

let world: DeliverWorld;
beforeEach(async () => {
  world = await deliverWorld();
  await world.addDevice("one@kindle.com");
  await world.addDevice("two@kindle.com");
});

const refusal: DeliveryReport = { says: "refused", code: "amazon/e999", reason: "Amazon could not convert it (E999)." };
let reports = 0;
const told = (deliveryId: string, report: DeliveryReport): Envelope =>
  deliveryEvidenced.from(firstCause(account, `report ${(reports += 1)}`), {
    subject: deliveryId,
    at: world.time.now(),
    data: { deliveryId, documentId: "book", deviceId: "d", report, happenedAt: world.time.now().toISOString() },
  });
const asked = (): readonly DocumentRebuildRequested[] =>
  world.announced.filter(({ name }) => name === "document.rebuild-requested") as DocumentRebuildRequested[];
const rebuilt = async (
  requested: DocumentRebuildRequested,
  titles: readonly string[] = ["Emma"],
): Promise<Envelope> => {
  const { documentId, kind, rung, deliveryId, deviceId } = requested.data;
  const volumes = await Promise.all(
    titles.map(async (title) => {
      const { key } = await world.ports.blobs.write(account, Buffer.from(`${rung} ${title}`), { bytesMax: 1000 });
      return { documentKey: key, sha256: "7".repeat(64), bytes: 9, title };
    }),
  );
  return documentRebuilt.from(requested, {
    subject: deliveryId,
    at: world.time.now(),
    data: { documentId, kind, rung, deliveryId, deviceId, sourceSha256, volumes, warnings: [] },
  });
};
const lastMailed = () => world.mail.sent.at(-1)?.deliveryId ?? "";

describe("after Amazon could not convert a document", () => {
  it.each(["book", "edition"] as const)(
    "a %s is rebuilt by the next rung and sent again to that device, once per rung, and refused in the end",
    async (kind) => {
      await world.handle(world.formatted("first", { kind }));
      await world.settle();
      expect(world.mail.sent).toHaveLength(2);
      const rungs: string[] = [];
      for (let turn = 1; turn <= 4; turn += 1) {
        const report = told(lastMailed(), refusal);
        await world.handle(report);
        await world.handle(report);
        const requested = asked().at(-1);
        if (turn === 4 || requested === undefined) break;
        rungs.push(requested.data.rung);
        expect(requested.data.kind).toBe(kind);
        // Whatever comes twice, and however late.
        await world.handle(await rebuilt(requested));
        await world.handle(await rebuilt(requested));
        await world.settle();
        await world.handle(report);
        await world.settle();
      }
      expect(rungs).toEqual(["minimal", "strict", "plain"]);
      expect(world.mail.sent).toHaveLength(5);
      expect(new Set(world.mail.sent.map(({ deliveryId }) => deliveryId)).size).toBe(5);
      expect(new Set(world.mail.sent.slice(2).map(({ to }) => to)).size).toBe(1);
      const last = world.announced.filter(({ name }) => name === "delivery.refused").at(-1);
      expect(last?.data).toMatchObject({ kind, rung: "plain", code: "amazon/e999" });
      expect(last?.data).not.toHaveProperty("repair");
    },
  );

  it("nothing is rebuilt of a PDF, which has no rungs", async () => {
    await world.handle(world.formatted("pdf", { mediaType: pdfType }));
    await world.settle();
    await world.handle(told(lastMailed(), refusal));
    expect(asked()).toEqual([]);
    expect(world.announced.at(-1)).toMatchObject({ name: "delivery.refused" });
  });

  it("a rung that it cannot be rebuilt by leaves the next one", async () => {
    await world.handle(world.formatted());
    await world.settle();
    await world.handle(told(lastMailed(), refusal));
    const [requested] = asked();
    if (requested === undefined) throw new Error("Nothing was asked for");
    const { documentId, kind, rung, deliveryId, deviceId } = requested.data;
    await world.handle(
      documentRebuildRefused.from(requested, {
        subject: deliveryId,
        at: world.time.now(),
        data: { documentId, kind, rung, deliveryId, deviceId, code: "document/same-again", message: "The same." },
      }),
    );
    expect(asked().at(-1)?.data).toMatchObject({ rung: "strict", documentKey: world.documentKey });
  });

  it("only the volume goes out again that was refused", async () => {
    const volume = (title: string) => ({ documentKey: world.documentKey, sha256: "6".repeat(64), bytes: 7, title });
    await world.handle(world.formatted("v", { volumes: [volume("Emma (1 of 2)"), volume("Emma (2 of 2)")] }));
    await world.settle();
    const second = world.mail.sent.find(({ subject }) => subject === "Emma (2 of 2)");
    await world.handle(told(second?.deliveryId ?? "", refusal));
    const requested = asked()[0] as DocumentRebuildRequested;
    await world.handle(await rebuilt(requested, ["Emma (1 of 2)", "Emma (2 of 2)"]));
    await world.settle();
    expect(world.mail.sent.slice(4).map(({ subject }) => subject)).toEqual(["Emma (2 of 2)"]);
  });

  it.each(["amazon/e009", "amazon/refused"])("nothing is rebuilt for %s, which no rebuilding mends", async (code) => {
    await world.handle(world.formatted());
    await world.settle();
    await world.handle(told(lastMailed(), { ...refusal, code }));
    expect(asked()).toEqual([]);
    expect(world.announced.at(-1)).toMatchObject({ name: "delivery.refused" });
  });

  it("nothing is sent to a device that was removed meanwhile", async () => {
    await world.handle(world.formatted());
    await world.settle();
    await world.handle(told(lastMailed(), refusal));
    await world.addDevice("one@kindle.com", { removed: true });
    await world.addDevice("two@kindle.com", { removed: true });
    await world.handle(await rebuilt(asked()[0] as DocumentRebuildRequested));
    await world.settle();
    expect(world.mail.sent).toHaveLength(2);
  });
});
