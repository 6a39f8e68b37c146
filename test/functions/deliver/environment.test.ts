import { describe, expect, it } from "@jest/globals";
import { readEnvironment } from "../../../functions/deliver/environment.ts";

describe("what deliver is told by its environment", () => {
  it("is a sender, and the domains of Kindles where nothing else is said", () => {
    expect(readEnvironment({ MAIL_FROM: "kindle@example.org" })).toEqual({
      mailFrom: "kindle@example.org",
      deviceDomains: ["kindle.com", "free.kindle.com", "kindle.cn"],
    });
  });

  it("is read in lower case, without spaces", () => {
    const { deviceDomains } = readEnvironment({ MAIL_FROM: "a@b", DEVICE_DOMAINS: " Kindle.com , example.org," });
    expect(deviceDomains).toEqual(["kindle.com", "example.org"]);
  });

  it("is refused with every mistake at once", () => {
    expect(() => readEnvironment({ DEVICE_DOMAINS: " , " })).toThrow(/MAIL_FROM is missing.*\n.*names no domain/);
    expect(() => readEnvironment({ MAIL_FROM: "Me <a@b>" })).toThrow("one bare mail address");
  });
});
