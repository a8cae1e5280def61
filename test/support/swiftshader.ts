// SwiftShader, a Vulkan driver in software, for testing the WebGPU backend on machines without a GPU. Not for users: its
// arithmetic is coarse and it is slower than the wasm backend. Carried by `@sparticuz/chromium`, for Linux x64 only.
import { join } from "node:path";
import { unpack } from "./unpack.ts";

/** The environment of a process whose WebGPU adapter is SwiftShader; undefined where there is none for this machine. */
export async function swiftshaderEnvironment(): Promise<Record<string, string> | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const folder = await unpack("swiftshader.tar.br", "swiftshader");
  const driver = join(folder, "vk_swiftshader_icd.json");
  const libraries = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  return { VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver, LD_LIBRARY_PATH: libraries };
}
