import { type FSWatcher, watch } from "node:fs";
import { absoluteOf, childOf, type RawPath } from "./raw-path.ts";

/** Tells of changes in a folder and in those folders in it that it was pointed at. */
export interface FolderWatchers {
  /** Watches one folder. Done already for the same folder (by its inode), it changes nothing. */
  watch(path: RawPath, inode: bigint): void;
  forget(path: RawPath): void;
  close(): void;
  /** Whether every folder could be watched: the machine has a limit on that, and some file systems know nothing of it. */
  complete(): boolean;
}

export interface FolderChanges {
  /** A name has come, or gone. */
  appeared(path: RawPath): void;
  /** Its content or attributes have changed. */
  written(path: RawPath): void;
  failed(path: RawPath, reason: string): void;
}

/** One watcher for each folder: the recursive one of Node opens one for each file besides. */
export function folderWatchers(root: string, changes: FolderChanges): FolderWatchers {
  const watchers = new Map<RawPath, { watcher: FSWatcher; inode: bigint }>();
  const failed = new Set<RawPath>();

  const forget = (path: RawPath) => {
    watchers.get(path)?.watcher.close();
    watchers.delete(path);
    failed.delete(path);
  };
  const fail = (path: RawPath, error: Error) => {
    forget(path);
    failed.add(path);
    changes.failed(path, error.message);
  };

  return {
    watch: (path, inode) => {
      if (watchers.get(path)?.inode === inode) return;
      forget(path);
      try {
        const options = { encoding: "buffer", persistent: false } as const;
        const watcher = watch(absoluteOf(root, path), options, (kind, name) => {
          // Without a name all that is known is that something in the folder is different.
          const changed = name === null || name.length === 0 ? path : childOf(path, name);
          if (kind === "rename") changes.appeared(changed);
          else changes.written(changed);
        });
        watcher.on("error", (error) => fail(path, error));
        watchers.set(path, { watcher, inode });
      } catch (error) {
        fail(path, error instanceof Error ? error : new Error(String(error)));
      }
    },
    forget,
    close: () => {
      for (const { watcher } of watchers.values()) watcher.close();
      watchers.clear();
    },
    complete: () => failed.size === 0,
  };
}
