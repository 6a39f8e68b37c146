import type { Page } from "playwright-core";

/** Controls that nobody could ask for by name. */
export async function nameless(page: Page): Promise<readonly string[]> {
  return await page.evaluate<
    string[]
  >(`[...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary, progress")]
    .filter((element) => {
      const label = [...(element.labels ?? [])].map((each) => each.textContent).join("");
      return (element.getAttribute("aria-label") ?? (label || element.textContent)).trim() === "";
    })
    .map((element) => element.outerHTML)`);
}

/** Ids that stand twice. */
export async function doubleIds(page: Page): Promise<readonly string[]> {
  return await page.evaluate<string[]>(`(() => {
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    return ids.filter((id, at) => ids.indexOf(id) !== at);
  })()`);
}
