import { http } from "@google-cloud/functions-framework";
import { googlePorts } from "../../shared/adapters/google/ports.ts";
import { onRequest } from "../../shared/triggers/on-request.ts";
import { createApi } from "./app.ts";
import { readEnvironment } from "./environment.ts";

const { token, deviceDomains, mailFrom } = readEnvironment(process.env);
const stopping = new AbortController();
process.once("SIGTERM", () => stopping.abort());

http(
  "api",
  onRequest(
    createApi(googlePorts(process.env), {
      account: "home",
      token,
      deviceDomains,
      mailFrom,
      mailStaysHere: false,
      // Cloud Run's own address is the only way in, and names the host itself.
      loopback: false,
      stopping: stopping.signal,
    }),
  ),
);
