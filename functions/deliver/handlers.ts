import { bookDuplicated } from "../../events/book-duplicated.ts";
import { deliveryEvidenced } from "../../events/delivery-evidenced.ts";
import { deliveryOrdered } from "../../events/delivery-ordered.ts";
import { deliveryOverdue } from "../../events/delivery-overdue.ts";
import { deliveryRequested } from "../../events/delivery-requested.ts";
import { deliveryResolved } from "../../events/delivery-resolved.ts";
import { documentFormatted } from "../../events/document-formatted.ts";
import { documentRebuildRefused } from "../../events/document-rebuild-refused.ts";
import { documentRebuilt } from "../../events/document-rebuilt.ts";
import { type Handler, when } from "../../shared/triggers/handle-event.ts";
import type { DeliverPorts } from "./deliver-ports.ts";
import { fanOutDocument, fanOutDuplicate, fanOutOrder } from "./fan-out.ts";
import { climbOn, fanOutRepair } from "./fan-out-repair.ts";
import { followReport } from "./follow-report.ts";
import { sendDelivery } from "./send-delivery.ts";
import { resolveDelivery, settleOverdue } from "./settle-delivery.ts";

/** What wakes the step, and what it does then. */
export function deliverHandlers(ports: DeliverPorts): readonly Handler[] {
  return [
    when(documentFormatted, (formatted) => fanOutDocument(formatted, ports)),
    when(bookDuplicated, (duplicated) => fanOutDuplicate(duplicated, ports)),
    when(deliveryOrdered, (ordered) => fanOutOrder(ordered, ports)),
    when(deliveryRequested, (requested) => sendDelivery(requested, ports)),
    when(deliveryOverdue, (overdue) => settleOverdue(overdue, ports)),
    when(deliveryEvidenced, (evidenced) => followReport(evidenced, ports)),
    when(documentRebuilt, (rebuilt) => fanOutRepair(rebuilt, ports)),
    when(documentRebuildRefused, (refused) => climbOn(refused, ports)),
    when(deliveryResolved, (resolved) => resolveDelivery(resolved, ports)),
  ];
}
