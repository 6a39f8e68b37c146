import { rectangle } from "./canvas.ts";
import { apply, boxOf, intersection, type Point } from "./geometry.ts";
import { matrixOf, type Player, pair, set } from "./player.ts";

interface Clipping {
  /** Whether the points are device units already. */
  readonly isDevice?: boolean;
  /** Whether nothing of what was cut before counts any more. */
  readonly isOnly?: boolean;
}

/** Nothing is drawn outside of a box with these corners. */
export function clipTo(player: Player, corners: readonly Point[], { isDevice, isOnly }: Clipping = {}): void {
  const placed = isDevice ? corners : corners.map((corner) => apply(matrixOf(player), corner));
  const before = isOnly ? undefined : player.context.clipBox;
  const box = boxOf(placed);
  const { b, c } = matrixOf(player);
  const isUpright = isDevice || (b === 0 && c === 0);
  if (isUpright) {
    const clipBox = before === undefined ? box : intersection(before, box);
    set(player, { clipBox, ...(isOnly && { clipPath: undefined }) });
  } else clipToPath(player, `M${placed.map(pair).join("L")}Z`, "nonzero", isOnly);
}

export function clipToPath(player: Player, data: string, rule: string, isOnly = false): void {
  const within = isOnly ? undefined : player.context.clipPath;
  set(player, { clipPath: player.canvas.clipPath(data, rule, within), ...(isOnly && { clipBox: undefined }) });
}

/** Nothing is drawn inside of a box with these corners. */
export function clipOut(player: Player, corners: readonly Point[]): void {
  const placed = corners.map((corner) => apply(matrixOf(player), corner));
  const far = 1_000_000;
  const all = rectangle({ left: -far, top: -far, right: far, bottom: far });
  clipToPath(player, `${all}M${placed.map(pair).join("L")}Z`, "evenodd");
}

/** What is drawn from now on may be drawn anywhere. */
export function clipNothing(player: Player): void {
  set(player, { clipBox: undefined, clipPath: undefined });
}
