// Which devices there are, and the bytes they hold.
import { allBackends, device } from "../backend/registry.ts";
import { bytesText, Report } from "./report.ts";

/** One device. */
export interface Device {
  /** As `setDevice` takes it. */
  name: string;
  /** True for the device of new work. */
  current: boolean;
  /** True when it was used, or made ready by `setDevice`. */
  open: boolean;
  /** What it is, in words; known once it is open. */
  description: string | undefined;
}

/**
 * All devices that this package knows, the one of new work marked. That one is listed does not say that the machine has it:
 * `setDevice` finds out.
 * @example
 * await setDevice("wasm");
 * devices().filter(({ current }) => current).map(({ name }) => name) // ["wasm"]
 */
export function devices(): Device[] {
  const current = device();
  return allBackends().map(({ name, backend }) => ({
    name,
    current: name === current,
    open: backend !== undefined,
    description: backend?.description,
  }));
}

/** The bytes of one device. */
export interface DeviceMemory {
  /** The device's name. */
  device: string;
  /** Bytes in tensors. */
  live: number;
  /** Bytes kept for the next tensors. */
  pooled: number;
}

/**
 * The memory of all open devices; shows itself as a table.
 * @example
 * memory().live >= 0 // true
 */
export class MemoryReport extends Report {
  /** One entry a device that is open. */
  readonly devices: readonly DeviceMemory[];

  constructor(devices: readonly DeviceMemory[]) {
    const rows = devices.map(({ device, live, pooled }) => [device, bytesText(live), bytesText(pooled)]);
    super("memory", [{ heading: "", columns: ["device", "#live", "#pooled"], rows }]);
    this.devices = devices;
  }
  /** Bytes in tensors, on all devices. */
  get live(): number {
    return this.devices.reduce((sum, { live }) => sum + live, 0);
  }
  /** Bytes kept for the next tensors, on all devices. */
  get pooled(): number {
    return this.devices.reduce((sum, { pooled }) => sum + pooled, 0);
  }
}

/**
 * The bytes that tensors hold on each device, and those kept for the next ones. As a cell's last expression it is a table.
 * @example
 * memory()
 * memory().devices.every(({ live, pooled }) => live >= 0 && pooled >= 0) // true
 */
export function memory(): MemoryReport {
  device();
  return new MemoryReport(
    allBackends().flatMap(({ name, backend }) => (backend ? [{ device: name, ...backend.memory() }] : [])),
  );
}
