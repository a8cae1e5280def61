// A realised node's memory on one device. Only the backend that made it looks inside.
import type { DType } from "./dtype.ts";

export interface Storage {
  /** The backend's name. */
  readonly device: string;
  readonly dtype: DType;
  /** Elements, not bytes. */
  readonly size: number;
  /** True once the memory was given back; using it is a DeviceError. */
  readonly freed: boolean;
  /** Why the memory is gone although nobody gave it back: the device was lost. */
  readonly lost?: string | undefined;
}
