import { join } from "node:path";
import { PubSub } from "@google-cloud/pubsub";
import { type FunctionProcess, startFunctionProcess } from "../bundle/function-process.ts";
import { dispatch } from "./push-dispatcher.ts";

/** A step's function, in a process that is started again whenever it ends, and the subscriptions that push to it. */
export interface DeployedFunction {
  readonly address: () => string;
  /** Ends its process at once; another one is started, as Cloud Run does. */
  kill(): Promise<void>;
  /** Ends it with SIGTERM, and starts another one. */
  replace(environment?: Readonly<Record<string, string>>): Promise<number | NodeJS.Signals | null>;
  stop(): Promise<void>;
}

export interface Deployment {
  readonly step: string;
  /** The folder of its bundle. */
  readonly folder: string;
  readonly projectId: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly subscriptions: readonly string[];
  readonly deadLetterTopic: string;
  readonly concurrency: number;
  readonly attemptsMax: number;
  readonly authorization: () => string;
  readonly onLine: (line: string) => void;
  readonly onSettled: (messageId: string, isDeadLetter: boolean) => void;
  /** Of every push: its status, or 0 where there was no answer. */
  readonly onAnswer: (status: number) => void;
}

/** Nobody listens there: what is pushed to it fails at once, and is pushed again. */
const nowhere = "http://127.0.0.1:9/";

export async function deployFunction(deployment: Deployment): Promise<DeployedFunction> {
  const { step, folder, projectId, subscriptions, onLine } = deployment;
  let environment = deployment.environment;
  let stopping = false;
  let current: FunctionProcess | undefined;
  let starting = start();

  async function start(): Promise<FunctionProcess> {
    const process = await startFunctionProcess({ folder, target: step, environment, onLine });
    current = process;
    void keepRunning(process);
    return process;
  }

  async function keepRunning(process: FunctionProcess): Promise<void> {
    await process.ended;
    if (current !== process) return;
    current = undefined;
    if (stopping) return;
    starting = start();
    // Whoever waits for it is told.
    starting.catch(() => undefined);
  }

  await starting;
  const pubsub = new PubSub({ projectId });
  const push = dispatch(
    pubsub,
    {
      names: subscriptions,
      address: () => current?.address ?? nowhere,
      concurrency: deployment.concurrency,
      attemptsMax: deployment.attemptsMax,
      deadLetterTopic: deployment.deadLetterTopic,
      authorization: deployment.authorization,
      onAnswer: deployment.onAnswer,
    },
    deployment.onSettled,
  );
  const endBy = async (signal: NodeJS.Signals) => {
    const process = await starting;
    process.kill(signal);
    return await process.ended;
  };
  return {
    address: () => current?.address ?? nowhere,
    kill: async () => {
      await endBy("SIGKILL");
      await starting;
    },
    replace: async (changed = {}) => {
      environment = { ...environment, ...changed };
      const code = await endBy("SIGTERM");
      await starting;
      return code;
    },
    stop: async () => {
      stopping = true;
      await push.stop();
      await endBy("SIGTERM");
      await pubsub.close();
    },
  };
}

/** `node --import` of a clock that is ahead: hours pass for whoever is started with it. */
export function hoursLater(hours: number): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: `--import=${join(import.meta.dirname, "later.js")}`,
    CLOCK_AHEAD_MS: String(hours * 60 * 60 * 1000),
  };
}
