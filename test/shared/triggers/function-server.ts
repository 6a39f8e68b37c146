import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { getTestServer } from "@google-cloud/functions-framework/testing";

/** A registered function behind the framework's own server. */
export interface FunctionServer {
  readonly address: string;
  close(): Promise<void>;
}

export async function startFunction(name: string): Promise<FunctionServer> {
  const server = getTestServer(name);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
