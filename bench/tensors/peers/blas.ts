// The products with the BLAS that CELLGRAD_BLAS names, called directly on its own threads (OPENBLAS_NUM_THREADS).
import { createRequire } from "node:module";
import { normals } from "../numbers.ts";
import { type Prepare, serve } from "../serve.ts";

/** What is used of `koffi`, which may be missing where this is compiled. */
interface Koffi {
  load(path: string): { func(signature: string): (...args: unknown[]) => void };
}

const koffi = createRequire(import.meta.url)("koffi") as Koffi;
const library = koffi.load(process.env.CELLGRAD_BLAS!);

function product(): (...args: unknown[]) => void {
  const spellings = [
    ["scipy_cblas_sgemm64_", "int64"],
    ["scipy_cblas_sgemm", "int"],
    ["cblas_sgemm64_", "int64"],
  ];
  for (const [name, size] of spellings) {
    try {
      return library.func(
        `void ${name}(int, int, int, ${size}, ${size}, ${size}, float, void *, ${size}, void *, ${size}, float, void *, ${size})`,
      );
    } catch {
      // Another spelling.
    }
  }
  return library.func(
    "void cblas_sgemm(int, int, int, int, int, int, float, void *, int, void *, int, float, void *, int)",
  );
}

const sgemm = product();
const [rowMajor, plain] = [101, 111];

const matmul =
  (n: number): Prepare =>
  () => {
    const [a, b, c] = [normals(n * n, 1, 1), normals(n * n, 1, 2), new Float32Array(n * n)];
    return () => sgemm(rowMajor, plain, plain, n, n, n, 1, a, n, b, n, 0, c, n);
  };

await serve({ matmul512: matmul(512), matmul1024: matmul(1024), matmul2048: matmul(2048) });
