import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Job, Workshop } from "../../shared/ports/workshop.ts";
import type { Trial } from "./jobs/trial.job.ts";

/** Opens a workshop with this many places, where a job may use this much memory. */
export type OpenWorkshop = (options: {
  threads: number;
  memoryMb: number;
}) => Promise<Workshop & { close(): Promise<void> }>;

export const trial: Job<Trial, unknown, unknown> = {
  name: "trial",
  module: new URL("./jobs/trial.job.ts", import.meta.url),
};
const missing: Job<unknown, unknown> = {
  name: "missing",
  module: new URL("./jobs/no-such.job.ts", import.meta.url),
};
const limits = { timeoutMs: 20_000 };

export function workshopContract(adapter: string, open: OpenWorkshop) {
  describe(`${adapter} runs work apart and`, () => {
    let workshop: Workshop & { close(): Promise<void> };
    const run = (does: Trial["does"], value?: unknown) => workshop.run(trial, { does, value }, limits);
    beforeEach(async () => {
      workshop = await open({ threads: 1, memoryMb: 96 });
    });
    afterEach(() => workshop.close());

    it("answers a copy of what the job made of a copy of the input", async () => {
      const value = { text: "Ünïcode", bytes: new Uint8Array([1, 2, 3]), map: new Map([["a", [1]]]), at: new Date(0) };
      const answer = (await run("echo", value)) as typeof value;
      expect(answer).toEqual(value);
      expect(answer).not.toBe(value);
      expect(value.bytes).toHaveLength(3);
      expect(await run("echo", undefined)).toBeUndefined();
    });

    it("keeps its places for the next job", async () => {
      expect(await run("count")).toBe(1);
      expect(await run("count")).toBe(2);
    });

    it("passes on a refusal with its code and message", async () => {
      await expect(run("reject")).rejects.toMatchObject({
        name: "Rejected",
        code: "trial/no",
        message: "No retry will help.",
      });
    });

    it("passes on any other failure with its message, and goes on", async () => {
      await expect(run("throw")).rejects.toMatchObject({ name: "TypeError", message: "the trial failed" });
      await expect(run("throw text")).rejects.toThrow("only words");
      await expect(run("recurse")).rejects.toThrow("Maximum call stack size exceeded");
      await expect(workshop.run(missing, {}, limits)).rejects.toThrow(/no-such\.job/);
      expect(await run("count")).toBe(4);
    });

    it("fails a job whose input or answer cannot be copied, and goes on", async () => {
      await expect(run("echo", () => "cannot travel")).rejects.toThrow(/clone/);
      await expect(run("answer a function")).rejects.toThrow(/clone/);
      expect(await run("echo", "still here")).toBe("still here");
    });

    it("ends a job that takes too long, however busy it is, and goes on", async () => {
      for (const does of ["spin", "wait"] as const) {
        await expect(workshop.run(trial, { does }, { timeoutMs: 200 })).rejects.toMatchObject({
          name: "WorkshopLimit",
          limit: "time",
          message: "trial took too long",
        });
      }
      expect(await run("count")).toBe(1);
    });

    it.each(["fill the heap", "fill buffers"] as const)(
      "ends a job that takes too much memory (%s), and goes on",
      async (does) => {
        await expect(run(does)).rejects.toMatchObject({ name: "WorkshopLimit", limit: "memory" });
        expect(await run("count")).toBe(1);
      },
    );

    it("fails a job that ends its thread, and goes on", async () => {
      await expect(run("exit")).rejects.toThrow("trial ended its thread with exit code 0");
      await expect(run("fail later")).rejects.toThrow("long after");
      expect(await run("count")).toBe(1);
    });

    it("counts the time from when work begins, not from when it was asked for", async () => {
      const first = workshop.run(trial, { does: "wait" }, { timeoutMs: 600 });
      const second = workshop.run(trial, { does: "echo", value: "in time" }, { timeoutMs: 500 });
      await expect(first).rejects.toMatchObject({ limit: "time" });
      expect(await second).toBe("in time");
    });

    it("lets nobody in once there is no free place, and takes them in turn", async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => run("count")));
      expect(answers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    it("gives up a job whose caller has lost interest, running or waiting", async () => {
      const running = new AbortController();
      const waiting = new AbortController();
      const first = workshop.run(trial, { does: "spin" }, { ...limits, signal: running.signal });
      const second = workshop.run(trial, { does: "echo" }, { ...limits, signal: waiting.signal });
      waiting.abort(new Error("changed my mind"));
      await expect(second).rejects.toThrow("changed my mind");
      running.abort(new Error("not wanted any more"));
      await expect(first).rejects.toThrow("not wanted any more");
      await expect(workshop.run(trial, { does: "echo" }, { ...limits, signal: running.signal })).rejects.toThrow(
        "not wanted any more",
      );
      expect(await run("echo", "free again")).toBe("free again");
    });

    it("passes on what a job tells on its way, in order, before its answer", async () => {
      const told: unknown[] = [];
      const onTold = (one: unknown) => void told.push(one);
      expect(await workshop.run(trial, { does: "tell", value: 3 }, { ...limits, onTold })).toBe("told");
      expect(told).toEqual([{ at: 0 }, { at: 1 }, { at: 2 }]);
      // Who does not listen misses nothing else.
      expect(await run("tell", 3)).toBe("told");
      expect(told).toHaveLength(3);
    });

    it("lets neither a listener's trouble nor what cannot be told come between a job and its answer", async () => {
      expect(await workshop.run(trial, { does: "tell", value: 2 }, { ...limits, onTold: throwing })).toBe("told");
      await expect(run("tell a function")).rejects.toThrow(/clone/);
      expect(await run("echo", "still here")).toBe("still here");
    });

    it("tells nothing of a job that has been given up", async () => {
      const told: unknown[] = [];
      const begun = Promise.withResolvers<void>();
      const leaving = new AbortController();
      const onTold = (one: unknown) => {
        told.push(one);
        begun.resolve();
      };
      const waiting = workshop.run(trial, { does: "tell and wait" }, { ...limits, signal: leaving.signal, onTold });
      await begun.promise;
      leaving.abort(new Error("not wanted any more"));
      await expect(waiting).rejects.toThrow("not wanted any more");
      const heard = told.length;
      expect(await run("echo", "the next one")).toBe("the next one");
      expect(told).toHaveLength(heard);
    });

    it("shows a job none of the secrets around it", async () => {
      expect(await run("look around")).toEqual([]);
    });
  });
}

function throwing(): never {
  throw new Error("a listener's own trouble");
}
