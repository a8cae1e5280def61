// What a device can do, as far as the kernels written for it differ: plain data, so that any device's kernels can be
// written, read and compile-checked on any machine.
/// <reference types="@webgpu/types" />

/** A product that the device's matrix units do: [M, K] by [K, N]. */
export interface MatrixUnit {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

export interface Target {
  /** Lower case, as WebGPU tells it: `nvidia`, `amd`, `intel`, `apple`, `google` (software), … */
  readonly vendor: string;
  /** True when kernels may use subgroup operations. */
  readonly subgroups: boolean;
  readonly subgroupMinSize: number;
  readonly subgroupMaxSize: number;
  readonly f16: boolean;
  /** f16 operands and f32 results; undefined without matrix units. */
  readonly matrix: MatrixUnit | undefined;
  /** Threads of a workgroup. */
  readonly maxThreads: number;
  /** Bytes of a workgroup's memory. */
  readonly workgroupBytes: number;
}

/** Shapes of matrix units that the kernel for them is written for. */
const fits = ({ m, n, k }: MatrixUnit): boolean => [m, n, k].every((size) => size === 8 || size === 16);

export function targetOf(device: GPUDevice, info: GPUAdapterInfo): Target {
  const { features, limits } = device;
  const subgroups = features.has("subgroups");
  return {
    vendor: info.vendor.toLowerCase(),
    subgroups,
    subgroupMinSize: info.subgroupMinSize ?? 4,
    subgroupMaxSize: info.subgroupMaxSize ?? 128,
    f16: features.has("shader-f16"),
    matrix:
      subgroups &&
      features.has("shader-f16") &&
      features.has("chromium-experimental-subgroup-matrix" as GPUFeatureName)
        ? matrixUnitOf(info)
        : undefined,
    maxThreads: limits.maxComputeInvocationsPerWorkgroup,
    workgroupBytes: limits.maxComputeWorkgroupStorageSize,
  };
}

interface MatrixConfig {
  readonly componentType: string;
  readonly resultComponentType: string;
  readonly M: number;
  readonly N: number;
  readonly K: number;
}

function matrixUnitOf(info: GPUAdapterInfo): MatrixUnit | undefined {
  const { subgroupMatrixConfigs: configs } = info as { subgroupMatrixConfigs?: Iterable<MatrixConfig> };
  return [...(configs ?? [])]
    .filter((config) => config.componentType === "f16" && config.resultComponentType === "f32")
    .map(({ M, N, K }) => ({ m: M, n: N, k: K }))
    .filter(fits)
    .sort((a, b) => b.m * b.n * b.k - a.m * a.n * a.k)[0];
}
