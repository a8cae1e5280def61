// Copies a matrix operand into panels: W rows (of the left operand) or columns (of the right) beside each other for every k,
// as the micro-kernel reads them. Missing ones are zero. Any strides: contiguous along the panel, contiguous along k (4 × 4
// transposes), or neither.
import type { FunctionBuilder } from "../assembler/function.ts";

/** Params of a pack function; strides in bytes. */
export const packParams = { source: 0, minor: 1, major: 2, count: 3, depth: 4, target: 5 } as const;

/**
 * Writes `pack(source, minor, major, count, depth, target)`: element (i, k) is at source + i × minor + k × major, i < count,
 * k < depth. Panels of `width` i's follow each other; each has an even number of k's.
 */
export function writePack(f: FunctionBuilder, width: number): void {
  const { source, minor, major, count, depth, target } = packParams;
  const vectors = width / 4;
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
        for (let v = 0; v < vectors; v++) {
          f.get(target)
            .get(at)
            .memory("v128.load", 16 * v)
            .memory("v128.store", 16 * v);
        }
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
    const x = Array.from({ length: 4 }, () => f.local("v128"));
    const y = Array.from({ length: 4 }, () => f.local("v128"));
    setRows();
    f.range(
      k,
      () => f.i32(0),
      () => f.get(depth).i32(~3).op("i32.and"),
      4,
      () => {
        for (let v = 0; v < vectors; v++) {
          for (let i = 0; i < 4; i++)
            f.get(rows[4 * v + i]!)
              .memory("v128.load")
              .set(x[i]!);
          transpose(f, x, y);
          for (let i = 0; i < 4; i++)
            f.get(target)
              .get(y[i]!)
              .memory("v128.store", 4 * width * i + 16 * v);
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
        for (let v = 0; v < vectors; v++)
          f.get(target)
            .i32x4(0)
            .memory("v128.store", 16 * v);
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
      f.get(depth)
        .i32(1)
        .op("i32.and")
        .if(() => {
          for (let v = 0; v < vectors; v++)
            f.get(target)
              .i32x4(0)
              .memory("v128.store", 16 * v);
          advance(target, 4 * width);
        });
      f.get(source).get(minor).i32(width).op("i32.mul", "i32.add").set(source);
      f.get(count)
        .i32(width)
        .op("i32.le_u")
        .if(
          () => f.i32(0).set(count),
          () => f.get(count).i32(width).op("i32.sub").set(count),
        );
      f.get(count);
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
