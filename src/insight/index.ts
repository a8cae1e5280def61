// Looking at what the runtime does: devices, memory, plans, times.
export type { Ceilings } from "./ceilings.ts";
export { type ExplainedKernel, type ExplainedNode, Explanation, explain } from "./explain.ts";
export { type Device, type DeviceMemory, devices, MemoryReport, memory } from "./memory.ts";
export { Profile, type ProfiledKernel, profile } from "./profile.ts";
export { Report, type ReportSection } from "./report.ts";
