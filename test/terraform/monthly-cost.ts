/** What one delivery takes, from a file dropped until its mail is accepted. */
export interface PerDelivery {
  readonly firestoreReads: number;
  readonly firestoreWrites: number;
  readonly messages: number;
  /** Of one message, with its attributes. */
  readonly messageBytes: number;
  /** Of the original and what is made of it. */
  readonly contentBytes: number;
  readonly mailBytes: number;
  readonly storageWrites: number;
  readonly storageReads: number;
  /** Of all steps together, as Cloud Run bills them: while a request is answered, at one CPU. */
  readonly cpuSeconds: number;
  readonly memoryGbSeconds: number;
  readonly spans: number;
}

/**
 * What the adapters count in `npm run test:google`, from the bucket to the mail; test/google/suites.test.ts holds this to
 * it. What is not counted there is that of a book of 1 MB.
 */
export const perDelivery: PerDelivery = {
  firestoreReads: 17,
  firestoreWrites: 14,
  messages: 5,
  // Counted are 743, and their attributes: a request is billed as 1,000 at least (https://cloud.google.com/pubsub/pricing).
  messageBytes: 1000,
  contentBytes: 2_000_000,
  mailBytes: 1_400_000,
  storageWrites: 6,
  storageReads: 8,
  cpuSeconds: 5,
  memoryGbSeconds: 5,
  spans: 100,
};

const daysPerMonth = 30;
const minutesPerMonth = daysPerMonth * 24 * 60;
const gb = 1e9;
const gib = 2 ** 30;
const tib = 2 ** 40;
/** Each message is taken by `project`, by one other step, and by the export to the journal's bucket. */
const takersPerMessage = 3;
/** What `poll` asks Firestore for once a minute: deliveries, feeds and digests. */
const readsPerPoll = 3;

/** One line of the bill, in US dollars a month. */
export interface CostLine {
  readonly what: string;
  readonly dollars: number;
}

/** Of an amount, what lies beyond the free one, at a price. */
const beyond = (free: number, amount: number, price: number) => Math.max(0, amount - free) * price;

/**
 * What a number of deliveries costs in its first month. List prices of europe-west1 and free amounts, as of May 2026,
 * without tax: https://cloud.google.com/pricing/list. Storage goes on costing for as long as the content is kept.
 */
export function monthlyCost(deliveries: number, each: PerDelivery = perDelivery): readonly CostLine[] {
  const reads = deliveries * each.firestoreReads + minutesPerMonth * readsPerPoll;
  const messages = deliveries * each.messages;
  const requests = messages * (takersPerMessage - 1) + minutesPerMonth + deliveries * 2;
  const contentGb = (deliveries * each.contentBytes) / gb;
  return [
    {
      what: "Firestore: reads, writes",
      dollars:
        beyond(50_000 * daysPerMonth, reads, 0.03 / 100_000) +
        beyond(20_000 * daysPerMonth, deliveries * each.firestoreWrites, 0.09 / 100_000),
    },
    {
      what: "Pub/Sub: messages, the export of the journal",
      dollars:
        beyond(10 * gib, messages * takersPerMessage * each.messageBytes, 40 / tib) +
        (messages * each.messageBytes * 50) / tib,
    },
    {
      what: "Cloud Run: CPU, memory, requests",
      dollars:
        beyond(180_000, deliveries * each.cpuSeconds + minutesPerMonth * 0.2, 0.000024) +
        beyond(360_000, deliveries * each.memoryGbSeconds + minutesPerMonth * 0.1, 0.0000025) +
        beyond(2_000_000, requests, 0.4 / 1_000_000),
    },
    {
      what: "Cloud Storage: what is kept, requests",
      dollars: contentGb * 0.02 + deliveries * (each.storageWrites * 0.000005 + each.storageReads * 0.0000004),
    },
    { what: "Mail on its way out", dollars: ((deliveries * each.mailBytes) / gib) * 0.12 },
    { what: "Traces", dollars: beyond(2_500_000, deliveries * each.spans, 0.2 / 1_000_000) },
    { what: "Images of the functions, secrets", dollars: 0.2 },
  ];
}

/** The table of the README: `node test/terraform/print-cost.ts`. */
export function costTable(amounts: readonly number[]): string {
  const columns = amounts.map((deliveries) => monthlyCost(deliveries));
  const lines = (columns[0] ?? []).map(({ what }, place) => [
    what,
    ...columns.map((column) => dollars(column[place]?.dollars ?? 0)),
  ]);
  const sums = columns.map((column) => dollars(column.reduce((sum, line) => sum + line.dollars, 0)));
  const heads = amounts.map((deliveries) => `${deliveries.toLocaleString("en")} deliveries`);
  return [["US dollars a month", ...heads], ["---", ...heads.map(() => "---:")], ...lines, ["**together**", ...sums]]
    .map((cells) => `| ${cells.join(" | ")} |\n`)
    .join("");
}

function dollars(amount: number): string {
  return amount.toFixed(2);
}
