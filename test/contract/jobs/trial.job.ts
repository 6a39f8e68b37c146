import { Rejected } from "../../../events/rejected.ts";

/** A job that does to its thread whatever a test wants done. */
export interface Trial {
  readonly does:
    | "echo"
    | "count"
    | "reject"
    | "throw"
    | "throw text"
    | "spin"
    | "wait"
    | "fill the heap"
    | "fill buffers"
    | "keep"
    | "tell"
    | "tell a function"
    | "tell and wait"
    | "exit"
    | "fail later"
    | "answer a function"
    | "recurse"
    | "look around";
  readonly value?: unknown;
}

let runs = 0;
const kept: unknown[] = [];

export async function run({ does, value }: Trial, tell: (told: unknown) => void): Promise<unknown> {
  runs += 1;
  switch (does) {
    case "echo":
      return value;
    case "count":
      return runs;
    case "reject":
      throw new Rejected("trial/no", "No retry will help.");
    case "throw":
      throw new TypeError("the trial failed");
    case "throw text":
      throw "only words";
    case "spin":
      for (;;) runs += 0;
    case "wait":
      return await new Promise(() => setInterval(() => {}, 1000));
    case "fill the heap":
      for (;;) kept.push(Array.from({ length: 1000 }, (_, at) => ({ at, text: String(at) })));
    case "fill buffers":
      for (;;) {
        kept.push(new Uint8Array(10_000_000).fill(1));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    case "keep":
      kept.push(new Uint8Array(Number(value)).fill(1));
      return undefined;
    case "tell":
      for (let at = 0; at < Number(value); at += 1) tell({ at });
      return "told";
    case "tell a function":
      tell(() => "cannot travel");
      return undefined;
    case "tell and wait":
      tell("waiting");
      return await new Promise(() => setInterval(() => tell("still waiting"), 1));
    case "exit":
      return process.exit(0);
    case "fail later":
      setTimeout(() => {
        throw new Error("long after");
      }, 0);
      return await new Promise(() => {});
    case "answer a function":
      return () => "cannot travel";
    case "recurse":
      return run.call(undefined, { does: "throw", value: deepen(0) }, tell);
    case "look around":
      return Object.keys(process.env);
  }
}

function deepen(depth: number): number {
  return 1 + deepen(depth + 1);
}
