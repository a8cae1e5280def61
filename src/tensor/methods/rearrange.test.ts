import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { referenceBackend } from "../../backend/reference/reference.ts";
import { useBackend } from "../../backend/registry.ts";
import { arange, einsum, meshgrid, type Tensor, tensor, zeros } from "../index.ts";

before(() => {
  useBackend(referenceBackend());
});

const x = (...values: number[]): Tensor => tensor(values) as Tensor;
const whole = (...values: number[]): Tensor => tensor(values, { dtype: "i32" }) as Tensor;
const counted = (...shape: number[]): Tensor =>
  arange(shape.reduce((a, b) => a * b, 1)).reshape(shape) as Tensor;
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

function gives(name: string, got: () => Tensor, expected: unknown): void {
  it(name, async () => {
    assert.deepEqual(await got().toArray(), expected);
  });
}

describe("values in other places", () => {
  gives("roll over several axes", () => counted(2, 3).roll([1, 1], [0, 1]), [
    [5, 3, 4],
    [2, 0, 1],
  ]);
  gives("roll back", () => x(1, 2, 3).roll(-1), [2, 3, 1]);
  gives("repeat makes axes", () => whole(1, 2).repeat([2, 2]), [
    [1, 2, 1, 2],
    [1, 2, 1, 2],
  ]);
  gives("repeatInterleave along an axis", () => counted(2, 2).repeatInterleave(2, 1), [
    [0, 0, 1, 1],
    [2, 2, 3, 3],
  ]);
  gives("rot90 back is three forward", () => counted(2, 3).rot90(-1), [
    [3, 0],
    [4, 1],
    [5, 2],
  ]);
  gives("movedim of several", () => whole(...counted(2, 3, 4).movedim([0, 1], [2, 0]).shape), [3, 4, 2]);
  gives("diagonal off the main one", () => counted(3, 3).diagonal(1), [1, 5]);
  gives("diagonal below", () => counted(3, 3).diagonal(-2), [6]);
  gives("diagonal outside is empty", () => counted(2, 2).diagonal(5), []);
  gives("diag off the main one", () => x(1, 2).diag(-1), [
    [0, 0, 0],
    [1, 0, 0],
    [0, 2, 0],
  ]);
  gives("diag of NaN and infinity keeps zeros around", () => x(nan, inf).diag(), [
    [nan, 0],
    [0, inf],
  ]);
  gives("pad mirrored", () => whole(1, 2, 3).pad([[2, 1]], "reflect"), [3, 2, 1, 2, 3, 2]);
  gives("pad with the edge", () => whole(1, 2).pad([[2, 1]], "replicate"), [1, 1, 1, 2, 2]);
  gives("pad from the other end", () => whole(1, 2, 3).pad([[1, 2]], "circular"), [3, 1, 2, 3, 1, 2]);
  gives("pad of truths", () => tensor([true, false]).pad([1], "circular"), [false, true, false, true]);

  it("refuses to mirror what is too short", () => {
    assert.throws(
      () => x(1, 2).pad([2], "reflect"),
      /pad: reflect padding is from 0 to 1 on axis 0 of \[2\]: got 2/,
    );
  });
  it("splits into given sizes, and refuses others", async () => {
    const pieces = counted(4).split([1, 3]);
    assert.deepEqual(await Promise.all(pieces.map((piece) => piece.toArray())), [[0], [1, 2, 3]]);
    assert.throws(() => counted(4).split([1, 2]), /split: sizes do not add up to axis 0: \[1, 2\] and \[4\]/);
  });
  it("unbinds, cuts into chunks, spans grids", async () => {
    const [first, second] = counted(2, 2).unbind(1);
    assert.deepEqual(
      [await first!.toArray(), await second!.toArray()],
      [
        [0, 2],
        [1, 3],
      ],
    );
    assert.deepEqual(
      counted(7)
        .chunk(3)
        .map(({ shape }) => shape[0]),
      [3, 3, 1],
    );
    const [across, down] = meshgrid([whole(1, 2, 3), whole(4, 5)], "xy");
    assert.deepEqual(await across!.toArray(), [
      [1, 2, 3],
      [1, 2, 3],
    ]);
    assert.deepEqual(await down!.toArray(), [
      [4, 4, 4],
      [5, 5, 5],
    ]);
  });
});

