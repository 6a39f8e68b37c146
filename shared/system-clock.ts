import { randomBytes } from "node:crypto";
import type { Clock, Randomness } from "./ports/clock.ts";

export const systemClock: Clock = { now: () => new Date() };

export const systemRandomness: Randomness = {
  token: () => randomBytes(16).toString("hex"),
  fraction: () => Math.random(),
};
