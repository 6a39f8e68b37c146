import { deliveryIdOf } from "../../../shared/delivery-id.ts";

/** Where a document is to go. */
export interface Target {
  readonly deviceId: string;
  readonly email: string;
}

export interface ChosenDelivery {
  readonly deliveryId: string;
  readonly deviceId: string;
  readonly copy: number;
}

interface Wish {
  readonly key: Uint8Array;
  readonly account: string;
  readonly sourceSha256: string;
  readonly targets: readonly Target[];
  /** Asks for one copy more than there has been, instead of the first one. */
  readonly again: boolean;
}

/** No reader wants so many; a search that finds every one of them taken has gone wrong. */
const copiesMax = 1000;

/**
 * Names the delivery that each target gets. The id is made of what makes two deliveries the same one, so the copies that
 * there have been are found by asking for their ids, one after the other.
 */
export async function chooseDeliveries(
  { key, account, sourceSha256, targets, again }: Wish,
  isKnown: (deliveryId: string) => Promise<boolean>,
): Promise<readonly ChosenDelivery[]> {
  return await Promise.all(
    targets.map(async ({ deviceId, email }) => {
      const idOf = (copy: number) => deliveryIdOf(key, { account, deviceEmail: email, sourceSha256, copy });
      let copy = 0;
      if (again) while (copy < copiesMax && (await isKnown(idOf(copy)))) copy += 1;
      return { deliveryId: idOf(copy), deviceId, copy };
    }),
  );
}
