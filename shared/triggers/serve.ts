import { subscribe } from "node:diagnostics_channel";
import type { Server, ServerResponse } from "node:http";
import { type HttpFunction, http } from "@google-cloud/functions-framework";
import type { Log } from "../ports/log.ts";
import { noTracing, type Tracing } from "../ports/tracing.ts";

export interface ServePorts {
  readonly log: Log;
  readonly tracing?: Tracing;
  /** Is called when the function is told to stop: what never ends by itself has to end then. */
  readonly onStop?: () => void;
}

/** Cloud Run kills ten seconds after SIGTERM (https://cloud.google.com/run/docs/container-contract#instance-shutdown). */
const finishWithinMs = 9000;
/** What the framework answers 500 to, and ends the process for. */
const endSignals = ["SIGTERM", "SIGINT"] as const;

/**
 * Registers a function with the framework, and has it end well. By itself the framework meets SIGTERM by answering 500 to
 * the newest request and leaving the others without an answer. Here every request that has come is finished; one that
 * takes longer than there is time is left without an answer, never with a false one, and so is delivered again.
 */
export function serve(name: string, ports: ServePorts, answer: HttpFunction): void {
  http(name, answer);
  endWell(ports);
}

function endWell({ log, tracing = noTracing, onStop }: ServePorts): void {
  const servers = new Set<Server>();
  const underWay = new Set<ServerResponse>();
  let stopping = false;

  const end = async (): Promise<void> => {
    await tracing.flush();
    process.exit(0);
  };
  const goOn = (): void => {
    // Whoever keeps a connection open would otherwise keep the server from closing.
    if (stopping) for (const server of servers) server.closeIdleConnections();
    if (stopping && underWay.size === 0) void end();
  };
  // Node tells of every request, before the framework reads its body: what is still arriving counts as well.
  subscribe("http.server.request.start", (message) => {
    const { server, response } = message as { readonly server: Server; readonly response: ServerResponse };
    servers.add(server);
    underWay.add(response);
    if (stopping) response.setHeader("connection", "close");
    response.once("close", () => {
      underWay.delete(response);
      goOn();
    });
  });

  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info("function.stopping", { signal, underWay: underWay.size });
    for (const response of underWay) if (!response.headersSent) response.setHeader("connection", "close");
    for (const server of servers) server.close();
    onStop?.();
    setTimeout(() => {
      log.warn("function.stopped-early", { underWay: underWay.size });
      void end();
    }, finishWithinMs);
    goOn();
  };
  for (const signal of endSignals) process.on(signal, stop);
  // The framework adds its own once it listens, which is after this.
  process.on("newListener", (event, listener) => {
    if (!endSignals.some((signal) => signal === event) || listener === stop) return;
    process.nextTick(() => process.removeListener(event, listener as () => void));
  });
}
