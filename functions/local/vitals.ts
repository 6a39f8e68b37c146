import type { SqliteDatabase } from "../../shared/adapters/local/sqlite-database.ts";
import type { SqliteEvents } from "../../shared/adapters/local/sqlite-events.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Measure, Vitals } from "../../shared/ports/vitals.ts";
import type { Inbox } from "./inbox.ts";

export interface VitalParts {
  readonly database: SqliteDatabase;
  readonly bus: Pick<SqliteEvents, "depths">;
  /** `undefined` until it has been opened. */
  readonly inbox: () => Pick<Inbox, "waiting" | "watching"> | undefined;
  /** What mail webhooks were told. */
  readonly webhooks: { measure(): Measure };
  readonly clock: Clock;
}

/** How the server on one machine is. */
export function localVitals({ database, bus, inbox, webhooks, clock }: VitalParts): Vitals {
  const secondsSince = (at: number) => Math.max(0, (clock.now().getTime() - at) / 1000);
  return {
    checks: async () => {
      const startedAt = performance.now();
      const databaseTrouble = await database.commit(() => undefined).catch((error: unknown) => reasonOf(error));
      const took = `${(performance.now() - startedAt).toFixed(1)} ms`;
      const opened = inbox();
      return [
        { name: "database", ok: databaseTrouble === undefined, detail: databaseTrouble ?? took },
        {
          name: "inbox",
          ok: opened !== undefined,
          detail:
            opened === undefined
              ? "not open yet"
              : `${opened.waiting()} files waiting${opened.watching() ? "" : "; changes are noticed late"}`,
        },
      ];
    },
    measures: async () => {
      const depths = bus.depths();
      return [
        {
          name: "kcs_queue_events",
          help: "Events on their way to a step",
          type: "gauge",
          values: depths.flatMap(({ subscription, waiting, running, dead }) => [
            { labels: { step: subscription, state: "waiting" }, value: waiting },
            { labels: { step: subscription, state: "running" }, value: running },
            { labels: { step: subscription, state: "dead" }, value: dead },
          ]),
        },
        {
          name: "kcs_queue_oldest_seconds",
          help: "How long the oldest event of a step has been on its way",
          type: "gauge",
          values: depths.map(({ subscription, oldestAt }) => ({
            labels: { step: subscription },
            value: oldestAt === undefined ? 0 : secondsSince(oldestAt),
          })),
        },
        {
          name: "kcs_inbox_files_waiting",
          help: "Files in the inbox that have not been taken yet",
          type: "gauge",
          values: [{ value: inbox()?.waiting() ?? 0 }],
        },
        webhooks.measure(),
      ];
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
