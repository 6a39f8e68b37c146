import type { Tracing } from "./ports/tracing.ts";

/**
 * The same port, with a span for each call of the named methods: `blobs.read`. They all answer promises. Methods that
 * are not named are as they were.
 */
export function traced<Port extends object>(
  port: Port,
  name: string,
  methods: readonly (keyof Port & string)[],
  tracing: Tracing,
): Port {
  return new Proxy(port, {
    get: (target, property) => {
      const member: unknown = Reflect.get(target, property);
      if (typeof property === "symbol" || !methods.includes(property as keyof Port & string)) return member;
      if (typeof member !== "function") return member;
      return (...parameters: readonly unknown[]): Promise<unknown> =>
        tracing.span(`${name}.${property}`, {}, () => Reflect.apply(member, target, parameters) as Promise<unknown>);
    },
  });
}
