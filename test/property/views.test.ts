// Chains of views, and broadcasting, against plain loops: values and gradients, on wasm and on the reference.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type DeviceName, ShapeError, setDevice, type Tensor, tensor, where } from "../../src/index.ts";
import { broadcastOf, type Plain, placesOf, sizeOf, stretched, viewed } from "./plain.ts";
import { holds } from "./property.ts";

/** One view of the library, and what it means. */
interface View {
  name: string;
  of: (x: Tensor) => Tensor;
  plain: (x: Plain) => Plain;
}

/** A view of what has this shape, chosen by numbers in [0, 1). */
type Maker = (shape: readonly number[], pick: (below: number) => number) => View;

const axisOf = (shape: readonly number[], pick: (below: number) => number): number =>
  pick(Math.max(1, shape.length));
const replaced = (shape: readonly number[], axis: number, n: number): number[] =>
  shape.map((m, i) => (i === axis ? n : m));

const permuted: Maker = (shape, pick) => {
  const axes = shape.map((_, i) => i);
  for (let i = axes.length - 1; i > 0; i--) {
    const j = pick(i + 1);
    [axes[i], axes[j]] = [axes[j]!, axes[i]!];
  }
  return {
    name: `permute([${axes}])`,
    of: (x) => x.permute(axes) as Tensor,
    plain: (x) =>
      viewed(
        x,
        axes.map((axis) => x.shape[axis]!),
        (at) => axes.map((_, axis) => at[axes.indexOf(axis)]!),
      ),
  };
};
const flipped: Maker = (shape, pick) => {
  const axis = axisOf(shape, pick);
  return {
    name: `flip(${axis})`,
    of: (x) => x.flip(axis),
    plain: (x) => viewed(x, x.shape, (at) => at.map((i, a) => (a === axis ? x.shape[axis]! - 1 - i : i))),
  };
};
const sliced: Maker = (shape, pick) => {
  const axis = axisOf(shape, pick);
  const n = shape[axis]!;
  const step = [1, 2, 3, -1, -2][pick(5)]!;
  const [start, end] = [pick(2 * n + 2) - n - 1, pick(2 * n + 2) - n - 1];
  // JavaScript has no negative steps: a list of the places that Python's slice takes.
  const clamped = (at: number) =>
    Math.min(step > 0 ? n : n - 1, Math.max(step > 0 ? 0 : -1, at < 0 ? at + n : at));
  const places: number[] = [];
  for (let i = clamped(start); step > 0 ? i < clamped(end) : i > clamped(end); i += step) places.push(i);
  return {
    name: `slice(${start}, ${end}, ${axis}, ${step})`,
    of: (x) => x.slice(start, end, axis, step),
    plain: (x) =>
      viewed(x, replaced(x.shape, axis, places.length), (at) =>
        at.map((i, a) => (a === axis ? places[i]! : i)),
      ),
  };
};
const reshaped: Maker = (shape, pick) => {
  let rest = sizeOf(shape);
  const sizes: number[] = [];
  for (let i = 0; i < 3 && rest > 1; i++) {
    const divisors = Array.from({ length: rest }, (_, d) => d + 1).filter((d) => rest % d === 0);
    sizes.push(divisors[pick(divisors.length)]!);
    rest /= sizes.at(-1)!;
  }
  const wanted = sizeOf(shape) === 0 ? [...shape].reverse() : [...sizes, rest];
  return {
    name: `reshape([${wanted}])`,
    of: (x) => x.reshape(wanted) as Tensor,
    plain: ({ values }) => ({ shape: wanted, values }),
  };
};
const expanded: Maker = (shape, pick) => {
  const wanted = [1 + pick(3), ...shape];
  return {
    name: `expand([${wanted}])`,
    of: (x) => x.expand(wanted) as Tensor,
    plain: (x) => stretched(x, wanted),
  };
};
const unsqueezed: Maker = (shape, pick) => {
  const axis = pick(shape.length + 1);
  return {
    name: `unsqueeze(${axis})`,
    of: (x) => x.unsqueeze(axis) as Tensor,
    plain: ({ shape: before, values }) => ({
      shape: [...before.slice(0, axis), 1, ...before.slice(axis)],
      values,
    }),
  };
};
const computed: Maker = () => ({
  name: "mul(2)",
  of: (x) => x.mul(2) as Tensor,
  plain: ({ shape, values }) => ({ shape, values: values.map((value) => 2 * value) }),
});
const makers = [permuted, flipped, sliced, sliced, reshaped, reshaped, expanded, unsqueezed, computed];

