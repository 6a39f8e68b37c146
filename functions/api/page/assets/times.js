/** Shows every time in the reader's own zone and language. */
export function localiseTimes(root = document) {
  for (const element of root.querySelectorAll("time[datetime]")) {
    const at = new Date(element.getAttribute("datetime") ?? "");
    if (Number.isNaN(at.getTime())) continue;
    element.textContent = at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    element.title = at.toLocaleString(undefined, { dateStyle: "full", timeStyle: "long" });
  }
}
