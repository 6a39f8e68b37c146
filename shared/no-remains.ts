import type { Remains } from "./ports/remains.ts";

/** Where nothing lies beside the stores. */
export const noRemains: Remains = { erase: async () => undefined };
