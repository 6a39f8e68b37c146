import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { progressView } from "../../../functions/api/books/progress-view.ts";
import { WorkDone } from "../../../shared/ports/progress.ts";
import { type ApiKit, openApiKit } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

const page = async (path: string) => await (await kit.ask(path, { headers: { accept: "text/html" } })).text();

describe("a book whose document is being made", () => {
  it("says how far that is, alone and in the library, for as long as it goes on", async () => {
    const id = await kit.addBook({ title: "Emma" });
    const progress = { phase: "pictures", done: 1, of: 2, share: 0.3, words: "Preparing pictures: 1 of 2" };
    kit.ports.progress.tell("home", id, { phase: "pictures", done: 1, of: 2 });
    expect(await kit.json(`/api/books/${id}`)).toMatchObject({ id, progress });
    expect(await kit.json("/api/books")).toMatchObject({ items: [{ id, progress }] });
    kit.ports.progress.tell("home", id, undefined);
    expect(await kit.json(`/api/books/${id}`)).not.toHaveProperty("progress");
  });

  it("shows it as a bar with words, on its tile and on its page", async () => {
    const id = await kit.addBook({ title: "Emma" });
    kit.ports.progress.tell("home", id, { phase: "reading", done: 30, of: 60 });
    for (const shown of [await page("/"), await page(`/book/${id}`)]) {
      const [bar = ""] = new RegExp(`<p class="progress" id="progress-${id}">.*?</p>`, "s").exec(shown) ?? [];
      expect(bar).toMatch(/role="progressbar".*aria-valuenow="30".*aria-valuetext="Reading: 30 of 60".*value="30"/s);
      expect(bar).toContain('<span class="progress-words" aria-hidden="true">Reading: 30 of 60</span>');
    }
    kit.ports.progress.tell("home", id, undefined);
    expect(await page(`/book/${id}`)).toMatch(new RegExp(`id="progress-${id}"[^>]* hidden`));
  });
});

describe("how far the whole is", () => {
  const inOrder = WorkDone.shape.phase.options;

  it("is a share between nothing and all, whatever was counted, and says so in words", () => {
    const work = fc.record(
      { phase: fc.constantFrom(...inOrder), done: fc.nat(), of: fc.integer({ min: 1 }) },
      { requiredKeys: ["phase"] },
    );
    fc.assert(
      fc.property(work, (one) => {
        const { share, words } = progressView(WorkDone.parse(one));
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(words).toMatch(/^[A-Z]/);
      }),
    );
  });

  it("goes forward from phase to phase", () => {
    const steps = inOrder.flatMap((phase) => [0, 1, 2].map((done) => progressView({ phase, done, of: 2 }).share));
    const withoutPictures = steps.filter((_, at) => at < 3 || at >= 6);
    expect(withoutPictures).toEqual(withoutPictures.toSorted((a, b) => a - b));
  });
});
