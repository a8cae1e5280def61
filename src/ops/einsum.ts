// Sums of products in Einstein's notation. The equation becomes labels; operands are multiplied two by two, each pair as
// one batched matrix product of views, so that gradients and speed are those of matmul.
import { ArgumentError, ShapeError } from "../errors.ts";
import { dtypes } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { showShape, sizeOf } from "../graph/shape.ts";
import { mul } from "./arithmetic.ts";
import { broadcastTo } from "./broadcast.ts";
import { op, some, whole } from "./define.ts";
import { matmul } from "./linear.ts";
import * as move from "./movement.ts";
import { diagonal } from "./rearrange.ts";
import { sum } from "./reduction.ts";

/** A tensor whose axes have names; `.0`, `.1`, … name those of an ellipsis, from the right. */
interface Labelled {
  readonly x: Node;
  readonly labels: readonly string[];
}

const refuse = (equation: string, message: string): ArgumentError =>
  new ArgumentError({ op: "einsum", message: `${message}: in "${equation}"` });

/** "ij,jk->ik": named axes multiplied and, where the result does not name them, summed. */
export const einsum = op(
  "einsum",
  (equation: string, ...operands: readonly Node[]): Node => {
    const [left, right, ...more] = equation.replace(/\s/g, "").split("->");
    if (more.length > 0) throw refuse(equation, "more than one ->");
    const terms = left!.split(",");
    if (terms.length !== operands.length) {
      const message = `needs as many operands as terms: ${operands.length} and ${terms.length}`;
      throw refuse(equation, message);
    }
    const named = operands.map((x, i) => labelled(equation, terms[i]!, x));
    const sizes = sizesOf(equation, named);
    const output = outputOf(equation, right, terms, named);
    const plain = named.map(({ x, labels }) => withoutRepeats(x, labels));
    let [result, ...rest] = plain as [Labelled, ...Labelled[]];
    while (rest.length > 0) {
      const [next, ...later] = rest as [Labelled, ...Labelled[]];
      const wanted = new Set([...output, ...later.flatMap(({ labels }) => labels)]);
      result = product(
        only(result, [...next.labels, ...wanted]),
        only(next, [...result.labels, ...wanted]),
        wanted,
        sizes,
      );
      rest = later;
    }
    const { x, labels } = only(result, output);
    const ordered = move.permute(
      x,
      output.map((label) => labels.indexOf(label)),
    );
    return broadcastTo(
      "einsum",
      ordered,
      output.map((label) => sizes.get(label)!),
    );
  },
  [
    ["ij,jk->ik", some([2, 3]), some([3, 2])],
    ["bij,bjk->bik", some([2, 2, 3]), some([2, 3, 2])],
    ["ij,ij", some([2, 3]), some([2, 3])],
    ["ii->i", some([3, 3])],
    ["iji->j", some([2, 3, 2])],
    ["i,j->ij", some([2]), some([3])],
    ["ij->ji", some([2, 3])],
    ["...ij,...jk->...ik", some([2, 1, 2, 3]), some([3, 3, 2])],
    ["ij,jk,kl->il", some([2, 3]), some([3, 2]), some([2, 2])],
    ["bqhd,bkhd->bhqk", some([2, 2, 2, 3]), some([2, 3, 2, 3])],
    ["ij,j->i", whole([2, 3], 0, 5), whole([3], -3, 3)],
  ],
);

function labelled(equation: string, term: string, x: Node): Labelled {
  const match = /^([A-Za-z]*)(\.\.\.)?([A-Za-z]*)$/.exec(term);
  if (!match) throw refuse(equation, `a term is letters and at most one ellipsis: got "${term}"`);
  const [, before = "", ellipsis, after = ""] = match;
  const around = x.shape.length - before.length - after.length;
  if (ellipsis ? around < 0 : around !== 0) {
    const message = `"${term}" does not name the axes of ${showShape(x.shape)}: in "${equation}"`;
    throw new ShapeError({ op: "einsum", message });
  }
  return { x, labels: [...before, ...ellipsisOf(around), ...after] };
}

const ellipsisOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `.${count - 1 - i}`);

