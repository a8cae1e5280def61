// What a tensor's computation is: the graph of primitives, the kernels it is fused into, what each moves and computes, and
// the text generated for it. Nothing is computed, except random starts of parameters, which any look would fix.
import type { Explained } from "../backend/backend.ts";
import { costOf, fusedIn, kernelName } from "../graph/cost.ts";
import type { Node } from "../graph/node.ts";
import { structureOf } from "../graph/schedule/structure.ts";
import { printKernels, Scheduler } from "../graph/schedule.ts";
import { showShape } from "../graph/shape.ts";
import { prepare, type Tensor } from "../tensor/index.ts";
import { bytesText, countText, Report, type ReportSection } from "./report.ts";

/** One primitive of the graph. */
export interface ExplainedNode {
  /** Its place in the list, from 0; inputs come before users. */
  id: number;
  /** The primitive: `add`, `matmul`, `expand`; `memory` for what is computed already. */
  op: string;
  /** The result's shape. */
  shape: readonly number[];
  /** The result's dtype. */
  dtype: string;
  /** The ids of what it is made of. */
  inputs: readonly number[];
}

/** One kernel. */
export interface ExplainedKernel {
  /** What it is: `matmul 32×10×64`. */
  name: string;
  /** The elementwise operations that run inside it. */
  fuses: readonly string[];
  /** Bytes read and written, each element once. */
  bytes: number;
  /** Arithmetic operations. */
  operations: number;
  /** The generated text: WGSL on webgpu, a listing of the loops elsewhere. */
  text: string;
}

/**
 * What a tensor's computation runs as; shows itself as tables and the generated text.
 * @example
 * explain(tensor([1, 2]).exp().add(1)).kernels.length // 1
 */
export class Explanation extends Report {
  /** The device that would compute it. */
  readonly device: string;
  /** The graph, inputs first. */
  readonly nodes: readonly ExplainedNode[];
  /** The kernels, in the order in which they run. */
  readonly kernels: readonly ExplainedKernel[];
  /** Bytes that results between kernels take. */
  readonly scratchBytes: number;

  constructor(
    device: string,
    nodes: readonly ExplainedNode[],
    kernels: readonly ExplainedKernel[],
    scratchBytes: number,
  ) {
    super(titleOf(device, nodes, kernels, scratchBytes), sectionsOf(nodes, kernels));
    this.device = device;
    this.nodes = nodes;
    this.kernels = kernels;
    this.scratchBytes = scratchBytes;
  }
}

function titleOf(
  device: string,
  nodes: readonly ExplainedNode[],
  kernels: readonly ExplainedKernel[],
  scratch: number,
): string {
  if (kernels.length === 0) return `nothing to compute: the values are there, on ${device}`;
  const bytes = kernels.reduce((sum, kernel) => sum + kernel.bytes, 0);
  const operations = kernels.reduce((sum, kernel) => sum + kernel.operations, 0);
  const made = nodes.filter(({ op }) => op !== "memory").length;
  return `${plural(made, "primitive")} in ${plural(kernels.length, "kernel")} on ${device}: ${bytesText(bytes)} moved, ${countText(operations)} operations, ${bytesText(scratch)} between kernels`;
}

const plural = (count: number, name: string): string => `${count} ${name}${count === 1 ? "" : "s"}`;

/** A graph may have thousands of nodes; this many are shown. */
const shownNodes = 200;

function sectionsOf(
  nodes: readonly ExplainedNode[],
  kernels: readonly ExplainedKernel[],
): readonly ReportSection[] {
  if (kernels.length === 0) return [];
  const more = nodes.length > shownNodes ? `, the first ${shownNodes} of ${nodes.length}` : "";
  return [
    {
      heading: `graph${more}`,
      columns: ["#id", "primitive", "of", "shape", "dtype"],
      rows: nodes
        .slice(0, shownNodes)
        .map(({ id, op, shape, dtype, inputs }) => [
          String(id),
          op,
          inputs.join(", "),
          showShape(shape),
          dtype,
        ]),
    },
    {
      heading: "kernels",
      columns: ["#", "kernel", "fuses", "#bytes", "#operations"],
      rows: kernels.map(({ name, fuses, bytes, operations }, i) => [
        String(i),
        name,
        fuses.join(", "),
        bytesText(bytes),
        countText(operations),
      ]),
    },
    ...kernels.map(({ text }, i) => ({ heading: `kernel ${i}`, text })),
  ];
}

/**
 * What computing `t` runs as: the graph of primitives, the kernels that they are fused into, bytes moved and operations of
 * each, and the generated text. As a cell's last expression it shows all of it. `t` is not computed by this.
 * @throws DeviceError when what `t` is made of was given back
 * @example
 * explain(model.forward(x).softmax(1))
 */
export function explain(t: Tensor): Explanation {
  const { node } = t;
  if (node.storage || node.host) return new Explanation(t.device, [], [], 0);
  const backend = prepare([node]);
  const { plan, texts } = backend.explain?.([node]) ?? planOf(node);
  const kernels = plan.kernels.map((kernel, i) => ({
    name: kernelName(kernel),
    fuses: fusedIn(kernel),
    ...costOf(kernel, plan.slots),
    text: texts[i]!,
  }));
  return new Explanation(backend.name, nodesOf(node), kernels, plan.scratchBytes);
}

// A backend that computes node by node has no plan of its own: this is what others would run.
function planOf(node: Node): Explained {
  const { plan } = new Scheduler().schedule([node]);
  return { plan, texts: printKernels(plan) };
}

function nodesOf(root: Node): ExplainedNode[] {
  const { nodes } = structureOf([root]);
  const numbers = new Map(nodes.map((node, i) => [node, i]));
  return nodes.map((node, id) => ({
    id,
    op: node.storage ? "memory" : primitiveName(node),
    shape: node.shape,
    dtype: node.dtype,
    inputs: node.storage ? [] : node.inputs.map((input) => numbers.get(input)!),
  }));
}

const primitiveName = ({ op, attributes }: Node): string => ("kind" in attributes ? attributes.kind : op);
