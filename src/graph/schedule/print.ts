// A plan as text, for tests and for people who want to see what a step runs as.
import type { Affine, Expr, Kernel, Operand, Plan } from "../kernel.ts";
import type { BinaryKind } from "../node.ts";

const infix: Partial<Record<BinaryKind, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  and: "&",
  or: "|",
  xor: "^",
};

const axisNames = "ijklmnopqrstuvwxyz";

function printAffine({ offset, strides }: Affine): string {
  const terms = strides.flatMap((stride, axis) => {
    const name = axisNames[axis] ?? `axis${axis}`;
    return stride === 0 ? [] : [stride === 1 ? name : `${stride}${name}`];
  });
  if (offset !== 0 || terms.length === 0) terms.push(String(offset));
  return terms.join("+").replaceAll("+-", "-");
}

function printExpr(e: Expr, slot: (slot: number) => string): string {
  const show = (child: Expr) => printExpr(child, slot);
  switch (e.op) {
    case "load":
      return `${slot(e.slot)}[${printAffine(e.at)}]`;
    case "constant":
      return String(e.value);
    case "parameter":
      return `$${e.index}`;
    case "index":
      return `(${printAffine(e.at)})`;
    case "random":
      return `random($${e.key}, ${printAffine(e.at)})`;
    case "unary":
      return `${e.kind}(${show(e.x)})`;
    case "binary": {
      const sign = infix[e.kind];
      return sign ? `(${show(e.a)} ${sign} ${show(e.b)})` : `${e.kind}(${show(e.a)}, ${show(e.b)})`;
    }
    case "where":
      return `(${show(e.condition)} ? ${show(e.a)} : ${show(e.b)})`;
    case "cast":
      return `${e.dtype}(${show(e.x)})`;
    case "guard":
      return `{${e.bounds.map((b) => `${b.lo}<=${printAffine(b.at)}<${b.hi}`).join(", ")}: ${show(e.x)}}`;
    case "gather":
      return `${slot(e.slot)}[${printAffine(e.at)}+${e.stride}*<${show(e.index)}>]`;
    case "result":
      return e.stage === undefined ? "result" : `r${e.stage}`;
  }
}

/** One line a kernel, then its outputs, then the scratch block's size. */
export function printPlan(plan: Plan): string {
  const lines = printKernels(plan);
  if (plan.scratchBytes > 0) lines.push(`scratch ${plan.scratchBytes} bytes`);
  return lines.join("\n");
}

/** The text of each kernel: a line, then its outputs. */
export function printKernels(plan: Plan): string[] {
  const counters = { input: 0, temporary: 0, output: 0 };
  const letter = { input: "in", temporary: "t", output: "out" };
  const names = plan.slots.map(({ role }) => `${letter[role]}${counters[role]++}`);
  const slot = (at: number) => names[at]!;
  const shape = (sizes: readonly number[]) => `[${sizes.join(",")}]`;
  const operand = (o: Operand) => `${slot(o.slot)}[${printAffine(o.at)}]`;
  const head = (k: Kernel): string => {
    switch (k.kind) {
      case "map":
        return `map ${shape(k.shape)}`;
      case "reduce":
        return `${k.reduce} ${shape(k.outer)}${shape(k.inner)} of ${printExpr(k.x, slot)}`;
      case "rows":
        return [
          `rows ${shape(k.outer)}${shape(k.inner)}`,
          ...k.stages.map(({ reduce, x }, i) => `  r${i} = ${reduce} of ${printExpr(x, slot)}`),
        ].join("\n");
      case "sort":
        return `sort ${k.descending ? "descending " : ""}${shape(k.outer)}${shape(k.inner)} of ${printExpr(k.x, slot)}`;
      case "scan":
        return `${k.scan} ${shape(k.outer)}${shape(k.inner)} of ${printExpr(k.x, slot)}`;
      case "matmul":
        return `matmul ${shape(k.batch)} ${k.m}x${k.n}x${k.k} of ${operand(k.a)}, ${operand(k.b)}`;
      case "fold":
        return `fold ${shape(k.windowShape)} of ${operand(k.x)}`;
      case "linalg":
        return `${k.compute} ${shape(k.shape)} of ${k.operands.map(operand).join(", ")}`;
      case "scatterAdd":
        return `scatterAdd axis ${k.axis} ${shape(k.shape)} of ${operand(k.index)}, ${operand(k.source)}`;
      default:
        return `${k.kind} ${shape(k.shape)} of ${operand(k.a)}, ${operand(k.b)}`;
    }
  };
  return plan.kernels.map((k) =>
    [head(k), ...k.outputs.map((output) => `  ${slot(output.slot)} = ${printExpr(output.value, slot)}`)].join(
      "\n",
    ),
  );
}
