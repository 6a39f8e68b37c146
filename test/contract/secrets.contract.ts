import { describe, expect, it } from "@jest/globals";
import type { Secrets } from "../../shared/ports/secrets.ts";

/** One installation. */
export interface SecretsUnderTest {
  /** The same installation as another process sees it. */
  open(): Secrets;
}

export function secretsContract(adapter: string, install: () => Promise<SecretsUnderTest>) {
  describe(`${adapter} knows what only this installation knows and`, () => {
    it("answers 32 bytes, the same at every call", async () => {
      const secrets = (await install()).open();
      const key = await secrets.key("delivery");
      expect(key).toHaveLength(32);
      expect(await secrets.key("delivery")).toEqual(key);
    });

    it("answers the same in every process", async () => {
      const installation = await install();
      const key = await installation.open().key("seal");
      expect(await installation.open().key("seal")).toEqual(key);
    });

    it("answers the same to all who ask first at once, in one process and in several", async () => {
      const installation = await install();
      const processes = Array.from({ length: 8 }, () => installation.open());
      const keys = await Promise.all(
        processes.flatMap((secrets) => [secrets.key("session"), secrets.key("session"), secrets.key("session")]),
      );
      expect(new Set(keys.map((key) => Buffer.from(key).toString("hex"))).size).toBe(1);
    });

    it("has another key under each name, and in each installation", async () => {
      const secrets = (await install()).open();
      const others = (await install()).open();
      const keys = await Promise.all([
        secrets.key("delivery"),
        secrets.key("seal"),
        secrets.key("session"),
        others.key("delivery"),
      ]);
      expect(new Set(keys.map((key) => Buffer.from(key).toString("hex"))).size).toBe(4);
    });
  });
}
