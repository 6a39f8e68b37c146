import { http } from "@google-cloud/functions-framework";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { onSchedule, type Tick } from "../../../shared/triggers/on-schedule.ts";
import { keptLog } from "../../kept-log.ts";
import { type FunctionServer, startFunction } from "./function-server.ts";

const ticks: Tick[] = [];
const log = keptLog();
let fails = false;
let server: FunctionServer;

beforeAll(async () => {
  const ports = { clock: { now: () => new Date("2026-03-01T08:00:07.000Z") }, log };
  http(
    "on-schedule",
    onSchedule("poll", { check: async () => {} }, ports, async (tick) => {
      if (fails) throw new Error("the disk /secret/path is full");
      ticks.push(tick);
    }),
  );
  server = await startFunction("on-schedule");
});
afterAll(() => server.close());

const strike = (headers: Readonly<Record<string, string>>) =>
  fetch(server.address, { method: "POST", headers: { "content-type": "application/octet-stream", ...headers } });

describe("a function that the clock wakes", () => {
  it("is told the slot that struck, however late the call is", async () => {
    const response = await strike({
      "x-cloudscheduler": "true",
      "x-cloudscheduler-jobname": "poll",
      "x-cloudscheduler-scheduletime": "2026-03-01T08:00:00Z",
    });
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(ticks).toEqual([{ slot: new Date("2026-03-01T08:00:00.000Z"), job: "poll" }]);
  });

  it.each([{}, { "x-cloudscheduler-scheduletime": "soon" }])(
    "takes the time of the call for it otherwise: %j",
    async (headers) => {
      ticks.length = 0;
      await strike({ ...headers });
      expect(ticks).toEqual([{ slot: new Date("2026-03-01T08:00:07.000Z"), job: undefined }]);
    },
  );

  it("asks for another call when it fails, and tells nobody but the log why", async () => {
    fails = true;
    const response = await strike({});
    expect([response.status, await response.text()]).toEqual([500, ""]);
    expect(log.lines).toMatchObject([{ severity: "warn", event: "schedule.failed" }]);
  });
});
