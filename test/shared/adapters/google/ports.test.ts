import { describe, expect, it } from "@jest/globals";
import { googlePorts } from "../../../../shared/adapters/google/ports.ts";

describe("the ports on Google Cloud", () => {
  const settings = { GOOGLE_CLOUD_PROJECT: "project", BUCKET: "bucket" };

  it("can be wired, and say at their first use which are not there yet", async () => {
    const { mail, secrets, workshop, vitals } = googlePorts(settings);
    const uses = [
      () => mail.lookUp("id"),
      () => mail.messageBytesMax,
      () => secrets.key("seal"),
      () => workshop.run({} as never, {}, { timeoutMs: 1 }),
      () => vitals.checks(),
    ];
    for (const use of uses) {
      expect(use).toThrow(/^The port \w+ has no Google Cloud adapter in this version: .*`npm start`\.$/);
    }
    expect(await Promise.resolve(mail)).toBe(mail);
  });

  it("can be wired without settings, and name every one that is missing at the first use", async () => {
    const { blobs, events, readModels, journal, ledger } = googlePorts({});
    const uses = [
      blobs.size("key"),
      events.publish(),
      readModels.clear({ name: "books" } as never),
      journal.find("home", "id"),
      ledger.read("id"),
    ];
    for (const use of uses)
      await expect(use).rejects.toThrow(/GOOGLE_CLOUD_PROJECT is missing: .*\nBUCKET is missing: /);
    expect(await Promise.resolve(blobs)).toBe(blobs);
  });

  it("connect to nothing for what needs no connection", async () => {
    const { blobs, events } = googlePorts(settings);
    await expect(events.publish()).resolves.toBeUndefined();
    expect(await blobs.size("no key")).toBeUndefined();
  });

  it("have the time, chance and a log already", () => {
    const { clock, randomness, timers } = googlePorts({});
    expect(clock.now().getTime()).toBeGreaterThan(0);
    expect(randomness.token()).toMatch(/^[0-9a-f]{32}$/);
    timers.after(0, () => {})();
  });
});
