import { expect, it } from "@jest/globals";
import { firstCause } from "../../events/define-event.ts";
import { deliveryEvidenced } from "../../events/delivery-evidenced.ts";
import { rungs } from "../../events/values.ts";
import { deliverHandlers } from "../../functions/deliver/handlers.ts";
import { formatHandlers } from "../../functions/format/handlers.ts";
import { projectEvent } from "../../functions/project/project-event.ts";
import { fileSecrets } from "../../shared/adapters/local/file-secrets.ts";
import { openSqliteDatabase } from "../../shared/adapters/local/sqlite-database.ts";
import { sqliteLedger } from "../../shared/adapters/local/sqlite-ledger.ts";
import { deviceEmailPurpose } from "../../shared/device-email.ts";
import { deliveries } from "../../shared/read-models/deliveries.ts";
import { devices } from "../../shared/read-models/devices.ts";
import { editions } from "../../shared/read-models/editions.ts";
import { seal } from "../../shared/seal.ts";
import { testMail } from "../functions/deliver/deliver-world.ts";
import { account, photo, printing } from "../functions/format/edition/printing.ts";
import { inMemory } from "../functions/project/in-memory.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { virtualTime } from "../virtual-time.ts";

const table = "<p>A <em>word</em>.</p><table><tr><td>a</td><td>b</td></tr></table>";

it("a newspaper that Amazon cannot convert goes out once per rung, each a version that is shown, and no more", async () => {
  const stories = [{ id: "one", section: "World", html: table, picture: await photo(1) }];
  const { ports: printer, published, event: compiled } = await printing(stories);
  const { readModels, journal } = inMemory();
  const ports = { ...printer, readModels, journal };
  const time = virtualTime("2026-03-01T05:31:00.000Z");
  const mail = testMail();
  const secrets = fileSecrets(await temporaryFolder());
  const steps = [
    formatHandlers(ports),
    deliverHandlers({
      ...ports,
      clock: time,
      mail,
      secrets,
      ledger: sqliteLedger(openSqliteDatabase(":memory:")),
      randomness: { token: () => `token ${mail.sent.length}`, fraction: () => 0.5 },
      settings: { mailFrom: "me@example.org", deviceDomains: ["kindle.com"] },
    }),
  ].map((handlers) => new Map(handlers.map((handler) => [handler.name, handler])));
  const sealedEmail = seal(await secrets.key("seal"), account, deviceEmailPurpose, "one@kindle.com");
  await readModels.update(devices, account, "device-1", () => ({
    id: "device-1",
    sealedEmail,
    name: "A Kindle",
    automatic: true,
    addedAt: "2026-03-01T05:00:00.000Z",
    removed: false,
    stamps: {},
  }));
  let taken = 0;
  const settle = async () => {
    for (let event = published[taken]; event !== undefined; event = published[(taken += 1)]) {
      await projectEvent(event, ports);
      for (const step of steps) await step.get(event.name)?.handle(event);
    }
  };
  published.splice(0, published.length, compiled);
  await settle();
  for (let turn = 0; turn <= rungs.length; turn += 1) {
    expect(mail.sent.length).toBe(turn + 1);
    const { deliveryId = "" } = mail.sent.at(-1) ?? {};
    const about = { deliveryId, documentId: "edition-1", deviceId: "device-1" };
    const report = { says: "refused", code: "amazon/e999", reason: "Amazon could not convert it (E999)." } as const;
    const happenedAt = time.now().toISOString();
    const evidence = deliveryEvidenced.from(firstCause(account, `report ${turn}`), {
      subject: deliveryId,
      at: time.now(),
      data: { ...about, report, happenedAt },
    });
    published.push(evidence, evidence);
    await settle();
  }
  expect(mail.sent.length).toBe(1 + rungs.length);
  const shown = await Promise.all(mail.sent.map(({ deliveryId }) => readModels.get(deliveries, account, deliveryId)));
  expect(shown.map((delivery) => [delivery?.kind, delivery?.status, delivery?.rung, delivery?.repair])).toEqual([
    ["edition", "refused", undefined, "minimal"],
    ["edition", "refused", "minimal", "strict"],
    ["edition", "refused", "strict", "plain"],
    ["edition", "refused", "plain", undefined],
  ]);
  const made = published.flatMap(({ name, data }) => (name === "document.formatted" ? [data] : []));
  expect(made).toHaveLength(1);
  const edition = await readModels.get(editions, account, "edition-1");
  expect(edition?.document?.key).toBe((made[0] as { documentKey: string }).documentKey);
  expect(new Set(mail.sent.map(({ attachment }) => attachment.bytes)).size).toBe(1 + rungs.length);
}, 120_000);
