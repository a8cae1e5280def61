// Copies a matrix operand into panels: W rows (of the left operand) or columns (of the right) beside each other for every k,
// as the micro-kernel reads them. Missing ones are zero. Any strides: contiguous along the panel, contiguous along k (4 × 4
// transposes), or neither.
import type { FunctionBuilder } from "../assembler/function.ts";
import type { MemoryOp } from "../assembler/opcodes.ts";

/** Params of a pack function; strides in bytes. */
export const packParams = { source: 0, minor: 1, major: 2, count: 3, depth: 4, target: 5 } as const;

/**
 * Writes `pack(source, minor, major, count, depth, target)`: element (i, k) is at source + i × minor + k × major, i < count,
 * k < depth. Panels of `width` i's follow each other.
 */
export function writePack(f: FunctionBuilder, width: number): void {
  const { source, minor, major, count, depth, target } = packParams;
  const [k, at, left, columns] = [f.local("i32"), f.local("i32"), f.local("i32"), f.local("i32")];
  const advance = (local: number, by: number) => f.get(local).i32(by).op("i32.add").set(local);
  const bump = (local: number, by: number) => f.get(local).get(by).op("i32.add").set(local);

  const alongPanel = () => {
    f.range(
      k,
      () => f.i32(0),
      () => f.get(depth),
      1,
      () => {
        copyAcross(f, target, at, width);
        bump(at, major);
        advance(target, 4 * width);
      },
    );
  };

  const rows = Array.from({ length: width }, () => f.local("i32"));
  const setRows = () => {
    rows.forEach((row, i) => {
      f.get(i === 0 ? at : rows[i - 1]!);
      if (i > 0) f.get(minor).op("i32.add");
      f.set(row);
    });
  };

  const alongDepth = () => {
    setRows();
    packRowsAlongDepth(f, { rows, k, left, depth, target });
  };

  const scattered = () => {
    setRows();
    f.range(
      k,
      () => f.i32(0),
      () => f.get(depth),
      1,
      () => {
        rows.forEach((row, i) => {
          f.get(target)
            .get(row)
            .memory("i32.load")
            .memory("i32.store", 4 * i);
          bump(row, major);
        });
        advance(target, 4 * width);
      },
    );
  };

  /** A panel with fewer than `width` of them. */
  const partial = () => {
    f.range(
      k,
      () => f.i32(0),
      () => f.get(depth),
      1,
      () => {
        clearAcross(f, target, width);
        f.get(at).set(left);
        f.range(
          columns,
          () => f.i32(0),
          () => f.get(count).i32(2).op("i32.shl"),
          4,
          () => {
            f.get(target).get(columns).op("i32.add").get(left).memory("i32.load").memory("i32.store");
            bump(left, minor);
          },
        );
        bump(at, major);
        advance(target, 4 * width);
      },
    );
  };

  f.get(count).if(() => {
    f.loop(() => {
      f.get(source).set(at);
      f.get(count)
        .i32(width)
        .op("i32.lt_u")
        .if(partial, () => {
          f.get(minor)
            .i32(4)
            .op("i32.eq")
            .if(alongPanel, () => {
              f.get(major).i32(4).op("i32.eq").if(alongDepth, scattered);
            });
        });
      f.get(source).get(minor).i32(width).op("i32.mul", "i32.add").set(source);
      nextPanel(f, count, width);
    });
  });
}

/**
 * Writes `pack(source, minor, table, count, depth, target)`: element (i, k) is at source + i × minor + table[k]. Panels that
 * are contiguous (minor 4) are read whole, up to `width` elements past `count`.
 */
export function writePackByDepth(f: FunctionBuilder, width: number): void {
  const [source, minor, table, count, depth, target] = [0, 1, 2, 3, 4, 5];
  const [k, at, i] = [f.local("i32"), f.local("i32"), f.local("i32")];
  const forDepth = (body: () => void) => {
    f.range(
      k,
      () => f.i32(0),
      () => f.get(depth).i32(2).op("i32.shl"),
      4,
      () => {
        f.get(source).get(table).get(k).op("i32.add").memory("i32.load").op("i32.add").set(at);
        body();
        f.get(target)
          .i32(4 * width)
          .op("i32.add")
          .set(target);
      },
    );
  };
  f.loop(() => {
    f.get(minor)
      .i32(4)
      .op("i32.eq")
      .if(
        () => forDepth(() => copyAcross(f, target, at, width)),
        () =>
          forDepth(() => {
            clearAcross(f, target, width);
            const end = () => {
              f.get(count).i32(width).get(count).i32(width).op("i32.lt_u", "select").i32(2).op("i32.shl");
            };
            f.range(
              i,
              () => f.i32(0),
              end,
              4,
              () => {
                f.get(target).get(i).op("i32.add").get(at).memory("i32.load").memory("i32.store");
                f.get(at).get(minor).op("i32.add").set(at);
              },
            );
          }),
      );
    f.get(source).get(minor).i32(width).op("i32.mul", "i32.add").set(source);
    nextPanel(f, count, width);
  });
}

/**
 * Writes `pack(source, table, first, count, depth, target)`: element (i, k) is at source + table[first + i] + 4 k. The table
 * has entries for whole panels.
 */
