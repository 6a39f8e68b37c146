import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { isConflict } from "./firestore-client.ts";

const attemptsMax = 40;
const firstPauseMs = 10;
const pauseMsMax = 1000;

/**
 * Reads, decides and writes on condition that nothing has changed since, until that succeeds: without a lock, nobody
 * waits for whoever has died holding it. Pauses at random in between, so that many contenders do not meet again.
 * @throws the last conflict where it has lost too often; whatever else `attempt` throws at once.
 */
export async function contend<T>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error) || attempts === attemptsMax) throw error;
      await pause(randomInt(1 + Math.min(pauseMsMax, firstPauseMs * 2 ** attempts)));
    }
  }
}
