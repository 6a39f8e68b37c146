/** Stands for a port whose methods all answer promises, and makes it when one is called. */
export function atFirstUse<Port extends object>(make: () => Port): Port {
  let made: Port | undefined;
  return new Proxy({} as Port, {
    get: (_port, property) => {
      if (typeof property === "symbol" || property === "then") return undefined;
      return async (...parameters: readonly unknown[]): Promise<unknown> => {
        made ??= make();
        const method = Reflect.get(made, property) as (...all: readonly unknown[]) => unknown;
        return await method(...parameters);
      };
    },
  });
}
