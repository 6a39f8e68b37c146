import type { AcceptedMail, Behaviour, PlannedEvents } from "../sendgrid-server.ts";

/** What a carrier that cannot be trusted does instead of accepting a mail and saying so, in turn. */
const troubles: readonly Behaviour[] = [
  // Longer than its sender waits for an answer: the slowest first, for as many of them as there are places to wait in.
  { kind: "accept, then drip", everyMs: 500 },
  { kind: "accept, then hang up" },
  { kind: "refuse", status: 429, headers: { "retry-after": "1" } },
  { kind: "accept, then answer", status: 500 },
  { kind: "refuse", status: 503 },
  { kind: "hang up" },
];
const dripsMax = 2;
const troubleShare = 0.25;

/** How the carrier tells of a mail that it has accepted. */
const tellings = ["once", "twice", "out of order", "late", "never"] as const;
type Telling = (typeof tellings)[number];

/** A carrier's whims, from a seed. */
export function unreliableCarrier(random: () => number) {
  const counts = new Map<string, number>();
  const late = new Set<string>();
  let next = 0;
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const trouble = (): Behaviour => {
    const behaviour = troubles[next++ % troubles.length];
    const isOneDripTooMany = behaviour?.kind === "accept, then drip" && next > dripsMax * troubles.length;
    return behaviour === undefined || isOneDripTooMany ? trouble() : behaviour;
  };
  return {
    behave: (): Behaviour => {
      if (random() >= troubleShare) return { kind: "accept" };
      const behaviour = trouble();
      count("status" in behaviour ? `${behaviour.kind} ${behaviour.status}` : behaviour.kind);
      return behaviour;
    },
    plan: (mail: AcceptedMail): readonly PlannedEvents[] => {
      const telling = tellings[Math.floor(random() * tellings.length)] ?? "never";
      count(`told ${telling}`);
      if (telling === "late") late.add(mail.deliveryId);
      return plans[telling];
    },
    /** Of which deliveries it is to tell only when everybody has given up. */
    late,
    counts: (): string => [...counts].map(([what, times]) => `${times} x ${what}`).join(", "),
  };
}

const plans: Readonly<Record<Telling, readonly PlannedEvents[]>> = {
  once: [{ kinds: ["processed", "delivered"], afterMs: 0 }],
  twice: [{ kinds: ["processed", "delivered"], afterMs: 0, times: 2 }],
  "out of order": [
    { kinds: ["delivered", "deferred"], afterMs: 0 },
    { kinds: ["processed"], afterMs: 300 },
  ],
  // By the test, at the end of all.
  late: [],
  never: [],
};
