import { expect, it } from "@jest/globals";
import type { StepName } from "../../events/define-event.ts";
import { until } from "../pipeline/server-process.ts";
import { smallBook } from "../pipeline/small-books.ts";
import type { Behaviour } from "../sendgrid-server.ts";
import { type DeliveryShown, type PipelineWorld, untilListed } from "./pipeline-world.ts";

const firstBook = 20_000;
/** Dropped while every function is told to stop. */
const books = 6;
/** What a push is answered that has been done, and what one is that nobody has answered: it comes again. */
const done = 204;
const noAnswer = 0;

/** Deployments replace functions at any time, and with them whatever they have begun. */
export function toldToStop(world: () => PipelineWorld): void {
  it("has what is under way finished or given back when functions are told to stop, and nothing answered falsely", async () => {
    const { cloud, carrier } = world();
    const mailsBefore = carrier.accepted().length;
    const answersBefore = cloud.answers.length;
    const linesBefore = cloud.lines.length;
    const asked = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<Behaviour>();
    carrier.behave = () => {
      asked.resolve();
      return gate.promise;
    };
    const drop = (number: number) => {
      const { name, content } = smallBook(firstBook + number);
      cloud.drop(name, content);
    };
    drop(0);
    await asked.promise;
    // The mail is with the carrier, and its sender is told to stop.
    const stopped = cloud.functions.get("deliver")?.replace();
    const lines = () => cloud.lines.slice(linesBefore).map((line) => JSON.stringify(line));
    const said = (text: string) => lines().filter((line) => line.includes(text)).length;
    const within = { withinMs: 60_000, what: "deliver to be told" };
    await until(
      async () => said("function.stopping"),
      (times) => times > 0,
      within,
    );
    gate.resolve({ kind: "accept" });
    expect(await stopped).toBe(0);
    const answersOf = (step: StepName) =>
      cloud.answers.slice(answersBefore).filter((answer) => answer.step === step && answer.status !== noAnswer);
    expect(answersOf("deliver").map(({ status }) => status)).toContain(done);
    expect(carrier.accepted().length).toBe(mailsBefore + 1);

    for (let number = 1; number <= books; number += 1) {
      drop(number);
      // One after the other, while the books are on their way through all of them.
      const step = (["ingest", "format", "deliver", "project", "ingest", "format"] as const)[number - 1] ?? "deliver";
      expect(await cloud.functions.get(step)?.replace()).toBe(0);
    }
    const titles = Array.from({ length: books + 1 }, (_, number) => smallBook(firstBook + number).title);
    const ofThese = (all: readonly DeliveryShown[]) => all.filter(({ title }) => titles.includes(title));
    const sent = (all: readonly DeliveryShown[]) => ofThese(all).filter(({ status }) => status === "sent");
    await untilListed<DeliveryShown>(cloud, "/api/deliveries", (all) => sent(all).length === titles.length, {
      withinMs: 120_000,
      what: "all books to be sent",
    });
    const subjects = carrier.accepted().slice(mailsBefore);
    expect(subjects.map(({ subject }) => subject).toSorted()).toEqual(titles.toSorted());
    await cloud.settle();
    const statuses = cloud.answers.slice(answersBefore).map(({ status }) => status);
    const counts = Object.entries(Object.groupBy(statuses, String)).map(
      ([status, some = []]) => `${some.length} x ${status}`,
    );
    process.stdout.write(
      `${titles.length} deliveries while ${books + 1} functions were told to stop: ${subjects.length} mails accepted; pushes answered ${counts.join(", ")} (0: not at all); ${said("function.stopped-early")} functions did not get done in time\n`,
    );
    // A no is a step's own, which it has written down: none comes of being told to stop.
    expect(statuses.filter((status) => status !== done && status !== noAnswer && status !== 500)).toEqual([]);
    expect(statuses.filter((status) => status === 500).length).toBe(said('"delivery.failed"'));
    expect(cloud.deadLetters()).toBe(0);
    carrier.behave = () => ({ kind: "accept" });
  }, 300_000);
}