function sizesOf(equation: string, operands: readonly Labelled[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { x, labels } of operands) {
    labels.forEach((label, i) => {
      const [known, size] = [sizes.get(label) ?? 1, x.shape[i]!];
      if (known !== size && known !== 1 && size !== 1) {
        const axis = label.startsWith(".") ? "..." : label;
        const message = `sizes of ${axis} differ: ${known} and ${size}: in "${equation}"`;
        throw new ShapeError({ op: "einsum", message });
      }
      sizes.set(label, known === 1 ? size : known);
    });
  }
  return sizes;
}

// Without an arrow: what is named once, in the order of the alphabet, behind the ellipsis.
function outputOf(
  equation: string,
  term: string | undefined,
  terms: readonly string[],
  operands: readonly Labelled[],
): string[] {
  const dots = operands.map(({ labels }) => labels.filter((label) => label.startsWith(".")).length);
  const ellipsis = ellipsisOf(Math.max(...dots));
  if (term === undefined) {
    const letters = [...terms.join("").replaceAll(".", "")];
    const once = letters.filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter));
    return [...ellipsis, ...once.sort()];
  }
  if (!/^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(term)) {
    throw refuse(equation, `the result is letters and at most one ellipsis: got "${term}"`);
  }
  const [before, after] = term.split("...");
  const output = [...before!, ...(after === undefined ? [] : [...ellipsis, ...after])];
  const known = new Set(operands.flatMap(({ labels }) => labels));
  for (const label of output) {
    if (!known.has(label)) throw refuse(equation, `the result names ${label}, which no operand has`);
    if (output.indexOf(label) !== output.lastIndexOf(label)) {
      throw refuse(equation, `the result names ${label} twice`);
    }
  }
  return output;
}

/** Axes of one name as their diagonal. */
function withoutRepeats(x: Node, labels: readonly string[]): Labelled {
  const again = labels.findIndex((label, i) => labels.indexOf(label) < i);
  if (again < 0) return { x, labels };
  const label = labels[again]!;
  const first = labels.indexOf(label);
  const size = Math.max(x.shape[first]!, x.shape[again]!);
  const square = x.shape.map((n, i) => (i === first || i === again ? size : n));
  const others = labels.filter((_, i) => i !== first && i !== again);
  return withoutRepeats(diagonal(broadcastTo("einsum", x, square), 0, first, again), [...others, label]);
}

/** What is not wanted any more, summed. */
function only({ x, labels }: Labelled, wanted: Iterable<string>): Labelled {
  const keep = new Set(wanted);
  const gone = labels.map((_, i) => i).filter((i) => !keep.has(labels[i]!));
  if (gone.length === 0) return { x, labels };
  return { x: sum(x, gone), labels: labels.filter((label) => keep.has(label)) };
}

function product(
  a: Labelled,
  b: Labelled,
  wanted: ReadonlySet<string>,
  sizes: ReadonlyMap<string, number>,
): Labelled {
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => wanted.has(label));
  const summed = shared.filter((label) => !wanted.has(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...rows, ...columns];
  const size = (of: readonly string[]) => of.map((label) => sizes.get(label)!);
  const arranged = ({ x, labels: from }: Labelled, order: readonly string[]): Node =>
    move.permute(
      x,
      order.map((label) => from.indexOf(label)),
    );
  if (summed.length === 0 || !dtypes[a.x.dtype].float || !dtypes[b.x.dtype].float) {
    const all = [...labels, ...summed];
    const ranked = (operand: Labelled): Node => {
      const present = arranged(
        operand,
        all.filter((label) => operand.labels.includes(label)),
      );
      let next = 0;
      return move.reshape(
        present,
        all.map((label) => (operand.labels.includes(label) ? present.shape[next++]! : 1)),
      );
    };
    const x = mul(ranked(a), ranked(b));
    return only({ x, labels: all }, labels);
  }
  const [b0, m, k, n] = [batch, rows, summed, columns].map((of) => sizeOf(size(of))) as [
    number,
    number,
    number,
    number,
  ];
  const full = (operand: Labelled, order: readonly string[]): Node =>
    broadcastTo("einsum", arranged(operand, order), size(order));
  const left = move.reshape(full(a, [...batch, ...rows, ...summed]), [b0, m, k]);
  const right = move.reshape(full(b, [...batch, ...summed, ...columns]), [b0, k, n]);
  const single = b0 === 1;
  const x = single ? matmul(move.reshape(left, [m, k]), move.reshape(right, [k, n])) : matmul(left, right);
  return { x: move.reshape(x, size(labels)), labels };
}
