import type { Progress, WorkDone } from "../../ports/progress.ts";

type Listener = (id: string, done: WorkDone | undefined) => void;

/** In the memory of the one process that does the work and answers for it. */
export function memoryProgress(): Progress {
  const known = new Map<string, Map<string, WorkDone>>();
  const listeners = new Map<string, Set<Listener>>();
  return {
    tell: (account, id, done) => {
      const things = known.get(account) ?? new Map<string, WorkDone>();
      if (done === undefined) things.delete(id);
      else things.set(id, done);
      if (things.size === 0) known.delete(account);
      else known.set(account, things);
      for (const listener of listeners.get(account) ?? []) {
        try {
          listener(id, done);
        } catch {
          // Whoever works has nothing to do with who looks: a listener's trouble is its own.
        }
      }
    },
    of: (account, id) => known.get(account)?.get(id),
    watch: (account, listener) => {
      // Wrapped, so that the same function may watch twice.
      const watcher: Listener = (id, done) => listener(id, done);
      const present = listeners.get(account) ?? new Set();
      listeners.set(account, present.add(watcher));
      return () => {
        present.delete(watcher);
        if (present.size === 0 && listeners.get(account) === present) listeners.delete(account);
      };
    },
  };
}
