import { accountErased } from "../../events/account-erased.ts";
import { feedDue } from "../../events/feed-due.ts";
import { feedPushed } from "../../events/feed-pushed.ts";
import { feedSubscribed } from "../../events/feed-subscribed.ts";
import { feedUnsubscribed } from "../../events/feed-unsubscribed.ts";
import { type Handler, when } from "../../shared/triggers/handle-event.ts";
import { fetchFeed } from "./fetch-feed.ts";
import type { FetchPorts } from "./fetch-ports.ts";
import { forgetAccount } from "./forget-account.ts";
import { noteSubscribed, noteUnsubscribed } from "./note-subscription.ts";
import { takePushed } from "./websub/take-pushed.ts";

/** What wakes the step, and what it does then. */
export function fetchHandlers(ports: FetchPorts): readonly Handler[] {
  return [
    when(feedSubscribed, (subscribed) => noteSubscribed(subscribed, ports)),
    when(feedUnsubscribed, (unsubscribed) => noteUnsubscribed(unsubscribed, ports)),
    when(feedDue, (due) => fetchFeed(due, ports)),
    when(accountErased, (erased) => forgetAccount(erased, ports)),
    when(feedPushed, (pushed) => takePushed(pushed, ports)),
  ];
}
