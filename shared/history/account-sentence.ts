import type { AccountErased } from "../../events/account-erased.ts";
import type { AccountErasureRequested } from "../../events/account-erasure-requested.ts";
import type { JournalSealed } from "../../events/journal-sealed.ts";

/** What an event says that is about an account as a whole. */
export function accountSentence(event: AccountErasureRequested | AccountErased | JournalSealed): string {
  switch (event.name) {
    case "account.erasure-requested":
      return "You asked for everything of this account to be erased.";
    case "account.erased":
      return "Everything of this account was erased.";
    case "journal.sealed": {
      const count = event.data.to.events - event.data.from.events;
      return `${count === 1 ? "One event was" : `${count} events were`} sealed: nobody can change what they say unnoticed.`;
    }
  }
}
