import { memoryProgress } from "../../shared/adapters/local/memory-progress.ts";
import { progressContract } from "./progress.contract.ts";

progressContract("memoryProgress", async () => memoryProgress());
