import { type UndiciWebOptions, undiciWeb } from "../../../../shared/adapters/web/undici-web.ts";
import type { WebAnswer, WebAnswered } from "../../../../shared/ports/web.ts";
import { systemRandomness } from "../../../../shared/system-clock.ts";
import type { ScriptedServer } from "../../../local-web/scripted-server.ts";
import { virtualTime } from "../../../virtual-time.ts";

/** No pause between requests: for tests of something else. */
export const noPausesMs = { feed: 0, page: 0, picture: 0, robots: 0, hub: 0 } as const;

/** The guarded door to scripted servers, on time that the test moves. */
export function webTo(servers: readonly ScriptedServer[], options: Partial<UndiciWebOptions> = {}) {
  const time = virtualTime();
  const web = undiciWeb({
    asker: { version: "1.2.3", contact: "https://reader.example/about" },
    allow: servers.map(({ hostAndPort }) => hostAndPort),
    clock: time,
    timers: time,
    randomness: systemRandomness,
    pausesMs: noPausesMs,
    ...options,
  });
  return { web, time };
}

/** An answer that a server gave; anything else fails the test, with what it was. */
export function answered(answer: WebAnswer): WebAnswered {
  if (answer.outcome !== "answered") throw new Error(`It was ${JSON.stringify(answer)}`);
  return answer;
}

export function textOf({ body }: Pick<WebAnswered, "body">): string {
  return Buffer.from(body).toString();
}

/** What an answer that is none says, without the sentence. */
export function codeOf(answer: WebAnswer): string {
  return "code" in answer ? `${answer.outcome} ${answer.code}` : answer.outcome;
}
