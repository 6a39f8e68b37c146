import { deliveryIdOf, volumesOf } from "../../../shared/delivery-id.ts";

/** Where a document is to go. */
export interface Target {
  readonly deviceId: string;
  readonly email: string;
}

export interface ChosenDelivery {
  readonly deliveryId: string;
  readonly deviceId: string;
  readonly copy: number;
  /** Which one, counted from 1, of a document that is more than one. */
  readonly volume?: number;
}

interface Wish {
  readonly key: Uint8Array;
  readonly account: string;
  readonly sourceSha256: string;
  /** How many volumes the document is: each is a delivery. */
  readonly volumesCount: number;
  readonly targets: readonly Target[];
  /** Asks for one copy more than there has been, instead of the first one. */
  readonly again: boolean;
}

/** No reader wants so many; a search that finds every one of them taken has gone wrong. */
const copiesMax = 1000;

/**
 * Names the delivery that each target gets, or the deliveries, one for each volume. The id is made of what makes two deliveries the same one, so the copies that
 * there have been are found by asking for their ids, one after the other.
 */
export async function chooseDeliveries(
  { key, account, sourceSha256, volumesCount, targets, again }: Wish,
  isKnown: (deliveryId: string) => Promise<boolean>,
): Promise<readonly ChosenDelivery[]> {
  const volumes = volumesOf(volumesCount);
  const chosen = await Promise.all(
    targets.map(async ({ deviceId, email: deviceEmail }) => {
      const idsOf = (copy: number) =>
        volumes.map((volume) =>
          deliveryIdOf(key, { account, deviceEmail, sourceSha256, copy, ...(volume && { volume }) }),
        );
      const isTaken = async (copy: number) => (await Promise.all(idsOf(copy).map(isKnown))).includes(true);
      let copy = 0;
      if (again) while (copy < copiesMax && (await isTaken(copy))) copy += 1;
      return idsOf(copy).map((deliveryId, index) => ({
        deliveryId,
        deviceId,
        copy,
        ...(volumes.length > 1 && { volume: index + 1 }),
      }));
    }),
  );
  return chosen.flat();
}
