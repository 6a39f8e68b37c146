import { describe, expect, it } from "@jest/globals";
import { readEnvironment } from "../../../functions/api/environment.ts";

const token = "t".repeat(32);

describe("the settings of the API as a function", () => {
  it("are its token and the domains of devices, in lower case", () => {
    expect(readEnvironment({ API_TOKEN: token })).toMatchObject({
      token,
      deviceDomains: ["kindle.com", "free.kindle.com", "kindle.cn"],
    });
    expect(readEnvironment({ API_TOKEN: token, DEVICE_DOMAINS: " Kindle.com ,, x.org" })).toMatchObject({
      deviceDomains: ["kindle.com", "x.org"],
    });
  });

  it("are refused with one sentence for each mistake", () => {
    expect(() => readEnvironment({ DEVICE_DOMAINS: " , " })).toThrow(
      "API_TOKEN is missing: the owner's bearer token, at least 32 characters.\nDEVICE_DOMAINS names no domain.",
    );
    expect(() => readEnvironment({ API_TOKEN: "short" })).toThrow("at least 32 characters");
  });
});
