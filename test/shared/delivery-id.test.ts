import { describe, expect, it } from "@jest/globals";
import { type DeliveryIdentity, deliveryIdOf } from "../../shared/delivery-id.ts";

const key = new Uint8Array(32).fill(7);
const identity: DeliveryIdentity = {
  account: "home",
  deviceEmail: "me@kindle.com",
  sourceSha256: "a".repeat(64),
  copy: 0,
};

describe("the business key of a delivery", () => {
  it("is the same for the same delivery, for ever", () => {
    expect(deliveryIdOf(key, identity)).toBe("2002623484507ed345b7442e2ae4efe2");
  });

  it("is the same however the address is written", () => {
    expect(deliveryIdOf(key, { ...identity, deviceEmail: "Me@Kindle.COM" })).toBe(deliveryIdOf(key, identity));
  });

  it.each<[string, Partial<DeliveryIdentity>]>([
    ["account", { account: "other" }],
    ["address", { deviceEmail: "you@kindle.com" }],
    ["content", { sourceSha256: "b".repeat(64) }],
    ["copy", { copy: 1 }],
    ["volume", { volume: { number: 1, count: 2 } }],
  ])("is another one for another %s", (_, other) => {
    expect(deliveryIdOf(key, { ...identity, ...other })).not.toBe(deliveryIdOf(key, identity));
  });

  it("tells nobody the address who lacks the key", () => {
    expect(deliveryIdOf(new Uint8Array(32), identity)).not.toBe(deliveryIdOf(key, identity));
    expect(deliveryIdOf(key, identity)).toMatch(/^[0-9a-f]{32}$/);
  });
});
