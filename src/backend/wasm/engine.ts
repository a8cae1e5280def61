// The door to the engine's WebAssembly object. Its types come with a browser's library, which a Node program has no use for.

export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

export type WasmModule = { readonly wasmModule: unique symbol };

export interface WasmInstance {
  readonly exports: Readonly<Record<string, (...args: number[]) => void>>;
}

interface Engine {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => WasmInstance;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

export const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;
