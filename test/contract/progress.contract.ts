import { describe, expect, it } from "@jest/globals";
import type { Progress, WorkDone } from "../../shared/ports/progress.ts";

export function progressContract(adapter: string, open: () => Promise<Progress>) {
  describe(`${adapter} shows work while it goes on and`, () => {
    it("answers what was told last, of that thing of that account alone, until the work has ended", async () => {
      const progress = await open();
      expect(progress.of("a", "book")).toBeUndefined();
      progress.tell("a", "book", { phase: "reading", done: 1, of: 9 });
      progress.tell("a", "book", { phase: "pictures", done: 2, of: 3 });
      progress.tell("a", "other", { phase: "writing" });
      expect(progress.of("a", "book")).toEqual({ phase: "pictures", done: 2, of: 3 });
      expect(progress.of("a", "other")).toEqual({ phase: "writing" });
      expect(progress.of("b", "book")).toBeUndefined();
      progress.tell("a", "book", undefined);
      progress.tell("a", "book", undefined);
      expect(progress.of("a", "book")).toBeUndefined();
      expect(progress.of("a", "other")).toEqual({ phase: "writing" });
    });

    it("tells who watches an account, in order, from then on until they have had enough", async () => {
      const progress = await open();
      const told: [string, WorkDone | undefined][] = [];
      progress.tell("a", "book", { phase: "reading" });
      const listen = (id: string, done: WorkDone | undefined) => void told.push([id, done]);
      const [unwatch, unwatchAgain] = [progress.watch("a", listen), progress.watch("a", listen)];
      progress.tell("a", "book", { phase: "checking" });
      progress.tell("b", "book", { phase: "checking" });
      unwatch();
      unwatch();
      progress.tell("a", "book", undefined);
      unwatchAgain();
      progress.tell("a", "book", { phase: "writing" });
      expect(told).toEqual([
        ["book", { phase: "checking" }],
        ["book", { phase: "checking" }],
        ["book", undefined],
      ]);
    });

    it("lets no listener's trouble come to who works, or to other listeners", async () => {
      const progress = await open();
      const told: string[] = [];
      progress.watch("a", () => {
        throw new Error("broken");
      });
      progress.watch("a", (id) => void told.push(id));
      progress.tell("a", "book", { phase: "reading" });
      expect(told).toEqual(["book"]);
    });
  });
}
