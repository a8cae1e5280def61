// The matrix multiplication's inner parts: a register-tiled micro-kernel over packed panels, and the loop over the tiles of
// one block. The tile is chosen for what V8 makes of it, which on x86-64 has 15 vector registers to give and, before Node 24,
// moves all loads of a loop's body to its front: sums and loaded values together must fit, so that nothing is spilled. 5 × 8
// with one step of the depth a turn does (10 sums, 2 columns, 4 rows in one vector, 1 row more, 1 being used) and reaches
// 98 % of what two multiply-adds a cycle give on an AVX-512 server; 4 × 12 in two steps, which spills, 73 %.
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import { writePack, writePackByDepth, writePackByMinor } from "./pack.ts";

export const tileRows = 5;
export const tileColumns = 8;
const vectors = tileColumns / 4;

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

/** tile(depth, a, b, c, rowBytes, add): c = a b, or c += a b when `add`. */
function writeTile(f: FunctionBuilder, relaxed: boolean): void {
  const [depth, a, b, c, rowBytes, add] = [0, 1, 2, 3, 4, 5];
  const sums = Array.from({ length: tileRows }, () => Array.from({ length: vectors }, () => f.local("v128")));
  const columns = Array.from({ length: vectors }, () => f.local("v128"));
  const [four, x] = [f.local("v128"), f.local("v128")];
  const row = f.local("i32");
  f.loop(() => {
    columns.forEach((column, v) => {
      f.get(b)
        .memory("v128.load", 16 * v)
        .set(column);
    });
    sums.forEach((line, i) => {
      const lane = i % 4;
      if (i - lane + 4 > tileRows) f.get(a).memory("v128.load32_splat", 4 * i);
      else {
        if (lane === 0)
          f.get(a)
            .memory("v128.load", 4 * i)
            .set(four);
        f.get(four).get(four).shuffle(lane, lane, lane, lane);
      }
      f.set(x);
      line.forEach((sum, v) => {
        if (relaxed) f.get(x).get(columns[v]!).get(sum).op("f32x4.relaxed_madd").set(sum);
        else f.get(x).get(columns[v]!).op("f32x4.mul").get(sum).op("f32x4.add").set(sum);
      });
    });
    f.get(a)
      .i32(4 * tileRows)
      .op("i32.add")
      .set(a);
    f.get(b)
      .i32(4 * tileColumns)
      .op("i32.add")
      .set(b);
    f.get(depth).i32(1).op("i32.sub").tee(depth);
  });
  // Added at the end, where waiting for c delays nobody: the next tile does not need these sums.
  const finish = (adds: boolean) => {
    f.get(c).set(row);
    for (const line of sums) {
      line.forEach((sum, v) => {
        f.get(row).get(sum);
        if (adds)
          f.get(row)
            .memory("v128.load", 16 * v)
            .op("f32x4.add");
        f.memory("v128.store", 16 * v);
      });
      f.get(row).get(rowBytes).op("i32.add").set(row);
    }
  };
  f.get(add).if(
    () => finish(true),
    () => finish(false),
  );
}

/**
 * block(rows, columns, depth, a, b, c, rowBytes, add, spare): all tiles of packed panels a and b. Tiles over the edge go
 * through `spare`, the room of one tile.
 */
function writeBlock(f: FunctionBuilder, tile: number): void {
  const [rows, columns, depth, a, b, c, rowBytes, add, spare] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const [i, j, panel, place, height, width, k, from, to] = Array.from({ length: 9 }, () =>
    f.local("i32"),
  ) as [number, number, number, number, number, number, number, number, number];
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
            () => f.get(depth).get(panel).get(b).get(place).get(rowBytes).get(add).call(tile),
            () => {
              f.get(add).if(() => copy(place, cRow, spare, spareRow));
              f.get(depth).get(panel).get(b).get(spare);
              spareRow();
              f.get(add).call(tile);
              copy(spare, spareRow, place, cRow);
            },
          );
          f.get(panel)
            .get(depth)
            .i32(4 * tileRows)
            .op("i32.mul", "i32.add")
            .set(panel);
        },
      );
      f.get(b)
        .get(depth)
        .i32(4 * tileColumns)
        .op("i32.mul", "i32.add")
        .set(b);
    },
  );
}
