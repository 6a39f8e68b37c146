/** So many may do something at once; the others wait in turn, and not for ever. */
export interface Places {
  /** Runs `work` once there is a place; `late` at once where none has come free within the time. */
  take<T>(work: () => Promise<T>, late: () => T): Promise<T>;
}

export function places(placesMax: number, waitMsMax: number): Places {
  let free = placesMax;
  const waiting: ((hasPlace: boolean) => void)[] = [];
  const enter = (): Promise<boolean> | true => {
    if (free > 0) {
      free -= 1;
      return true;
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(come), 1);
        resolve(false);
      }, waitMsMax);
      const come = (hasPlace: boolean) => {
        clearTimeout(timer);
        resolve(hasPlace);
      };
      waiting.push(come);
    });
  };
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next(true);
  };
  return {
    take: async (work, late) => {
      if (!(await enter())) return late();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
