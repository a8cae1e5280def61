// Compiled plans: each kernel's pipeline with what it binds. Pipelines are shared between plans whose kernels read alike;
// bind groups are kept for as long as a plan meets the same buffers, since making one costs more than a dispatch.
/// <reference types="@webgpu/types" />
import type { Plan } from "../../graph/kernel.ts";
import { checkPlan } from "./dtypes.ts";
import { emit } from "./kernels/index.ts";
import { storedSlots } from "./wgsl/halves.ts";
import type { Binding } from "./wgsl/writer.ts";

const STORAGE = 4; // GPUShaderStage.COMPUTE
const KEPT_GROUPS = 64;

interface Step {
  pipeline: GPUComputePipeline;
  layout: GPUBindGroupLayout;
  bindings: readonly Binding[];
  workgroups: readonly [number, number, number];
  /** Bind groups by the buffers in them. */
  groups: Map<string, GPUBindGroup>;
}

export interface CompiledPlan {
  /** By kernel. */
  steps: readonly (readonly Step[])[];
  /** Bytes of the room that the kernels use, one after the other. */
  roomBytes: number;
  /** The WGSL of each kernel, for people. */
  texts: readonly string[];
}

/** The buffers of one run. */
export interface BoundBuffers {
  /** By slot; temporaries have none. */
  slots: readonly (GPUBuffer | undefined)[];
  parameters: GPUBuffer | undefined;
  scratch: GPUBuffer | undefined;
  room: GPUBuffer | undefined;
}

export class Pipelines {
  readonly #device: GPUDevice;
  readonly #pipelines = new Map<string, { pipeline: GPUComputePipeline; layout: GPUBindGroupLayout }>();
  readonly #plans = new Map<string, CompiledPlan>();
  readonly #ids = new WeakMap<GPUBuffer, number>();
  #nextId = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  compile(plan: Plan): CompiledPlan {
    const known = this.#plans.get(plan.key);
    if (known) return known;
    checkPlan(plan);
    const slots = storedSlots(plan.slots, this.#device.features.has("shader-f16"));
    const programs = plan.kernels.map((kernel) => emit(kernel, slots));
    const compiled = {
      roomBytes: 4 * Math.max(0, ...programs.map(({ roomWords }) => roomWords)),
      texts: programs.map(({ shaders }) => shaders.map(({ text }) => text).join("\n\n")),
      steps: programs.map(({ shaders }) =>
        shaders.map(({ text, bindings, workgroups }) => ({
          ...this.#pipeline(text, bindings),
          bindings,
          workgroups,
          groups: new Map<string, GPUBindGroup>(),
        })),
      ),
    };
    this.#plans.set(plan.key, compiled);
    return compiled;
  }

  #pipeline(text: string, bindings: readonly Binding[]) {
    const known = this.#pipelines.get(text);
    if (known) return known;
    const device = this.#device;
    const layout = device.createBindGroupLayout({
      entries: bindings.map((binding, at) => ({
        binding: at,
        visibility: STORAGE,
        buffer: {
          type:
            binding === "scratch" || binding === "room" || (typeof binding === "object" && binding.write)
              ? ("storage" as const)
              : ("read-only-storage" as const),
        },
      })),
    });
    const pipeline = device.createComputePipeline({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ code: text }), entryPoint: "main" },
    });
    const made = { pipeline, layout };
    this.#pipelines.set(text, made);
    return made;
  }

  /** Records a plan's dispatches. */
  record(pass: GPUComputePassEncoder, compiled: CompiledPlan, buffers: BoundBuffers): void {
    for (const step of compiled.steps.flat()) this.#dispatch(pass, step, buffers);
  }

  /** Records a plan's dispatches, each kernel's in a pass of its own that `times` gives a place for its times. */
  recordApart(
    encoder: GPUCommandEncoder,
    compiled: CompiledPlan,
    buffers: BoundBuffers,
    times: (step: number) => GPUComputePassDescriptor,
  ): void {
    compiled.steps.forEach((steps, i) => {
      const pass = encoder.beginComputePass(times(i));
      for (const step of steps) this.#dispatch(pass, step, buffers);
      pass.end();
    });
  }

  #dispatch(pass: GPUComputePassEncoder, step: Step, buffers: BoundBuffers): void {
    const [x, y, z] = step.workgroups;
    pass.setPipeline(step.pipeline);
    pass.setBindGroup(0, this.#group(step, buffers));
    pass.dispatchWorkgroups(x, y, z);
  }

  #group(step: Step, buffers: BoundBuffers): GPUBindGroup {
    const bound = step.bindings.map((binding) => {
      const buffer =
        binding === "scratch"
          ? buffers.scratch
          : binding === "parameters"
            ? buffers.parameters
            : binding === "room"
              ? buffers.room
              : buffers.slots[binding.slot];
      if (!buffer) throw new Error("webgpu: a kernel binds a slot that has no buffer");
      return buffer;
    });
    const key = bound.map((buffer) => this.#id(buffer)).join();
    const known = step.groups.get(key);
    if (known) return known;
    const group = this.#device.createBindGroup({
      layout: step.layout,
      entries: bound.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    if (step.groups.size >= KEPT_GROUPS) step.groups.clear();
    step.groups.set(key, group);
    return group;
  }

  #id(buffer: GPUBuffer): number {
    const known = this.#ids.get(buffer);
    if (known) return known;
    this.#ids.set(buffer, ++this.#nextId);
    return this.#nextId;
  }
}
