// Compiled plans: the pipelines of each kernel and what they bind. Pipelines are shared between plans whose kernels read
// alike. On real hardware they are compiled beside each other; in software, where all cores are at work anyway, in line.
/// <reference types="@webgpu/types" />
import type { Plan } from "../../graph/kernel.ts";
import { checkPlan } from "./dtypes.ts";
import { emit } from "./kernels/index.ts";
import { type Placement, placeTemporaries } from "./placement.ts";
import { Step, Steps } from "./step.ts";
import type { Target } from "./target.ts";
import { storedSlots } from "./wgsl/halves.ts";
import type { Binding, Program, Shader } from "./wgsl/writer.ts";

const STORAGE = 4; // GPUShaderStage.COMPUTE
const keptPipelines = 4096;

/** A pipeline, once it is compiled. */
export interface Pipeline {
  readonly layout: GPUBindGroupLayout;
  pipeline: GPUComputePipeline | undefined;
  /** It is known whether it compiles. */
  settled: boolean;
  /** Settles when compiled, with the reason when that failed. */
  compiled: Promise<string | undefined>;
}

/** A plan on this device. Blocks are numbered: the plan's slots, the parameters, then the buffers of the placement. */
export interface CompiledPlan {
  readonly steps: Steps;
  readonly placement: Placement;
  /** Waits for the pipelines; undefined when they are there. */
  ready: Promise<void> | undefined;
  /** Why it cannot run; undefined when it is known that it can. */
  failure: Promise<string | undefined> | undefined;
}

interface Emitted {
  readonly programs: readonly Program[];
  /** The WGSL of each kernel, for people. */
  readonly texts: readonly string[];
}

export class Pipelines {
  readonly #device: GPUDevice;
  readonly #target: Target;
  readonly #parallel: boolean;
  readonly #pipelines = new Map<string, Pipeline>();
  readonly #emitted = new WeakMap<Plan, Emitted>();
  readonly #plans = new WeakMap<Plan, CompiledPlan>();

  /** @param parallel compile in the background */
  constructor(device: GPUDevice, target: Target, parallel: boolean) {
    this.#device = device;
    this.#target = target;
    this.#parallel = parallel;
  }

  /** The text of each kernel. */
  texts(plan: Plan): readonly string[] {
    return this.#emit(plan).texts;
  }

  #emit(plan: Plan): Emitted {
    let emitted = this.#emitted.get(plan);
    if (!emitted) {
      checkPlan(plan);
      const slots = storedSlots(plan.slots, this.#target.f16);
      const programs = plan.kernels.map((kernel) => emit(kernel, slots, this.#target));
      const texts = programs.map(({ shaders }) => shaders.map(({ text }) => text).join("\n\n"));
      this.#emitted.set(plan, (emitted = { programs, texts }));
    }
    return emitted;
  }

  /** The plan's dispatches; its pipelines may still be on their way. */
  compile(plan: Plan): CompiledPlan {
    const known = this.#plans.get(plan);
    if (known) return known;
    const { programs } = this.#emit(plan);
    const placement = placeTemporaries(
      plan,
      programs.map(({ roomWords }) => 4 * roomWords),
    );
    const first = plan.slots.length + 1;
    const steps = programs.flatMap(({ shaders }, kernel) =>
      shaders.map((shader) => {
        const places = shader.bindings.map((binding) => {
          if (binding === "parameters") return plan.slots.length;
          if (binding === "room") return first + placement.rooms[kernel]!;
          const temporary = placement.slots.get(binding.slot);
          return temporary === undefined ? binding.slot : first + temporary;
        });
        return new Step(this.#device, this.#pipeline(shader), places, shader.workgroups, kernel);
      }),
    );
    const unknown = steps.map((step) => step.pipeline).filter(({ settled }) => !settled);
    const failure =
      unknown.length > 0
        ? Promise.all(unknown.map(({ compiled }) => compiled)).then((all) => all.find(Boolean))
        : undefined;
    const waits = unknown.some(({ pipeline }) => pipeline === undefined);
    const compiled: CompiledPlan = {
      steps: new Steps(steps),
      placement,
      failure,
      ready: undefined,
    };
    const done = failure?.then((reason) => {
      compiled.ready = undefined;
      if (!reason) compiled.failure = undefined;
    });
    if (waits) compiled.ready = done;
    this.#plans.set(plan, compiled);
    return compiled;
  }

  #pipeline({ text, bindings }: Shader): Pipeline {
    const known = this.#pipelines.get(text);
    if (known) return known;
    const device = this.#device;
    const layout = device.createBindGroupLayout({
      entries: bindings.map((binding, at) => ({
        binding: at,
        visibility: STORAGE,
        buffer: { type: isWritten(binding) ? ("storage" as const) : ("read-only-storage" as const) },
      })),
    });
    const descriptor: GPUComputePipelineDescriptor = {
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ code: text }), entryPoint: "main" },
    };
    const made: Pipeline = {
      layout,
      pipeline: undefined,
      settled: false,
      compiled: Promise.resolve(undefined),
    };
    made.compiled = this.#create(descriptor, made).then((reason) => {
      made.settled = true;
      return reason;
    });
    this.#pipelines.set(text, made);
    if (this.#pipelines.size > keptPipelines) {
      const [oldest] = this.#pipelines.keys();
      this.#pipelines.delete(oldest!);
    }
    return made;
  }

  /** Sets `made.pipeline` now or later; tells why it cannot be. */
  #create(descriptor: GPUComputePipelineDescriptor, made: Pipeline): Promise<string | undefined> {
    const device = this.#device;
    const reason = (error: unknown) => `a kernel does not compile: ${String(error)}`;
    if (this.#parallel) {
      return device.createComputePipelineAsync(descriptor).then((pipeline) => {
        made.pipeline = pipeline;
        return undefined;
      }, reason);
    }
    device.pushErrorScope("validation");
    made.pipeline = device.createComputePipeline(descriptor);
    return device.popErrorScope().then((error) => error?.message && reason(error.message)) as Promise<
      string | undefined
    >;
  }
}

const isWritten = (binding: Binding): boolean =>
  binding === "room" || (binding !== "parameters" && binding.write);
