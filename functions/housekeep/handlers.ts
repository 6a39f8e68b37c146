import { accountErasureRequested } from "../../events/account-erasure-requested.ts";
import { type Handler, when } from "../../shared/triggers/handle-event.ts";
import { eraseAccount } from "./erase-account.ts";
import type { HousekeepPorts } from "./housekeep-ports.ts";

/** What wakes the step besides the clock, and what it does then. */
export function housekeepHandlers(ports: HousekeepPorts): readonly Handler[] {
  return [when(accountErasureRequested, (requested) => eraseAccount(requested, ports))];
}
