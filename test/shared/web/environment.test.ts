import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { productVersion } from "../../../shared/product-version.ts";
import { readEnvironment } from "../../../shared/web/environment.ts";
import { projectDir } from "../../architecture/source-files.ts";

it("reads what the function is told, and names every mistake", () => {
  expect(readEnvironment({})).toEqual({ fetchAllow: [], publicUrl: undefined });
  expect(readEnvironment({ FETCH_ALLOW: "10.0.0.0/8, feeds.local:8080", PUBLIC_URL: "https://a.example/b/" })).toEqual({
    fetchAllow: ["10.0.0.0/8", "feeds.local:8080"],
    publicUrl: "https://a.example/b",
  });
  expect(() => readEnvironment({ FETCH_ALLOW: "anything", PUBLIC_URL: "a.example" })).toThrow(
    /FETCH_ALLOW.*\n?.*PUBLIC_URL/s,
  );
});

it("tells publishers the version that the package has", () => {
  const { version } = JSON.parse(readFileSync(join(projectDir, "package.json"), "utf8")) as { version: string };
  expect(productVersion).toBe(version);
});
