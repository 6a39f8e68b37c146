/** So long after the last letter the next times are looked up. */
const typingMs = 200;

/** Shows when a schedule strikes next as it is being changed: the server draws the form, of which the outcome is shown. */
export function showScheduleWhileTyping() {
  let timer;
  let asked = 0;
  document.addEventListener("input", (event) => {
    const schedule = event.target.closest?.("#schedule");
    if (schedule === null || schedule === undefined) return;
    clearTimeout(timer);
    asked += 1;
    const number = asked;
    timer = setTimeout(() => void look(schedule.closest("form"), () => number === asked), typingMs);
  });
}

/** @param isWanted false once something newer has been asked for */
async function look(form, isWanted) {
  const fields = new URLSearchParams();
  const mine = ["kind", "time", "weekday", "cron", "timeZone", "quietDays"];
  for (const [name, value] of new FormData(form)) if (mine.includes(name)) fields.append(name, value);
  try {
    const response = await fetch("/page/digests/look", {
      method: "POST",
      headers: { accept: "text/html" },
      body: fields,
    });
    if (!response.ok || !isWanted()) return;
    const drawn = new DOMParser().parseFromString(await response.text(), "text/html");
    const outcome = drawn.getElementById("schedule-outcome");
    const present = document.getElementById("schedule-outcome");
    if (outcome !== null) present?.replaceChildren(...outcome.childNodes);
  } catch {
    // The times shown are those of before; saving tells whether the server can be reached.
  }
}
