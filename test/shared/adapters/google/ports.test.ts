import { describe, expect, it } from "@jest/globals";
import {
  blobsOf,
  eventsOf,
  journalOf,
  ledgerOf,
  mailOf,
  openGoogle,
  readModelsOf,
  secretsOf,
  vitalsOf,
  workshopOf,
} from "../../../../shared/adapters/google/ports.ts";
import { noTracing } from "../../../../shared/ports/tracing.ts";

const settings = { GOOGLE_CLOUD_PROJECT: "project", BUCKET: "bucket" };

function mailWith(environment: Readonly<Record<string, string>>) {
  const google = openGoogle({ ...settings, ...environment });
  return mailOf(google, secretsOf(google));
}

describe("the ports on Google Cloud", () => {
  it("can be wired without settings, and name every one that is missing at the first use", async () => {
    const google = openGoogle({});
    const blobs = blobsOf(google);
    const uses = [
      blobs.size(`home/${"0".repeat(64)}`),
      eventsOf(google).publish(),
      readModelsOf(google).clear({ name: "books" } as never),
      journalOf(google).find("home", "id"),
      ledgerOf(google).read("id"),
      secretsOf(google).key("seal"),
    ];
    for (const use of uses) {
      await expect(use).rejects.toThrow(/GOOGLE_CLOUD_PROJECT is missing: .*\nBUCKET is missing: /);
    }
    expect(await Promise.resolve(blobs)).toBe(blobs);
  });

  it("connect to nothing for what needs no connection", async () => {
    const google = openGoogle(settings);
    await expect(eventsOf(google).publish()).resolves.toBeUndefined();
    expect(await blobsOf(google).size("no key")).toBeUndefined();
    expect(google.world.tracing).toBe(noTracing);
  });

  it("have the time, chance and timers of the system", () => {
    const { clock, randomness, timers } = openGoogle({}).world;
    expect(clock.now().getTime()).toBeGreaterThan(0);
    expect(randomness.token()).toMatch(/^[0-9a-f]{32}$/);
    timers.after(0, () => {})();
  });

  it("run jobs in threads, as one machine does", async () => {
    const trial = { name: "trial", module: new URL("../../../contract/jobs/trial.job.ts", import.meta.url) };
    const workshop = workshopOf(openGoogle({}), [trial.module]);
    expect(await workshop.run(trial, { does: "echo", value: 7 }, { timeoutMs: 20_000 })).toBe(7);
    await workshop.close();
  });

  it("say what is wrong with each part, instead of throwing", async () => {
    const checks = await vitalsOf(openGoogle({}), "book.received").checks();
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ["firestore", false],
      ["pubsub", false],
      ["storage", false],
    ]);
    for (const { detail } of checks) expect(detail).toContain("GOOGLE_CLOUD_PROJECT is missing");
  });

  it("know the limits of their carrier before they load it, and name mistakes in its settings", async () => {
    expect(mailWith({}).messageBytesMax).toBe(29_983_616);
    expect(mailWith({}).evidenceWithinMs).toBe(1_800_000);
    const smtp = mailWith({ SMTP_URL: "smtp://127.0.0.1:1", MAIL_BYTES_MAX: "1000" });
    expect([smtp.messageBytesMax, smtp.evidenceWithinMs]).toEqual([1000, 0]);
    expect(await smtp.lookUp("id")).toBe("unknown");
    expect(() => mailWith({ SMTP_URL: "mail.example", MAIL_BYTES_MAX: "many", SENDGRID_URL: "x" })).toThrow(
      /SMTP_URL has to begin .*\nSENDGRID_URL has to be .*\nMAIL_BYTES_MAX has to be/,
    );
  });
});
