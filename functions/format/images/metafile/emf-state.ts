import { clipNothing, clipOut, clipTo, clipToPath } from "./clip.ts";
import { colourOf } from "./device-context.ts";
import { boxAt, type EmfHandler, matrixAt, pointAt } from "./emf-fields.ts";
import type { Fields } from "./fields.ts";
import { cornersOf, followedBy, identity } from "./geometry.ts";
import { moveTo, type Player, restoreContext, saveContext, set } from "./player.ts";

function extent(name: "windowExtent" | "viewportExtent"): EmfHandler {
  return (player, record) => {
    const { x, y } = pointAt(record, 8);
    if (x !== 0 && y !== 0) set(player, { [name]: { x, y } });
  };
}

function scaledExtent(name: "windowExtent" | "viewportExtent"): EmfHandler {
  return (player, record) => {
    const [xTimes, xBy, yTimes, yBy] = [8, 12, 16, 20].map((at) => record.i32(at) || 1);
    const { x, y } = player.context[name];
    set(player, { [name]: { x: (x * (xTimes ?? 1)) / (xBy ?? 1), y: (y * (yTimes ?? 1)) / (yBy ?? 1) } });
  };
}

const regionModes = { and: 1, or: 2, xor: 3, without: 4, copy: 5 } as const;

/** Regions are boxes of device units; of many the one around them is taken. */
function clipRegion(player: Player, record: Fields): void {
  const mode = record.u32(12);
  if (record.u32(8) === 0) {
    if (mode === regionModes.copy) clipNothing(player);
    return;
  }
  const box = boxAt(record, 32);
  if (mode === regionModes.and || mode === regionModes.copy) {
    clipTo(player, cornersOf(box), { isDevice: true, isOnly: mode === regionModes.copy });
  } else if (mode !== regionModes.without) clipNothing(player);
}

/** Rather too much is seen than too little: what is added to what cuts, cuts nothing. */
function clipByPath(player: Player, record: Fields): void {
  const { path } = player;
  player.path = undefined;
  if (path === undefined || path.data.length === 0) return;
  const mode = record.u32(8);
  if (mode === regionModes.and || mode === regionModes.copy) {
    clipToPath(player, path.data.join(""), player.context.fillRule, mode === regionModes.copy);
  } else if (mode !== regionModes.without) clipNothing(player);
}

function worldTransform(player: Player, record: Fields): void {
  const matrix = matrixAt(record, 8);
  const { world } = player.context;
  const modes = [undefined, identity, followedBy(matrix, world), followedBy(world, matrix), matrix];
  const changed = modes[record.u32(32)];
  if (changed !== undefined) set(player, { world: changed });
}

/** What each record does that changes how things are drawn, by its number. */
export const emfStateHandlers: ReadonlyMap<number, EmfHandler> = new Map<number, EmfHandler>([
  [9, extent("windowExtent")],
  [10, (player, record) => set(player, { windowOrigin: pointAt(record, 8) })],
  [11, extent("viewportExtent")],
  [12, (player, record) => set(player, { viewportOrigin: pointAt(record, 8) })],
  [17, (player, record) => set(player, { mapMode: record.u32(8) })],
  [18, (player, record) => set(player, { isOpaque: record.u32(8) === 2 })],
  [19, (player, record) => set(player, { fillRule: record.u32(8) === 2 ? "nonzero" : "evenodd" })],
  [20, (player, record) => set(player, { rop: record.u32(8) })],
  [22, (player, record) => set(player, { align: record.u32(8) })],
  [24, (player, record) => set(player, { textColour: colourOf(record.u32(8)) })],
  [25, (player, record) => set(player, { backColour: colourOf(record.u32(8)) })],
  [27, (player, record) => moveTo(player, pointAt(record, 8))],
  [29, (player, record) => clipOut(player, cornersOf(boxAt(record, 8)))],
  [30, (player, record) => clipTo(player, cornersOf(boxAt(record, 8)))],
  [31, scaledExtent("viewportExtent")],
  [32, scaledExtent("windowExtent")],
  [33, saveContext],
  [34, (player, record) => restoreContext(player, record.i32(8))],
  [35, (player, record) => set(player, { world: matrixAt(record, 8) })],
  [36, worldTransform],
  [57, (player, record) => set(player, { arcsGoWithClock: record.u32(8) === 2 })],
  [67, clipByPath],
  [75, clipRegion],
]);