describe("einsum", () => {
  gives("a matrix product", () => einsum("ij,jk->ik", counted(2, 3), counted(3, 2)), [
    [10, 13],
    [28, 40],
  ]);
  gives("names the result's axes by the alphabet", () => einsum("ba", counted(2, 3)), [
    [0, 3],
    [1, 4],
    [2, 5],
  ]);
  gives("a trace", () => einsum("ii", counted(3, 3)), 12);
  gives("an outer product of three", () => einsum("i,j,k->ijk", x(1, 2), x(3), x(4, 5)), [
    [[12, 15]],
    [[24, 30]],
  ]);
  gives("keeps integers", () => einsum("i,i", whole(2 ** 25, 1), whole(1, 1)), 2 ** 25 + 1);
  it("broadcasts behind an ellipsis", () => {
    const product = einsum("...ij,jk->...ik", zeros([4, 1, 2, 3]), zeros([3, 5]));
    assert.deepEqual(product.shape, [4, 1, 2, 5]);
  });

  const refuses = (equation: string, operands: Tensor[], message: RegExp) =>
    it(`refuses ${equation}`, () => {
      assert.throws(() => einsum(equation, ...operands), message);
    });
  const [a, b] = [zeros([2, 3]) as Tensor, zeros([4, 5]) as Tensor];
  refuses("ij,jk->ik", [a, b], /einsum: sizes of j differ: 3 and 4: in "ij,jk->ik"/);
  refuses("ij,jk->iz", [a, a], /sizes of j differ/);
  refuses("ij->iz", [a], /the result names z, which no operand has/);
  refuses("ij->ii", [a], /the result names i twice/);
  refuses("ijk->i", [a], /"ijk" does not name the axes of \[2, 3\]/);
  refuses("ij,jk", [a], /needs as many operands as terms: 1 and 2/);
  refuses("i1->i", [a], /a term is letters and at most one ellipsis: got "i1"/);
});

describe("counts and running results", () => {
  gives(
    "cumsum over many blocks",
    () =>
      x(...Array<number>(1100).fill(1))
        .cumsum(0)
        .slice(-2),
    [1099, 1100],
  );
  gives("cumsum of truths", () => tensor([true, false, true]).cumsum(0), [1, 1, 2]);
  gives("cumsum from an infinity on", () => x(1, inf, -inf, 1).cumsum(0), [1, inf, nan, nan]);
  gives("cumprod", () => x(2, 0, 3).cumprod(0), [2, 0, 0]);
  gives("cummax from NaN on", () => x(1, nan, 3).cummax(0), [1, nan, nan]);
  gives("cummin of negative integers", () => whole(-1, -3, 2).cummin(0), [-1, -3, -3]);
  gives("cummax of negative integers", () => whole(-5, -3, -4).cummax(0), [-5, -3, -3]);
  gives("countNonzero of NaN", () => x(nan, 0, -0, 1).countNonzero(), 2);
  gives("nanmean of NaN", () => x(nan).nanmean(), nan);
  gives("bincount with weights", () => whole(0, 2, 2, 9).bincount(3, x(0.5, 1, 2, 8)), [0.5, 0, 3]);
  gives("histc at its ends", () => x(0, 1, 2, 2, nan, -1, inf).histc(2, 0, 2), [1, 3]);
  gives("normalize of nothing", () => tensor([[0, 0]]).normalize(), [[0, 0]]);
  it("refuses an empty range", () => {
    assert.throws(() => x(1).histc(2, 1, 1), /histc: range is empty: from 1 to 1/);
  });
});

describe("products by name", () => {
  gives("kron of matrices", () => tensor([[1, 2]]).kron(tensor([[1], [3]])), [
    [1, 2],
    [3, 6],
  ]);
  gives("cross", () => x(1, 2, 3).cross(x(4, 5, 6)), [-3, 6, -3]);
  gives("tensordot over one axis", () => counted(2, 3).tensordot(counted(3, 2), 1), [
    [10, 13],
    [28, 40],
  ]);
  it("refuses other ranks and sizes", () => {
    assert.throws(() => zeros([2]).dot(zeros([3])), /dot: sizes differ: \[2\] and \[3\]/);
    assert.throws(() => zeros([2, 2]).bmm(zeros([2, 2])), /bmm: needs 3 dimensions: \[2, 2\] and \[2, 2\]/);
    assert.throws(() => zeros([4]).cross(zeros([4])), /cross: needs size 3 on axis -1/);
  });
});
