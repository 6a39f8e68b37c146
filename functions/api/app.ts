import { Hono } from "hono";
import type { ApiPorts, ApiSettings } from "./api-ports.ts";

/** The whole HTTP side: the API, the catalogue for e-readers, health and metrics. */
export function createApi(_ports: ApiPorts, _settings: ApiSettings): Hono {
  return new Hono();
}
