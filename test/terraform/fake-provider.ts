import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type handleUnaryCall, Server, ServerCredentials } from "@grpc/grpc-js";
import * as protoLoader from "@grpc/proto-loader";
import { decode, ExtensionCodec, encode } from "@msgpack/msgpack";
import { type Answer, fillIn, unknown, type Values } from "./fill-in.ts";
import type { Block, ProviderSchema } from "./provider-schema.ts";
import { wireSchema } from "./wire-schema.ts";

interface DynamicValue {
  readonly msgpack: Uint8Array;
}
interface Request {
  readonly typeName: string;
  readonly config?: DynamicValue;
  readonly rawState?: { readonly json: Uint8Array };
  readonly currentState?: DynamicValue;
  readonly priorState?: DynamicValue;
  readonly proposedNewState?: DynamicValue;
  readonly plannedState?: DynamicValue;
}
export interface FakeProviderOptions {
  /** What the real provider would answer, by type: `google_pubsub_topic`, `data.google_project`. The rest is made up. */
  readonly answers: Readonly<Record<string, Answer>>;
  /**
   * Whether a plan already has the answers that only an apply would bring. One that has not is as the real one: it shows
   * what may not depend on such an answer. One that has shows what belongs together.
   */
  readonly plansKnow: () => boolean;
}

/**
 * A provider that has a schema and nothing else: no account, no network. Terraform attaches to it by way of
 * `environment`.
 */
export async function startFakeProvider(
  schema: ProviderSchema,
  { answers, plansKnow }: FakeProviderOptions,
): Promise<{ readonly environment: Readonly<Record<string, string>>; stop(): Promise<void> }> {
  const answer = wireSchema(schema);
  const resource = (type: string): Block => schema.resources[type] ?? { attributes: {}, blocks: {} };
  const data = (type: string): Block => schema.data[type] ?? { attributes: {}, blocks: {} };
  const made = (type: string, block: Block, value: Values | null) =>
    fillIn(block, value, { with: "answers", answer: answers[type] ?? (() => undefined) });

  const calls: Readonly<Record<string, (request: Request) => object>> = {
    GetSchema: () => answer,
    PrepareProviderConfig: ({ config }) => ({ preparedConfig: config }),
    ValidateResourceTypeConfig: () => ({}),
    ValidateDataSourceConfig: () => ({}),
    Configure: () => ({}),
    UpgradeResourceState: ({ rawState }) => ({
      state: write(JSON.parse(Buffer.from(rawState?.json ?? "null").toString("utf8"))),
    }),
    ReadResource: ({ currentState }) => ({ state: currentState }),
    PlanResourceChange: ({ typeName, priorState, proposedNewState }) => {
      const [block, proposed] = [resource(typeName), read(proposedNewState)];
      if (read(priorState) !== null) return { plannedState: write(proposed) };
      if (plansKnow()) return { plannedState: write(made(typeName, block, proposed)) };
      return { plannedState: write(fillIn(block, proposed, { with: "unknown" })) };
    },
    ApplyResourceChange: ({ typeName, plannedState }) => ({
      newState: write(made(typeName, resource(typeName), read(plannedState))),
    }),
    ReadDataSource: ({ typeName, config }) => ({
      state: write(made(`data.${typeName}`, data(typeName), read(config))),
    }),
    Stop: () => ({}),
  };

  const socket = join(tmpdir(), `kcs-provider-${randomUUID().slice(0, 8)}.sock`);
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  const definition = protoLoader.loadSync(join(import.meta.dirname, "plugin-protocol.proto"));
  const service = definition["tfplugin5.Provider"] as Parameters<Server["addService"]>[0];
  server.addService(
    service,
    Object.fromEntries(
      Object.entries(calls).map(([name, call]): [string, handleUnaryCall<Request, object>] => [
        name,
        ({ request }, done) => done(null, call(request)),
      ]),
    ),
  );
  await promisify(server.bindAsync.bind(server))(`unix:${socket}`, ServerCredentials.createInsecure());
  const attach = {
    Protocol: "grpc",
    ProtocolVersion: 5,
    Pid: process.pid,
    // It goes on when Terraform ends.
    Test: true,
    Addr: { Network: "unix", String: socket },
  };
  return {
    environment: { TF_REATTACH_PROVIDERS: JSON.stringify({ "registry.terraform.io/hashicorp/google": attach }) },
    stop: async () => {
      server.forceShutdown();
      await rm(socket, { force: true });
    },
  };
}

const codec = new ExtensionCodec();
const unknownBytes = new Uint8Array([0]);
codec.register({ type: 0, encode: (value) => (value === unknown ? unknownBytes : null), decode: () => unknown });

function read(value: DynamicValue | undefined): Values | null {
  return value === undefined ? null : (decode(value.msgpack, { extensionCodec: codec }) as Values | null);
}

function write(value: unknown): DynamicValue {
  return { msgpack: encode(value, { extensionCodec: codec }) };
}
