// The dispatches of a compiled plan, with the bind groups that they were last run with: making one costs more than a dispatch,
// and training meets the same few sets of buffers again and again. What a replay does for each dispatch is here, and is as
// little as can be: three calls of the device's.
/// <reference types="@webgpu/types" />
import type { Block } from "./memory.ts";
import type { Pipeline } from "./pipelines.ts";

/** Sets of buffers that are remembered, of a dispatch and of the whole plan. */
const kept = 4;

interface Bound {
  readonly blocks: readonly Block[];
  readonly group: GPUBindGroup;
}

/** One dispatch. */
export class Step {
  readonly pipeline: Pipeline;
  /** The kernel of the plan that it belongs to. */
  readonly kernel: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly #device: GPUDevice;
  readonly #places: readonly number[];
  #recent: Bound[] = [];

  /** @param places for each binding, the number of its block */
  constructor(
    device: GPUDevice,
    pipeline: Pipeline,
    places: readonly number[],
    [x, y, z]: readonly [number, number, number],
    kernel: number,
  ) {
    this.#device = device;
    this.pipeline = pipeline;
    this.#places = places;
    this.kernel = kernel;
    this.x = x;
    this.y = y;
    this.z = z;
  }

  group(blocks: readonly Block[]): GPUBindGroup {
    const recent = this.#recent;
    for (let i = 0; i < recent.length; i++) {
      if (this.#same(recent[i]!.blocks, blocks)) return recent[i]!.group;
    }
    const bound = this.#places.map((place) => blocks[place]!);
    const group = this.#device.createBindGroup({
      layout: this.pipeline.layout,
      entries: bound.map(({ buffer }, binding) => ({ binding, resource: { buffer } })),
    });
    if (recent.length >= kept) recent.shift();
    recent.push({ blocks: bound, group });
    return group;
  }

  #same(bound: readonly Block[], blocks: readonly Block[]): boolean {
    for (let k = 0; k < bound.length; k++) if (bound[k] !== blocks[this.#places[k]!]) return false;
    return true;
  }
}

/** All dispatches of a plan, in order. */
export class Steps {
  readonly all: readonly Step[];
  #recent: { readonly blocks: readonly Block[]; readonly groups: readonly GPUBindGroup[] }[] = [];

  constructor(all: readonly Step[]) {
    this.all = all;
  }

  /** The pipelines are there. */
  get compiled(): boolean {
    return this.all.every(({ pipeline }) => pipeline.pipeline);
  }

  /** The bind group of each dispatch. */
  groups(blocks: readonly Block[]): readonly GPUBindGroup[] {
    const recent = this.#recent;
    for (let i = 0; i < recent.length; i++) if (same(recent[i]!.blocks, blocks)) return recent[i]!.groups;
    const groups = this.all.map((step) => step.group(blocks));
    if (recent.length >= kept) recent.shift();
    recent.push({ blocks: [...blocks], groups });
    return groups;
  }

  /** Records the dispatches from `from` to `to`. */
  record(pass: GPUComputePassEncoder, groups: readonly GPUBindGroup[], from: number, to: number): void {
    const { all } = this;
    let before: Pipeline | undefined;
    for (let i = from; i < to; i++) {
      const { pipeline, x, y, z } = all[i]!;
      if (pipeline !== before) pass.setPipeline(pipeline.pipeline!);
      before = pipeline;
      pass.setBindGroup(0, groups[i]!);
      // Each argument that is left out is one less to hand over.
      if (y * z === 1) pass.dispatchWorkgroups(x);
      else pass.dispatchWorkgroups(x, y, z);
    }
  }
}

function same(a: readonly Block[], b: readonly Block[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
