import { accountErased } from "../../events/account-erased.ts";
import { digestChanged } from "../../events/digest-changed.ts";
import { digestDefined } from "../../events/digest-defined.ts";
import { digestDue } from "../../events/digest-due.ts";
import { digestRemoved } from "../../events/digest-removed.ts";
import { type Handler, when } from "../../shared/triggers/handle-event.ts";
import { compileEdition } from "./compile-edition.ts";
import type { DigestPorts } from "./digest-ports.ts";
import { forgetAccount } from "./forget-account.ts";
import { keepSchedule } from "./keep-schedule.ts";

/** What wakes the step, and what it does then. */
export function digestHandlers(ports: DigestPorts): readonly Handler[] {
  return [
    when(digestDefined, (event) => keepSchedule(event, ports)),
    when(digestChanged, (event) => keepSchedule(event, ports)),
    when(digestRemoved, (event) => keepSchedule(event, ports)),
    when(accountErased, (erased) => forgetAccount(erased, ports)),
    when(digestDue, (event) => compileEdition(event, ports)),
  ];
}
