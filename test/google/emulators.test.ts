import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { temporaryFolder } from "../temporary-folder.ts";
import { findEmulators, firebaseArguments, firebaseConfig, startEmulators } from "./emulators.ts";

let root: string;
let firebase: string;
beforeEach(async () => {
  root = await temporaryFolder();
  firebase = join(root, "firebase");
});

function put(path: string, text = ""): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

const java = () => dirname(put("java/bin/java", "#!/bin/sh\nexit 0\n"));
const gcloud = () => {
  put("sdk/platform/cloud-firestore-emulator/cloud-firestore-emulator.jar");
  put("sdk/platform/pubsub-emulator/lib/cloud-pubsub-emulator-0.8.20-all.jar");
  return dirname(put("sdk/bin/gcloud"));
};
const tools = (text = "#!/bin/sh\nexit 0\n") => put("firebase/node_modules/.bin/firebase", text);
const pathOf = (...folders: readonly string[]) => folders.join(delimiter);

describe("the emulators", () => {
  it("are those of the Google Cloud CLI where it has them, whatever else there is", () => {
    tools();
    expect(findEmulators(pathOf(gcloud(), java()), { firebase })).toEqual({
      source: "gcloud",
      firestore: expect.stringContaining("cloud-firestore-emulator.jar"),
      pubsub: expect.stringContaining("cloud-pubsub-emulator-0.8.20-all.jar"),
    });
  });

  it("come through firebase-tools where it has not, or where they are wanted from there", () => {
    const command = tools();
    expect(findEmulators(java(), { firebase })).toEqual({ source: "firebase-tools", command });
    const path = pathOf(gcloud(), java());
    expect(findEmulators(path, { firebase, wanted: "firebase-tools" })).toEqual({ source: "firebase-tools", command });
  });

  it("are missed in a sentence that says what to do", () => {
    const sentence = /the Google Cloud CLI is not installed; firebase-tools is not installed: npm ci --prefix/;
    expect(findEmulators(java(), { firebase })).toMatch(sentence);
    put("sdk/platform/x");
    expect(findEmulators(pathOf(dirname(put("sdk/bin/gcloud")), java()), { firebase })).toMatch(
      /gcloud components install cloud-firestore-emulator; firebase-tools/,
    );
    tools();
    expect(findEmulators(pathOf(dirname(put("bare/nothing"))), { firebase })).toMatch(/^Java/);
    expect(findEmulators(java(), { firebase, wanted: "gcloud" })).toMatch(/firebase-tools is not wanted/);
  });

  it("of firebase-tools are asked for alone, on loopback, without an account", () => {
    const ports = { firestorePort: 1, pubsubPort: 2, hubPort: 3, loggingPort: 4 };
    const { emulators } = firebaseConfig(ports);
    const { ui, singleProjectMode, ...served } = emulators;
    expect([ui.enabled, singleProjectMode]).toEqual([false, false]);
    expect(Object.entries(served).map(([name, { host, port }]) => [name, host, port])).toEqual([
      ["firestore", "127.0.0.1", 1],
      ["pubsub", "127.0.0.1", 2],
      ["hub", "127.0.0.1", 3],
      ["logging", "127.0.0.1", 4],
    ]);
    expect(firebaseArguments("/x/firebase.json").join(" ")).toBe(
      "emulators:start --only firestore,pubsub --project demo-kcs --config /x/firebase.json",
    );
  });

  it("of firebase-tools are there once both ports of its configuration answer, and end with it", async () => {
    const command = tools(`#!${process.execPath}
const { readFileSync } = require("node:fs");
const { createServer } = require("node:net");
const { emulators } = JSON.parse(readFileSync(process.argv[process.argv.indexOf("--config") + 1], "utf8"));
for (const { port } of [emulators.firestore, emulators.pubsub]) createServer((socket) => socket.end()).listen(port, "127.0.0.1");
`);
    const started = await startEmulators({ source: "firebase-tools", command }, root);
    const { emulators } = JSON.parse(readFileSync(join(root, "firebase.json"), "utf8")) as ReturnType<
      typeof firebaseConfig
    >;
    expect(started.environment).toMatchObject({
      FIRESTORE_EMULATOR_HOST: `127.0.0.1:${emulators.firestore.port}`,
      PUBSUB_EMULATOR_HOST: `127.0.0.1:${emulators.pubsub.port}`,
    });
    await started.stop();
    const broken = tools("#!/bin/sh\necho it cannot be downloaded; exit 1\n");
    await expect(startEmulators({ source: "firebase-tools", command: broken }, root)).rejects.toThrow(
      /it cannot be downloaded/,
    );
  }, 60_000);
});

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`firebase/${name}`, import.meta.url), "utf8"));

describe("firebase-tools", () => {
  const Manifest = z.object({ dependencies: z.record(z.string(), z.string().regex(/^\d+\.\d+\.\d+$/)) });
  const Lock = z.object({
    packages: z.record(z.string(), z.object({ resolved: z.string().optional(), version: z.string().optional() })),
  });

  it("are a package of their own, of one exact version, and no part of what anybody else installs", () => {
    const { dependencies } = Manifest.parse(read("package.json"));
    const { packages } = Lock.parse(read("package-lock.json"));
    expect(Object.keys(dependencies)).toEqual(["firebase-tools"]);
    expect(packages["node_modules/firebase-tools"]?.version).toBe(dependencies["firebase-tools"]);
    expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
    expect(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")).not.toContain("firebase-tools");
  });
});
