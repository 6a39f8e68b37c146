import { expect, it } from "@jest/globals";
import { readCallbackUrl } from "../../../functions/fetch/environment.ts";

it("reads where hubs reach the function, without a slash behind, or that they do not", () => {
  expect(readCallbackUrl({ CALLBACK_URL: "https://reading.example.org/" })).toBe("https://reading.example.org");
  expect(readCallbackUrl({ CALLBACK_URL: "" })).toBeUndefined();
  expect(readCallbackUrl({})).toBeUndefined();
  expect(() => readCallbackUrl({ CALLBACK_URL: "http://reading.example.org" })).toThrow(/CALLBACK_URL has to be/);
});
