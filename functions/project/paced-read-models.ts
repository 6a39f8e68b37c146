import type { ReadModels } from "../../shared/ports/read-models.ts";

/** The same read models, in which every change waits for its turn. */
export function pacedReadModels(readModels: ReadModels, turn: () => Promise<void>): ReadModels {
  return {
    ...readModels,
    update: async (model, account, id, change) => {
      await turn();
      return await readModels.update(model, account, id, change);
    },
  };
}
