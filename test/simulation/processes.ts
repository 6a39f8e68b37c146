import type { Random } from "./random.ts";

/** One process of a run. A crashed one never gets any further: whatever awaits in it awaits for ever. */
export interface Process {
  readonly name: string;
  alive: boolean;
}

/** How unwell the world is: probabilities, for each call of a port. */
export interface Weather {
  /** The call fails, and has done nothing. */
  readonly failsBefore: number;
  /** The call fails, and has done all that it does. */
  readonly failsAfter: number;
}
export const fairWeather: Weather = { failsBefore: 0, failsAfter: 0 };

/** Every call of a port in every process, each waiting for its turn. One turn at a time, in any order. */
export interface Processes {
  weather: Weather;
  start(name: string): Process;
  crash(process: Process): void;
  /** Waits for a turn, then for another one with the answer on its way back; either may be the last thing that happens. */
  call<T>(process: Process, effect: () => T): Promise<T>;
  /** Waits for a turn. */
  turn(process: Process): Promise<void>;
  waiting(): number;
  /** Lets one of those who wait go on, and everything happen that follows from it. */
  step(): Promise<void>;
}

export class InjectedFault extends Error {
  constructor(when: string) {
    super(`Injected ${when}`);
    this.name = "InjectedFault";
  }
}

export function processes(random: Random): Processes {
  let waiting: { process: Process; go: () => void }[] = [];
  const all: Processes = {
    weather: fairWeather,
    start: (name) => ({ name, alive: true }),
    crash: (process) => {
      process.alive = false;
      waiting = waiting.filter((one) => one.process !== process);
    },
    turn: (process) =>
      new Promise<void>((go) => {
        if (process.alive) waiting.push({ process, go });
      }),
    call: async (process, effect) => {
      await all.turn(process);
      if (random.chance(all.weather.failsBefore)) throw new InjectedFault("before");
      const answer = effect();
      await all.turn(process);
      if (random.chance(all.weather.failsAfter)) throw new InjectedFault("after");
      return answer;
    },
    waiting: () => waiting.length,
    step: async () => {
      if (waiting.length > 0) {
        const [next] = waiting.splice(random.below(waiting.length), 1);
        next?.go();
      }
      // Past every promise that this has settled.
      await new Promise(setImmediate);
    },
  };
  return all;
}
