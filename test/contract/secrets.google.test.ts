import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { secretManagerSecrets, valueForMs } from "../../shared/adapters/google/secret-manager-secrets.ts";
import { makeSecrets } from "../google/real-project.ts";
import { type SecretsServer, startSecrets } from "../google/secrets-server.ts";
import { type RealProject, realProject } from "../google/target.ts";
import { secretsContract } from "./secrets.contract.ts";

let server: SecretsServer;
beforeAll(async () => {
  server = await startSecrets();
});
afterAll(() => server.close());

const install = () => {
  const projectId = `test-${randomUUID().slice(0, 18)}`;
  let now = 0;
  const clock = { now: () => new Date(now) };
  return {
    secret: (name: string) => `projects/${projectId}/secrets/kcs-${name}`,
    open: () => secretManagerSecrets({ projectId, prefix: "kcs", host: server.host }, clock),
    letPass: (ms: number) => {
      now += ms;
    },
  };
};

/** In a project that there is, with its own secrets: whoever runs the suites removes them. */
const installIn = async (project: RealProject) => {
  const prefix = `${project.prefix}-${randomUUID().slice(0, 18)}`;
  await makeSecrets(project, prefix);
  const { projectId } = project;
  return { open: () => secretManagerSecrets({ projectId, prefix }, { now: () => new Date() }) };
};

const project = realProject(process.env);
// Whoever runs the suites says that these are left out.
const itOnStandIn = project === undefined ? it : it.skip;

// Google has no emulator of Secret Manager. The stand-in is ours, and has no permissions: that a function may read its own
// secrets and no others is for Terraform's policy tests to show.
secretsContract("secretManagerSecrets", async () => (project === undefined ? install() : await installIn(project)));

describe("the secrets of Secret Manager", () => {
  itOnStandIn("are asked for once in each process, and are the first version for ever", async () => {
    const installation = install();
    const before = server.accesses();
    const secrets = installation.open();
    const key = await secrets.key("delivery");
    server.add(installation.secret("delivery"), new Uint8Array(32));
    const asked = server.accesses();
    expect(asked - before).toBe(2);
    expect(await secrets.key("delivery")).toEqual(key);
    expect(server.accesses()).toBe(asked);
    expect(await installation.open().key("delivery")).toEqual(key);
  });

  itOnStandIn("are refused where somebody has put another length there", async () => {
    const installation = install();
    server.add(installation.secret("seal"), new Uint8Array(31));
    await expect(installation.open().key("seal")).rejects.toThrow("has 31 bytes instead of 32");
  });

  itOnStandIn("are asked for again where the first time failed", async () => {
    const secrets = install().open();
    server.setWell(false);
    await expect(secrets.key("session")).rejects.toThrow();
    server.setWell(true);
    expect(await secrets.key("session")).toHaveLength(32);
  });

  itOnStandIn("that an owner replaces are used within five minutes, and asked for no sooner", async () => {
    const installation = install();
    const secrets = installation.open();
    await expect(secrets.current("sendgrid")).rejects.toThrow("has no version: add one");
    server.add(installation.secret("sendgrid"), Buffer.from("first\n"));
    expect(await Promise.all([secrets.current("sendgrid"), secrets.current("sendgrid")])).toEqual(["first", "first"]);
    server.add(installation.secret("sendgrid"), Buffer.from("second"));
    const asked = server.accesses();
    installation.letPass(valueForMs - 1);
    expect(await secrets.current("sendgrid")).toBe("first");
    expect(server.accesses()).toBe(asked);
    installation.letPass(1);
    expect(await secrets.current("sendgrid")).toBe("second");
  });

  itOnStandIn("that an owner replaces stay in use while nobody can be asked", async () => {
    const installation = install();
    const secrets = installation.open();
    server.add(installation.secret("sendgrid"), Buffer.from("first"));
    await secrets.current("sendgrid");
    installation.letPass(valueForMs);
    server.setWell(false);
    expect(await secrets.current("sendgrid")).toBe("first");
    server.setWell(true);
    server.add(installation.secret("sendgrid"), Buffer.from("second"));
    expect(await secrets.current("sendgrid")).toBe("second");
  });
});
