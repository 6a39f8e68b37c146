import { expect, it } from "@jest/globals";
import { until } from "../pipeline/server-process.ts";
import { smallBook } from "../pipeline/small-books.ts";
import { addDevice, everyItem, type PipelineWorld } from "./pipeline-world.ts";

const within = (what: string) => ({ withinMs: 90_000, what });
const lists = ["books", "devices", "deliveries", "feeds", "digests", "editions", "tokens"];

/** The housekeeping as Scheduler asks for it, and the end of an account. The last of all: nothing is left after it. */
export function sealedAndErased(world: () => PipelineWorld): void {
  it("has what happened sealed by the day's tick, and an account erased when its owner asks", async () => {
    const { cloud } = world();
    const nameNow = async () => (await cloud.ask<{ account: string }>("/api/account")).account;
    const account = await nameNow();
    await addDevice(world(), "erased@kindle.com");
    const { name, content } = smallBook(20_000);
    cloud.drop(name, content);
    await until(
      () => everyItem<{ status: string }>(cloud, "/api/books"),
      (books) => books.length > 0 && books.every(({ status }) => status !== "received"),
      within("a book that is ready"),
    );
    await cloud.settle();
    expect(await cloud.tick("housekeep")).toBe(204);
    await cloud.settle();
    expect(cloud.storage.names(`${account}/`, "content").length).toBeGreaterThan(0);

    const body = JSON.stringify({ erase: account });
    const asked = { method: "DELETE", headers: { "content-type": "application/json" }, body };
    expect(await cloud.ask("/api/account", asked)).toEqual({ id: account });
    await until(nameNow, (present) => present === `${account}-2`, within("another name"));
    await cloud.settle();
    for (const list of lists) expect([list, await everyItem(cloud, `/api/${list}`)]).toEqual([list, []]);
    expect(cloud.storage.names(`${account}/`, "content")).toEqual([]);

    // What was dropped before is a new book, for nobody's device.
    cloud.drop(name, content);
    await until(
      () => everyItem<{ status: string }>(cloud, "/api/books"),
      ([book]) => book?.status === "ready",
      within("the book of the new account"),
    );
    expect(await cloud.tick("housekeep")).toBe(204);
    await cloud.settle();
    expect(cloud.storage.names(`${account}/`, "content")).toEqual([]);
    expect(cloud.storage.names(`${account}-2/`, "content").length).toBeGreaterThan(1);
    expect(cloud.deadLetters()).toBe(0);
  }, 300_000);
}
