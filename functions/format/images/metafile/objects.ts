import { clipTo } from "./clip.ts";
import type { GdiObject } from "./device-context.ts";
import { cornersOf } from "./geometry.ts";
import { type Player, set } from "./player.ts";

/** Of an EMF, which gives them their numbers. */
const objectsMax = 65_536;

export function keepObject(player: Player, handle: number, object: GdiObject): void {
  if (handle < objectsMax) player.objects.set(handle, object);
}

/** Under the lowest number that is free: in a WMF every object takes one, whatever it is. */
export function keepNext(player: Player, object: GdiObject): void {
  const handle = player.takenNumbers.indexOf(0);
  if (handle < 0) return;
  player.takenNumbers[handle] = 1;
  player.objects.set(handle, object);
}

export function deleteObject(player: Player, handle: number): void {
  player.objects.delete(handle);
  player.takenNumbers[handle] = 0;
}

export function selectObject(player: Player, object: GdiObject | undefined): void {
  if (object?.kind === "pen") set(player, { pen: object.pen });
  else if (object?.kind === "brush") set(player, { brush: object.brush });
  else if (object?.kind === "font") set(player, { font: object.font });
  else if (object?.kind === "region") clipTo(player, cornersOf(object.box), { isDevice: true, isOnly: true });
}
