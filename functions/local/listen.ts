import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";

const sweepMs = 50;

export interface Listening {
  /** Where it can be reached from this machine, as `http://127.0.0.1:8080`. */
  readonly address: string;
  /** Takes no more requests, and resolves once those under way have been answered, or after `withinMs`. */
  stop(withinMs: number): Promise<void>;
}

/** The address cannot be had: somebody else has it, or it is none of this machine's. */
export class CannotListen extends Error {
  constructor(host: string, port: number, cause: unknown) {
    const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : String(cause);
    const why: Record<string, string> = {
      EADDRINUSE: `port ${port} is in use already: stop the other program, or set PORT to another one`,
      EADDRNOTAVAIL: "HOST is no address of this machine",
      ENOTFOUND: "HOST is not known",
      EACCES: `port ${port} needs rights that this program does not have: set PORT to one above 1023`,
    };
    super(`Cannot serve on ${host}: ${why[code] ?? code}.`, { cause });
    this.name = "CannotListen";
  }
}

/** Serves an application over HTTP. `port` 0 takes any free one. @throws CannotListen */
export async function listen(
  app: Pick<Parameters<typeof serve>[0], "fetch">,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const server = serve({ fetch: app.fetch, hostname: host, port }) as Server;
  try {
    await once(server, "listening");
  } catch (error) {
    throw new CannotListen(host, port, error);
  }
  return {
    address: addressOf(host, (server.address() as AddressInfo).port),
    stop: async (withinMs) => {
      const closed = once(server, "close");
      server.close();
      // A connection is idle once its answer has been sent, and clients keep those open.
      const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
      const timeout = setTimeout(() => server.closeAllConnections(), withinMs);
      await closed;
      clearInterval(sweep);
      clearTimeout(timeout);
    },
  };
}

function addressOf(host: string, port: number): string {
  // Bound to every address there is: the one to open is this machine's own.
  const name = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
