import { writeFile } from "node:fs/promises";
import { openDamagedArchive, withArchive } from "../../shared/archive/open-archive.ts";

export interface UnpackInput {
  /** Of the archive, a file on this machine. */
  readonly path: string;
  /** Of the entry, exactly. */
  readonly name: string;
  readonly outputPath: string;
}

/** Takes one file out of an archive, also of one that is cut off. @throws Rejected `archive/…` */
export async function run({ path, name, outputPath }: UnpackInput): Promise<{ readonly bytes: number }> {
  return withArchive(
    path,
    async (archive) => {
      const bytes = await archive.read(name);
      await writeFile(outputPath, bytes);
      return { bytes: bytes.length };
    },
    openDamagedArchive,
  );
}
