// One dispatch of a compiled plan, with the bind groups that it was last run with: making one costs more than a dispatch,
// and training meets the same few sets of buffers again and again.
/// <reference types="@webgpu/types" />
import type { Block } from "./memory.ts";
import type { Pipeline } from "./pipelines.ts";

/** Sets of buffers that a step remembers. */
const kept = 4;

interface Bound {
  readonly blocks: readonly Block[];
  readonly group: GPUBindGroup;
}

export class Step {
  readonly pipeline: Pipeline;
  /** The kernel of the plan that it belongs to. */
  readonly kernel: number;
  readonly #device: GPUDevice;
  readonly #places: readonly number[];
  readonly #x: number;
  readonly #y: number;
  readonly #z: number;
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
    this.#x = x;
    this.#y = y;
    this.#z = z;
  }

  /** Records the dispatch; `before` is the pipeline that the pass has set. Returns the one it has then. */
  record(pass: GPUComputePassEncoder, blocks: readonly Block[], before?: Pipeline): Pipeline {
    if (before !== this.pipeline) pass.setPipeline(this.pipeline.pipeline!);
    pass.setBindGroup(0, this.#group(blocks));
    // Each argument that is left out is one less to hand over.
    if (this.#y * this.#z === 1) pass.dispatchWorkgroups(this.#x);
    else pass.dispatchWorkgroups(this.#x, this.#y, this.#z);
    return this.pipeline;
  }

  #group(blocks: readonly Block[]): GPUBindGroup {
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
