import type { Measure } from "../../shared/ports/vitals.ts";

export type Webhook = "events" | "inbound";

/** How often what became of what was posted here, since the process began. */
export interface WebhookCounts {
  count(webhook: Webhook, outcome: string): void;
  measure(): Measure;
}

export function webhookCounts(): WebhookCounts {
  const counts = new Map<string, { webhook: Webhook; outcome: string; value: number }>();
  return {
    count: (webhook, outcome) => {
      const key = `${webhook} ${outcome}`;
      const value = (counts.get(key)?.value ?? 0) + 1;
      counts.set(key, { webhook, outcome, value });
    },
    measure: () => ({
      name: "kcs_webhook_reports_total",
      help: "What mail webhooks were told, and what became of it",
      type: "counter",
      values: [...counts.values()].map(({ webhook, outcome, value }) => ({ labels: { webhook, outcome }, value })),
    }),
  };
}
