// The one door to Dawn: finds an adapter, opens a device with all that the adapter offers. Knows nothing of tensors.
// What `create()` returns and every device stay referenced for ever: Dawn crashes the process when one is collected
// while work is under way.
/// <reference types="@webgpu/types" />
import { create, globals } from "webgpu";
import { DeviceError } from "../../errors.ts";

const keep: unknown[] = [];
let gpu: GPU | undefined;

/** The GPU entry point, made once. Flags are read from `DAWNNODE_FLAGS`, separated by `;`. */
function entry(): GPU {
  if (gpu) return gpu;
  Object.assign(globalThis, globals);
  gpu = create((process.env.DAWNNODE_FLAGS ?? "").split(";").filter(Boolean));
  keep.push(gpu);
  return gpu;
}

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
  /** The first error that no one has been told of yet; reading it clears it. */
  takeError(): string | undefined;
  /** Set when the device is gone. */
  lost(): string | undefined;
}

const wanted: GPUFeatureName[] = ["shader-f16", "subgroups", "timestamp-query"];

/**
 * Opens a device with the adapter's own limits.
 * @throws DeviceError when there is no adapter.
 */
export async function openDevice(): Promise<OpenDevice> {
  const adapter = await entry().requestAdapter({ powerPreference: "high-performance" });
  if (!adapter)
    throw new DeviceError({
      op: "webgpu",
      message: "no adapter: this machine offers no GPU through Vulkan, Metal or Direct3D",
      help: 'use setDevice("wasm"), or run `cellgrad doctor` to see what was found',
    });
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
    requiredLimits: {
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
    },
  });
  keep.push(device);
  let error: string | undefined;
  let lost: string | undefined;
  device.addEventListener("uncapturederror", (event) => {
    event.preventDefault();
    error ??= event.error.message;
  });
  void device.lost.then((info) => {
    lost = info.message || info.reason;
  });
  return {
    device,
    description: describe(adapter.info),
    hardware: !adapter.info.isFallbackAdapter,
    lost: () => lost,
    takeError() {
      const first = error;
      error = undefined;
      return first;
    },
  };
}
