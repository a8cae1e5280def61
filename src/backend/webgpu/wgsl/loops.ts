// Turning a flat thread number into the index of a loop, and spreading threads over a dispatch. No kernel kinds here.
import type { Shape } from "../../../graph/node.ts";

export const MAX_GROUPS = 65535;

/** Lines that split `flat` (i32) into one name an axis, row-major; sizes of 1 become "0". */
export function splitIndex(shape: Shape, flat: string, prefix: string, lines: string[]): string[] {
  const names: string[] = [];
  let inner = 1;
  const outermost = shape.findIndex((size) => size !== 1);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    if (size === 1) {
      names[axis] = "0";
      continue;
    }
    const quotient = inner === 1 ? flat : `(${flat} / ${inner})`;
    names[axis] = `${prefix}${axis}`;
    lines.push(`let ${prefix}${axis}: i32 = ${axis === outermost ? quotient : `${quotient} % ${size}`};`);
    inner *= size;
  }
  return names;
}

/** Workgroups for `count` threads of `size` each, folded into two dimensions. */
export function spread(count: number, size: number): readonly [number, number, number] {
  const groups = Math.max(1, Math.ceil(count / size));
  const x = Math.min(groups, MAX_GROUPS);
  return [x, Math.ceil(groups / x), 1];
}

/** The flat thread number of such a dispatch. */
export const flatThread = (size: number): string => `i32((wid.y * groups.x + wid.x) * ${size}u + lid.x)`;
/** The flat workgroup number of such a dispatch. */
export const flatGroup = "i32(wid.y * groups.x + wid.x)";

/** How many elements a shape has. */
export const count = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);
