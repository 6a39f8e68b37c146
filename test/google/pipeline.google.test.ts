import { afterAll, beforeAll, describe } from "@jest/globals";
import { stop as stopEsbuild } from "esbuild";
import { sealedAndErased } from "./pipeline-erasure.ts";
import { killedAtRandom } from "./pipeline-kills.ts";
import { oneBook } from "./pipeline-one-book.ts";
import { oneDigest } from "./pipeline-one-digest.ts";
import { toldToStop } from "./pipeline-stops.ts";
import { openPipelineWorld, type PipelineWorld } from "./pipeline-world.ts";

// One installation for all of them: to bundle and to start twelve functions takes longer than most of these do.
let opened: PipelineWorld | undefined;
const world = (): PipelineWorld => {
  if (opened === undefined) throw new Error("Nothing has been installed");
  return opened;
};

beforeAll(async () => {
  opened = await openPipelineWorld();
}, 600_000);
afterAll(async () => {
  await opened?.stop();
  await stopEsbuild();
}, 60_000);

describe("every step in a process of its own, on the emulators", () => {
  oneBook(world);
  oneDigest(world);
  toldToStop(world);
  killedAtRandom(world);
  sealedAndErased(world);
});