export function writePackByMinor(f: FunctionBuilder, width: number): void {
  const [source, table, first, count, depth, target] = [0, 1, 2, 3, 4, 5];
  const rows = Array.from({ length: width }, () => f.local("i32"));
  const k = f.local("i32");
  const left = f.local("i32");
  f.get(table).get(first).i32(2).op("i32.shl", "i32.add").set(table);
  f.loop(() => {
    rows.forEach((row, i) => {
      f.get(source)
        .get(table)
        .memory("i32.load", 4 * i)
        .op("i32.add")
        .set(row);
    });
    packRowsAlongDepth(f, { rows, k, left, depth, target });
    f.get(table)
      .i32(4 * width)
      .op("i32.add")
      .set(table);
    nextPanel(f, count, width);
  });
}

/** The `width` words at `source`, beside each other, to `target`. */
function copyAcross(f: FunctionBuilder, target: number, source: number, width: number): void {
  forPieces(width, (load, store, at) => {
    f.get(target).get(source).memory(load, at).memory(store, at);
  });
}

/** Zeros in the `width` words at `target`. */
function clearAcross(f: FunctionBuilder, target: number, width: number): void {
  forPieces(width, (_, store, at) => {
    f.get(target);
    if (store === "v128.store") f.i32x4(0);
    else f.i32(0);
    f.memory(store, at);
  });
}

/** Vectors as long as there are whole ones, then words; `at` in bytes. */
function forPieces(
  width: number,
  piece: (load: MemoryOp, store: "v128.store" | "i32.store", at: number) => void,
): void {
  const whole = width - (width % 4);
  for (let i = 0; i < whole; i += 4) piece("v128.load", "v128.store", 4 * i);
  for (let i = whole; i < width; i++) piece("i32.load", "i32.store", 4 * i);
}

/** count -= width, not below 0; leaves whether panels are left. */
function nextPanel(f: FunctionBuilder, count: number, width: number): void {
  f.get(count).i32(width).op("i32.sub").i32(0).get(count).i32(width).op("i32.gt_u", "select").tee(count);
}

interface RowLocals {
  rows: readonly number[];
  k: number;
  left: number;
  depth: number;
  target: number;
}

/** Copies `depth` elements of each row, transposed, and moves `target` on. */
function packRowsAlongDepth(f: FunctionBuilder, { rows, k, left, depth, target }: RowLocals): void {
  const width = rows.length;
  const whole = width - (width % 4);
  const x = Array.from({ length: 4 }, () => f.local("v128"));
  const y = Array.from({ length: 4 }, () => f.local("v128"));
  const advance = (local: number, by: number) => f.get(local).i32(by).op("i32.add").set(local);
  f.range(
    k,
    () => f.i32(0),
    () => f.get(depth).i32(~3).op("i32.and"),
    4,
    () => {
      for (let first = 0; first < whole; first += 4) {
        for (let i = 0; i < 4; i++)
          f.get(rows[first + i]!)
            .memory("v128.load")
            .set(x[i]!);
        transpose(f, x, y);
        for (let i = 0; i < 4; i++)
          f.get(target)
            .get(y[i]!)
            .memory("v128.store", 4 * (width * i + first));
      }
      for (let single = whole; single < width; single++) {
        f.get(rows[single]!).memory("v128.load").set(x[0]!);
        for (let i = 0; i < 4; i++)
          f.get(target)
            .get(x[0]!)
            .memoryLane("v128.store32_lane", i, 4 * (width * i + single));
      }
      for (const row of rows) advance(row, 16);
      advance(target, 16 * width);
    },
  );
  f.get(depth)
    .i32(3)
    .op("i32.and")
    .tee(left)
    .if(() => {
      f.loop(() => {
        rows.forEach((row, i) => {
          f.get(target)
            .get(row)
            .memory("i32.load")
            .memory("i32.store", 4 * i);
          advance(row, 4);
        });
        advance(target, 4 * width);
        f.get(left).i32(1).op("i32.sub").tee(left);
      });
    });
}

/** y = the transpose of the 4 × 4 block x. */
function transpose(f: FunctionBuilder, x: readonly number[], y: readonly number[]): void {
  const [a, b, c, d] = x as [number, number, number, number];
  const pairs: [number, number, number, readonly [number, number, number, number]][] = [
    [a, b, 0, [0, 4, 1, 5]],
    [a, b, 1, [2, 6, 3, 7]],
    [c, d, 2, [0, 4, 1, 5]],
    [c, d, 3, [2, 6, 3, 7]],
  ];
  for (const [left, right, to, lanes] of pairs)
    f.get(left)
      .get(right)
      .shuffle(...lanes)
      .set(y[to]!);
  const [ab0, ab1, cd0, cd1] = y as [number, number, number, number];
  f.get(ab0).get(cd0).shuffle(0, 1, 4, 5).set(a);
  f.get(ab0).get(cd0).shuffle(2, 3, 6, 7).set(b);
  f.get(ab1).get(cd1).shuffle(0, 1, 4, 5).set(c);
  f.get(ab1).get(cd1).shuffle(2, 3, 6, 7).set(d);
  x.forEach((from, i) => {
    f.get(from).set(y[i]!);
  });
}
