// Which devices there are and which one new work goes to. The first look at a number chooses it, so that nobody has to:
// CELLGRAD_DEVICE if set, else the graphics card if the machine has a real one, else WebAssembly.
import { existsSync } from "node:fs";
import { DeviceError } from "../errors.ts";
import { lazily } from "../lazy.ts";
import type { Backend } from "./backend.ts";
import { referenceBackend } from "./reference/reference.ts";
import { wasmBackend } from "./wasm/wasm.ts";

/** The names of the devices. */
export type DeviceName = "webgpu" | "wasm" | "reference";

/** Devices that are there at once. */
const atOnce: { readonly [name: string]: () => Backend } = {
  wasm: () => wasmBackend(),
  reference: () => referenceBackend(),
};
/** The device where nothing better is found. */
const fallback = "wasm";
/** Devices that take time to open. */
const later: { readonly [name: string]: () => Promise<Backend & { readonly hardware?: boolean }> } = {
  webgpu: async () => (await lazily(() => import("./webgpu/webgpu.ts"))).createWebGPUBackend(),
};

const opened = new Map<string, Backend>();
let current: Backend | undefined;
let choosing: Promise<Backend> | undefined;
/** Why the device that CELLGRAD_DEVICE names is not there. */
let refusal: unknown;

const unknown = (name: string): DeviceError =>
  new DeviceError({
    op: "device",
    message: `there is no device ${name}: one of ${[...Object.keys(later), ...Object.keys(atOnce)].join(", ")}`,
  });

function openAtOnce(name: string): Backend {
  const backend = opened.get(name) ?? atOnce[name]?.();
  if (!backend) {
    if (!later[name]) throw unknown(name);
    throw new DeviceError({
      op: "device",
      message: `${name} is not open yet`,
      help: `write await setDevice("${name}") first`,
    });
  }
  opened.set(name, backend);
  return backend;
}

/** Opens a device without making it the one of new work. */
export async function openBackend(name: string): Promise<Backend> {
  if (opened.has(name) || !later[name]) return openAtOnce(name);
  const backend = await later[name]();
  opened.set(name, backend);
  return backend;
}

/** The devices in use, with the bytes of their storages. Opens none. */
export const devicesInUse = (): { name: string; live: number; pooled: number }[] =>
  [...opened].map(([name, backend]) => ({ name, ...backend.memory() }));

/** The device of new work; without an earlier choice, the best of those that are there at once. */
export function currentBackend(): Backend {
  if (refusal) throw refusal;
  current ??= openAtOnce(process.env.CELLGRAD_DEVICE ?? fallback);
  return current;
}

/** Every device by name, with its backend where it is open. */
export const allBackends = (): readonly { name: string; backend: Backend | undefined }[] =>
  [...new Set([...Object.keys(later), ...Object.keys(atOnce), ...opened.keys()])].map((name) => ({
    name,
    backend: opened.get(name),
  }));

/** The backend that made a storage of this device. */
export const backendNamed = (name: string): Backend => openAtOnce(name);

/**
 * Waits until the device is chosen. Calling it is never needed: importing the package begins, the first look at a number
 * waits.
 * @throws DeviceError when CELLGRAD_DEVICE names a device that is not there
 * @example
 * const { name } = await init();
 */
export function init(): Promise<Backend> {
  if (current) return readied(current);
  choosing ??= choose().then(
    (backend) => {
      current ??= backend;
      return current;
    },
    (error: unknown) => {
      refusal = error;
      throw error;
    },
  );
  return choosing;
}

async function readied(backend: Backend): Promise<Backend> {
  await backend.ready?.();
  return backend;
}

/** Where Linux shows graphics cards. Without one, Dawn need not be loaded, nor its complaints be heard. */
const graphicsFiles = ["/dev/dri", "/dev/nvidiactl", "/dev/dxg", "/dev/kfd"];
const mayHaveGraphics = (): boolean =>
  process.platform !== "linux" || graphicsFiles.some((file) => existsSync(file));

async function choose(): Promise<Backend> {
  const wanted = process.env.CELLGRAD_DEVICE;
  if (wanted) return openBackend(wanted);
  if (!mayHaveGraphics()) return openAtOnce(fallback);
  try {
    const backend = await later.webgpu!();
    if (backend.hardware) {
      opened.set("webgpu", backend);
      return backend;
    }
  } catch {
    // A machine without a graphics card is nothing to complain about.
  }
  return openAtOnce(fallback);
}

/**
 * The name of the device of new work: `webgpu` on a machine with a graphics card, else `wasm`, unless CELLGRAD_DEVICE or
 * `setDevice` says otherwise.
 * @example
 * await setDevice("wasm");
 * device() // "wasm"
 */
export const device = (): string => currentBackend().name;

/**
 * Makes a device the one of new work. Tensors stay where they are.
 * @param name `webgpu` (graphics card), `wasm` (processor), or `reference` (slow plain loops in double precision)
 * @throws DeviceError when there is no such device
 * @example
 * await setDevice("reference");
 */
export async function setDevice(name: DeviceName): Promise<void> {
  current = await openBackend(name);
  refusal = undefined;
}

/** Makes `backend` the one of new work, and returns what was. */
export function useBackend(backend: Backend): Backend | undefined {
  const before = current;
  opened.set(backend.name, backend);
  current = backend;
  refusal = undefined;
  return before;
}
