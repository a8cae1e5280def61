// The one door to Dawn: finds an adapter, opens a device with all that the adapter offers. Knows nothing of tensors.
// What `create()` returns and every device stay referenced for ever: Dawn crashes the process when one is collected
// while work is under way.
/// <reference types="@webgpu/types" />
import { create, globals } from "webgpu";
import { DeviceError } from "../../errors.ts";
import { type Target, targetOf } from "./target.ts";

const keep: unknown[] = [];
let gpu: GPU | undefined;

/** Matrix units and half precision need these switched on; they change nothing for programs that use neither. */
const switches = "enable-dawn-features=allow_unsafe_apis,vulkan_enable_f16_on_nvidia,use_vulkan_memory_model";

/** The GPU entry point, made once. Further flags are read from `DAWNNODE_FLAGS`, separated by `;`. */
function entry(): GPU {
  if (gpu) return gpu;
  Object.assign(globalThis, globals);
  gpu = create([switches, ...(process.env.DAWNNODE_FLAGS ?? "").split(";").filter(Boolean)]);
  keep.push(gpu);
  // Ending the process under a running device crashes in some drivers; this waits for it.
  process.once("exit", () => {
    for (const device of devices) device.destroy();
  });
  return gpu;
}

const devices = new Set<GPUDevice>();

/** What `cellgrad doctor` and the choice of the default device need to know. */
export interface AdapterReport {
  description: string;
  /** False for software rasterisers. */
  hardware: boolean;
}

const describe = (info: GPUAdapterInfo) =>
  info.description ||
  [info.vendor, info.architecture, info.device].filter(Boolean).join(" ") ||
  "unnamed adapter";

/** Looks for an adapter and opens nothing; undefined when there is none. */
export async function probeAdapter(): Promise<AdapterReport | undefined> {
  const adapter = await entry().requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return undefined;
  return { description: describe(adapter.info), hardware: !adapter.info.isFallbackAdapter };
}

/** An open device and how to describe it. */
export interface OpenDevice extends AdapterReport {
  device: GPUDevice;
  /** What kernels are written for. */
  target: Target;
  /** The first error that no one has been told of yet; reading it clears it. */
  takeError(): string | undefined;
}

const wanted = [
  ...["shader-f16", "subgroups", "subgroup-size-control", "timestamp-query"],
  "chromium-experimental-subgroup-matrix",
] as GPUFeatureName[];

/** Features that bring `subgroups` with them. */
const ofSubgroups: readonly string[] = ["subgroup-size-control", "chromium-experimental-subgroup-matrix"];

const limitNames = [
  "maxStorageBuffersPerShaderStage",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
] as const;

/**
 * Opens a device with the adapter's own limits. Every call takes a new adapter, since one gives a single device.
 * @param without features that shall not be used
 * @throws DeviceError when there is no adapter.
 */
export async function openDevice(without: readonly string[] = []): Promise<OpenDevice> {
  const adapter = await entry().requestAdapter({ powerPreference: "high-performance" });
  if (!adapter)
    throw new DeviceError({
      op: "webgpu",
      message: "no adapter: this machine offers no GPU through Vulkan, Metal or Direct3D",
      help: 'use setDevice("wasm"), or run `cellgrad doctor` to see what was found',
    });
  const { limits, features, info } = adapter;
  const dropped = without.includes("subgroups") ? [...without, ...ofSubgroups] : without;
  const device = await adapter.requestDevice({
    requiredFeatures: wanted.filter((feature) => features.has(feature) && !dropped.includes(feature)),
    requiredLimits: Object.fromEntries(limitNames.map((name) => [name, limits[name]])),
  });
  keep.push(device);
  devices.add(device);
  void device.lost.then(() => devices.delete(device));
  let error: string | undefined;
  device.addEventListener("uncapturederror", (event) => {
    event.preventDefault();
    error ??= event.error.message;
  });
  return {
    device,
    target: targetOf(device, info),
    description: describe(info),
    hardware: !info.isFallbackAdapter,
    takeError() {
      const first = error;
      error = undefined;
      return first;
    },
  };
}
