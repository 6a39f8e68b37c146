import type { Mail, MailAnswer, OutgoingMail } from "../../shared/ports/mail.ts";
import type { Process, Processes } from "./processes.ts";
import type { Random } from "./random.ts";

/** The carrier, and the only one who knows what was really accepted. */
export interface Provider {
  mailFor(process: Process): Mail;
  /** Every message that was accepted, in order: `<deliveryId>.<attempt>`. */
  readonly accepted: readonly string[];
  acceptedOf(deliveryId: string): number;
  /**
   * How many mails of a delivery were ever on their way, or through, while nobody could know of any of them that it was
   * not accepted: how often it might have arrived, had luck been bad.
   */
  risksOf(deliveryId: string): number;
  /** The same, now. */
  openRisksOf(deliveryId: string): number;
  /** When the longest-running conversation of a living process must have ended, or `Infinity`. */
  deadline(): number;
  /** What a crash leaves on the wire may arrive all the same, now or later. */
  land(): void;
}

export interface ProviderTraits {
  readonly evidenceWithinMs: number;
  /** Whether it can be asked what became of a delivery. */
  readonly canBeAsked: boolean;
  /** Probabilities of what becomes of a mail; what remains is accepted and says so. */
  readonly busy: number;
  readonly refuses: number;
  readonly acceptsSilently: number;
  readonly losesSilently: number;
}

/** The longest that an adapter of ours takes for one mail. */
const conversationMsMax = 600_000;

type Fate = "accepts" | "busy" | "refuses" | "accepts silently" | "accepts late" | "loses silently";
interface Flight {
  readonly message: string;
  readonly deliveryId: string;
  readonly process: Process;
  readonly startedAt: number;
  readonly accepts: boolean;
  arrived: boolean;
  ended: boolean;
  /** Somebody has been told that it was not accepted. */
  disproven: boolean;
}

export interface ProviderWatcher {
  /** Told of every mail when it is given to the carrier, whatever becomes of it. */
  readonly onSend: (deliveryId: string) => void;
  /** Told of every mail when it is accepted: `<deliveryId>.<attempt>`. */
  readonly onAccept: (message: string) => void;
}

export function provider(
  traits: ProviderTraits,
  all: Processes,
  random: Random,
  now: () => number,
  { onSend, onAccept }: ProviderWatcher,
): Provider {
  const accepted: string[] = [];
  const flights: Flight[] = [];
  const risks = new Map<string, number>();
  const arrive = (flight: Flight) => {
    if (flight.arrived) return;
    flight.arrived = true;
    if (!flight.accepts) return;
    accepted.push(flight.message);
    onAccept(flight.message);
  };
  const acceptedOf = (deliveryId: string) => accepted.filter((one) => one.startsWith(`${deliveryId}.`)).length;

  const openRisksOf = (deliveryId: string) =>
    flights.filter((flight) => flight.deliveryId === deliveryId && !flight.disproven).length;

  const send = async (process: Process, mail: OutgoingMail): Promise<MailAnswer> => {
    const fate = fateOf(traits, random, all.weather.failsAfter > 0);
    const [message = ""] = mail.messageId.split("@");
    const flight: Flight = {
      message,
      deliveryId: mail.deliveryId,
      process,
      startedAt: now(),
      accepts: fate === "accepts" || fate.startsWith("accepts "),
      arrived: false,
      ended: false,
      disproven: false,
    };
    onSend(mail.deliveryId);
    flights.push(flight);
    risks.set(mail.deliveryId, Math.max(openRisksOf(mail.deliveryId), risks.get(mail.deliveryId) ?? 0));
    await all.turn(process);
    if (fate !== "accepts late") arrive(flight);
    await all.turn(process);
    flight.ended = true;
    flight.disproven = answers[fate].outcome === "not-accepted";
    return answers[fate];
  };

  return {
    accepted,
    acceptedOf,
    risksOf: (deliveryId) => risks.get(deliveryId) ?? 0,
    openRisksOf,
    mailFor: (process) => ({
      messageBytesMax: 1000,
      evidenceWithinMs: traits.evidenceWithinMs,
      bytesOf: async () => 100,
      send: (mail) => send(process, mail),
      lookUp: (deliveryId) =>
        all.call(process, () => {
          if (!traits.canBeAsked) return "unknown";
          if (acceptedOf(deliveryId) > 0) return "accepted";
          const ofIt = flights.filter((flight) => flight.deliveryId === deliveryId);
          if (ofIt.some(({ arrived }) => !arrived)) return "unknown";
          for (const flight of ofIt) flight.disproven = true;
          return "not-accepted";
        }),
    }),
    deadline: () =>
      Math.min(
        ...flights.filter(({ ended, process }) => !ended && process.alive).map(({ startedAt }) => startedAt),
        Number.POSITIVE_INFINITY,
      ) + conversationMsMax,
    land: () => {
      for (const flight of flights) if (flight.ended || !flight.process.alive) arrive(flight);
    },
  };
}

const answers: Readonly<Record<Fate, MailAnswer>> = {
  accepts: { outcome: "accepted" },
  busy: { outcome: "not-accepted", permanent: false, code: "mail/busy", reason: "Later." },
  refuses: { outcome: "not-accepted", permanent: true, code: "mail/refused", reason: "Never." },
  "accepts silently": { outcome: "unknown", code: "mail/no-answer", reason: "Nobody knows." },
  "accepts late": { outcome: "unknown", code: "mail/no-answer", reason: "Nobody knows." },
  "loses silently": { outcome: "unknown", code: "mail/no-answer", reason: "Nobody knows." },
};

function fateOf(traits: ProviderTraits, random: Random, stormy: boolean): Fate {
  if (!stormy) return "accepts";
  let left = random.fraction();
  for (const [fate, probability] of [
    ["busy", traits.busy],
    ["refuses", traits.refuses],
    ["accepts silently", traits.acceptsSilently / 2],
    ["accepts late", traits.acceptsSilently / 2],
    ["loses silently", traits.losesSilently],
  ] as const) {
    if (left < probability) return fate;
    left -= probability;
  }
  return "accepts";
}
