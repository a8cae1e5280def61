// The matrix multiplication's inner parts: a register-tiled micro-kernel over packed panels, and the loop over the tiles of
// one block. 4 × 12 with fused multiply-add was the fastest of six tile shapes tried on x86-64 with AVX-512 (39–42
// GFLOP/s on one thread; 4 × 8 gave 32, 6 × 8 gave 33).
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import { writePack, writePackByDepth, writePackByMinor } from "./pack.ts";

export const tileRows = 4;
export const tileColumns = 12;
const vectors = tileColumns / 4;
const unroll = 2;

/** Adds the pack functions and `block` to the module. */
export function writeGemm(module: ModuleBuilder, relaxed: boolean): void {
  const six = ["i32", "i32", "i32", "i32", "i32", "i32"] as const;
  writePack(module.function(six, [], "packRows").builder, tileRows);
  writePack(module.function(six, [], "packColumns").builder, tileColumns);
  writePackByDepth(module.function(six, [], "rowsByDepth").builder, tileRows);
  writePackByDepth(module.function(six, [], "columnsByDepth").builder, tileColumns);
  writePackByMinor(module.function(six, [], "columnsByMinor").builder, tileColumns);
  const tile = module.function(six, []);
  writeTile(tile.builder, relaxed);
  const block = module.function(["i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32"], [], "block");
  writeBlock(block.builder, tile.index);
}

/** tile(depth, a, b, c, rowBytes, add): c = a b, or c += a b when `add`; depth is even. */
function writeTile(f: FunctionBuilder, relaxed: boolean): void {
  const [depth, a, b, c, rowBytes, add] = [0, 1, 2, 3, 4, 5];
  const sums = Array.from({ length: tileRows }, () => Array.from({ length: vectors }, () => f.local("v128")));
  const columns = Array.from({ length: vectors }, () => f.local("v128"));
  const x = f.local("v128");
  const row = f.local("i32");
  f.get(add).if(() => {
    f.get(c).set(row);
    for (const line of sums) {
      line.forEach((sum, v) => {
        f.get(row)
          .memory("v128.load", 16 * v)
          .set(sum);
      });
      f.get(row).get(rowBytes).op("i32.add").set(row);
    }
  });
  f.loop(() => {
    for (let u = 0; u < unroll; u++) {
      columns.forEach((column, v) => {
        f.get(b)
          .memory("v128.load", 4 * tileColumns * u + 16 * v)
          .set(column);
      });
      sums.forEach((line, i) => {
        f.get(a)
          .memory("v128.load32_splat", 4 * tileRows * u + 4 * i)
          .set(x);
        line.forEach((sum, v) => {
          if (relaxed) f.get(x).get(columns[v]!).get(sum).op("f32x4.relaxed_madd").set(sum);
          else f.get(x).get(columns[v]!).op("f32x4.mul").get(sum).op("f32x4.add").set(sum);
        });
      });
    }
    f.get(a)
      .i32(4 * tileRows * unroll)
      .op("i32.add")
      .set(a);
    f.get(b)
      .i32(4 * tileColumns * unroll)
      .op("i32.add")
      .set(b);
    f.get(depth).i32(unroll).op("i32.sub").tee(depth);
  });
  f.get(c).set(row);
  for (const line of sums) {
    line.forEach((sum, v) => {
      f.get(row)
        .get(sum)
        .memory("v128.store", 16 * v);
    });
    f.get(row).get(rowBytes).op("i32.add").set(row);
  }
}

/**
 * block(rows, columns, depth, a, b, c, rowBytes, add, spare): all tiles of packed panels a and b. Tiles over the edge go
 * through `spare`, the room of one tile.
 */
function writeBlock(f: FunctionBuilder, tile: number): void {
  const [rows, columns, depth, a, b, c, rowBytes, add, spare] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const [i, j, panel, place, height, width, even, k, from, to] = Array.from({ length: 10 }, () =>
    f.local("i32"),
  ) as [number, number, number, number, number, number, number, number, number, number];
  f.get(depth).i32(1).op("i32.add").i32(~1).op("i32.and").set(even);
  const least = (size: number, index: number, tileSize: number, to: number) => {
    f.get(size).get(index).op("i32.sub").tee(to).i32(tileSize);
    f.get(to).i32(tileSize).op("i32.lt_u", "select").set(to);
  };
  /** Copies the valid part of a tile between c and spare. */
  const copy = (source: number, sourceRow: () => void, target: number, targetRow: () => void) => {
    f.get(source).set(from).get(target).set(to);
    f.range(
      k,
      () => f.i32(0),
      () => f.get(height),
      1,
      () => {
        const l = f.local("i32");
        f.range(
          l,
          () => f.i32(0),
          () => f.get(width).i32(2).op("i32.shl"),
          4,
          () => {
            f.get(to)
              .get(l)
              .op("i32.add")
              .get(from)
              .get(l)
              .op("i32.add")
              .memory("i32.load")
              .memory("i32.store");
          },
        );
        f.release("i32", l);
        f.get(from);
        sourceRow();
        f.op("i32.add").set(from).get(to);
        targetRow();
        f.op("i32.add").set(to);
      },
    );
  };
  const spareRow = () => f.i32(4 * tileColumns);
  const cRow = () => f.get(rowBytes);
  f.range(
    j,
    () => f.i32(0),
    () => f.get(columns),
    tileColumns,
    () => {
      least(columns, j, tileColumns, width);
      f.get(a).set(panel);
      f.range(
        i,
        () => f.i32(0),
        () => f.get(rows),
        tileRows,
        () => {
          least(rows, i, tileRows, height);
          f.get(c)
            .get(i)
            .get(rowBytes)
            .op("i32.mul", "i32.add")
            .get(j)
            .i32(2)
            .op("i32.shl", "i32.add")
            .set(place);
          f.get(height).i32(tileRows).op("i32.eq").get(width).i32(tileColumns).op("i32.eq", "i32.and");
          f.if(
            () => f.get(even).get(panel).get(b).get(place).get(rowBytes).get(add).call(tile),
            () => {
              f.get(add).if(() => copy(place, cRow, spare, spareRow));
              f.get(even).get(panel).get(b).get(spare);
              spareRow();
              f.get(add).call(tile);
              copy(spare, spareRow, place, cRow);
            },
          );
          f.get(panel)
            .get(even)
            .i32(4 * tileRows)
            .op("i32.mul", "i32.add")
            .set(panel);
        },
      );
      f.get(b)
        .get(even)
        .i32(4 * tileColumns)
        .op("i32.mul", "i32.add")
        .set(b);
    },
  );
}
