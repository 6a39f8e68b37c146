import { describe, expect, it } from "@jest/globals";
import { googlePorts } from "../../../../shared/adapters/google/ports.ts";

describe("the ports on Google Cloud", () => {
  it("can be wired, and say at their first use that they are not there yet", async () => {
    const { blobs, events, readModels, journal, ledger, mail, secrets } = googlePorts();
    const uses = [
      () => blobs.size("key"),
      () => events.publish(),
      () => readModels.clear({} as never),
      () => journal.find("home", "id"),
      () => ledger.read("id"),
      () => mail.lookUp("id"),
      () => mail.messageBytesMax,
      () => secrets.key("seal"),
    ];
    for (const use of uses) {
      expect(use).toThrow(/^The port \w+ has no Google Cloud adapter in this version: .*`npm start`\.$/);
    }
    expect(await Promise.resolve(blobs)).toBe(blobs);
  });

  it("have the time, chance and a log already", () => {
    const { clock, randomness, timers } = googlePorts();
    expect(clock.now().getTime()).toBeGreaterThan(0);
    expect(randomness.token()).toMatch(/^[0-9a-f]{32}$/);
    timers.after(0, () => {})();
  });
});
