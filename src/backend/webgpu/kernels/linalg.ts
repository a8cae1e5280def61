// Matrix computations are steps that wait for one another: nothing for a graphics card. They are refused, with the way out.
import { DeviceError } from "../../../errors.ts";
import type { Kernel } from "../../../graph/kernel.ts";

export function refuseLinalg({ compute }: Extract<Kernel, { kind: "linalg" }>): never {
  throw new DeviceError({
    op: compute,
    message: "runs on the processor only: the matrix is on webgpu",
    help: 'move it there: a = await a.to("wasm")',
  });
}