const sizes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
const chances = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
  minLength: 40,
  maxLength: 40,
});
const whole = (shape: readonly number[]): Plain => ({
  shape,
  values: Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 7) % 19) - 9),
});
const made = ({ shape, values }: Plain): Tensor =>
  tensor(Float32Array.from(values), { shape: shape as number[], requiresGrad: true }) as unknown as Tensor;

async function assertSame(x: Tensor, expected: Plain, what: string): Promise<void> {
  assert.deepEqual([...x.shape], [...expected.shape], `${what}: shape`);
  // As numbers: -0 is 0 here.
  assert.deepEqual(
    Array.from(await x.data(), (value) => value + 0),
    expected.values.map((value) => value + 0),
    what,
  );
}
/** The values 1, 2, 3 … that results are multiplied by before they are summed. */
const weights = (shape: readonly number[]): Plain => ({
  shape,
  values: placesOf(shape).map((_, i) => (i % 5) + 1),
});

for (const device of ["wasm", "reference"] satisfies DeviceName[]) {
  describe(`properties of views on ${device}`, () => {
    it("chains of views give what plain loops give, and so do their gradients", async (context) => {
      await setDevice(device);
      await holds(
        context,
        fc.tuple(sizes, fc.integer({ min: 1, max: 6 }), chances),
        async ([shape, steps, numbers]) => {
          let at = 0;
          const pick = (below: number) => Math.floor(numbers[at++ % numbers.length]! * below);
          const input = whole(shape);
          const leaf = made(input);
          let [x, plain] = [leaf, input];
          // Where each value of the result comes from, and how often it was doubled.
          let origin: Plain = { shape, values: input.values.map((_, i) => i) };
          let factor = 1;
          const names: string[] = [];
          for (let i = 0; i < steps; i++) {
            const maker = makers[pick(makers.length)]!;
            const view = maker(plain.shape, pick);
            names.push(view.name);
            [x, plain] = [view.of(x), view.plain(plain)];
            if (maker === computed) factor *= 2;
            else origin = view.plain(origin);
            if (sizeOf(plain.shape) > 2000 || plain.shape.length > 6) break;
          }
          const what = `[${shape}].${names.join(".")}`;
          await assertSame(x, plain, what);
          const weight = weights(plain.shape);
          x.mul(made(weight).detach()).sum().backward();
          const expected = input.values.map(() => 0);
          origin.values.forEach((from, i) => {
            expected[from]! += factor * weight.values[i]!;
          });
          await assertSame(leaf.grad!, { shape, values: expected }, `gradient of ${what}`);
        },
      );
    });

    it("operands broadcast as plain loops do, or are refused; gradients are summed back", async (context) => {
      await setDevice(device);
      await holds(context, fc.tuple(sizes, sizes, chances), async ([first, second, numbers]) => {
        // Half of the sizes of the second are made to fit, so that most pairs broadcast.
        const other = second.map((n, i) => {
          const match = first[first.length - second.length + i] ?? n;
          return numbers[i]! < 0.6 ? match : numbers[i]! < 0.9 ? 1 : n;
        });
        const [a, b] = [whole(first), whole(other)];
        const [x, y] = [made(a), made(b)];
        const shape = broadcastOf(first, other);
        if (shape === undefined) {
          assert.throws(() => x.add(y), ShapeError);
          return;
        }
        const [left, right] = [stretched(a, shape), stretched(b, shape)];
        const each = (f: (u: number, v: number) => number): Plain => ({
          shape,
          values: left.values.map((u, i) => f(u, right.values[i]!)),
        });
        const what = `[${first}] and [${other}]`;
        await assertSame(
          x.mul(y) as Tensor,
          each((u, v) => u * v),
          `mul of ${what}`,
        );
        await assertSame(where(x.lt(y) as Tensor, x, y) as Tensor, each(Math.min), `where of ${what}`);
        const weight = weights(shape);
        x.mul(y).mul(made(weight).detach()).sum().backward();
        const summed = (own: Plain, theirs: Plain): Plain => {
          const values = own.values.map(() => 0);
          const from = stretched({ shape: own.shape, values: own.values.map((_, i) => i) }, shape);
          from.values.forEach((place, i) => {
            values[place]! += theirs.values[i]! * weight.values[i]!;
          });
          return { shape: own.shape, values };
        };
        await assertSame(x.grad!, summed(a, right), `gradient of the first of ${what}`);
        await assertSame(y.grad!, summed(b, left), `gradient of the second of ${what}`);
      });
    });
  });
}
