// Linear algebra and Fourier transforms as users call them: what they give, what they refuse. Each function's values and
// gradients are also in the conformance suite and among the gradients of all ops.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fft, grad, linalg, manualSeed, noGrad, randn, type Tensor, tensor, vmap, zeros } from "../index.ts";

const largest = (x: Tensor): Promise<number> => x.abs().max().item();
const isClose = async (a: Tensor, b: Tensor, tolerance = 1e-10): Promise<void> => {
  assert.deepEqual(a.shape, b.shape);
  assert.ok((await largest(a.sub(b))) <= tolerance, `${await a.toArray()} and ${await b.toArray()}`);
};
const random = (shape: number[]): Tensor => randn(shape).to("f64");
const identity = (n: number): Tensor => linalg.matrixPower(zeros([n, n], { dtype: "f64" }), 0);

describe("linalg", () => {
  it("factorizations multiply to the matrix again, in batches too", async () => {
    manualSeed(3);
    for (const shape of [
      [5, 3],
      [3, 5],
      [4, 4],
      [2, 3, 4, 2],
    ]) {
      const a = random(shape);
      const { q, r } = linalg.qr(a);
      await isClose(q.matmul(r), a);
      await isClose(r, r.triu());
      const { u, s, vh } = linalg.svd(a);
      await isClose(u.mul(s.unsqueeze(-2)).matmul(vh), a);
      await isClose(s, s.sort(-1, true).values);
      await isClose(a.matmul(linalg.pinv(a)).matmul(a), a);
    }
    const b = random([2, 4, 4]);
    const positive = b.matmul(b.transpose(-2, -1)).add(identity(4));
    const l = linalg.cholesky(positive);
    await isClose(l.matmul(l.transpose(-2, -1)), positive);
    const { values, vectors } = linalg.eigh(positive);
    await isClose(vectors.mul(values.unsqueeze(-2)).matmul(vectors.transpose(-2, -1)), positive);
    await isClose(linalg.eigvalsh(positive).log().sum(-1), linalg.slogdet(positive).logabsdet);
  });

  it("solves equations, least squares, and triangular systems", async () => {
    manualSeed(4);
    const a = random([3, 4, 4]);
    const x = random([3, 4, 2]);
    await isClose(linalg.solve(a, a.matmul(x)), x, 1e-8);
    await isClose(linalg.inv(a).matmul(a).sub(identity(4)), zeros([3, 4, 4], { dtype: "f64" }), 1e-8);
    const lower = random([4, 4]).tril().add(identity(4).mul(3));
    await isClose(linalg.solveTriangular(lower, lower.matmul(x)), x, 1e-8);
    const tall = random([6, 2]);
    const line = random([2]);
    await isClose(linalg.lstsq(tall, tall.matmul(line)), line, 1e-8);
    const wide = random([2, 5]);
    const least = linalg.lstsq(wide, line);
    await isClose(wide.matmul(least), line, 1e-8);
  });

  it("determinants: of even and odd exchanges of rows, of singular and of empty matrices", async () => {
    const exchanged = tensor([
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ]);
    assert.equal(await linalg.det(exchanged).item(), 1);
    assert.equal(
      await linalg
        .det(
          tensor([
            [0, 2],
            [3, 0],
          ]),
        )
        .item(),
      -6,
    );
    const singular = tensor([
      [1, 2],
      [2, 4],
    ]);
    assert.equal(Math.abs(await linalg.det(singular).item()), 0);
    const cofactors = tensor([
      [4, -2],
      [-2, 1],
    ]);
    await isClose(grad((x: Tensor) => linalg.det(x))(singular), cofactors, 1e-5);
    assert.equal(await linalg.det(zeros([0, 0])).item(), 1);
    assert.equal(await linalg.matrixRank(singular).item(), 1);
  });

  it("gradients of functions of symmetric matrices", async () => {
    manualSeed(5);
    const b = random([3, 3]);
    const f = (x: Tensor): Tensor => {
      const positive = x.matmul(x.transpose(0, 1)).add(identity(3));
      const { values, vectors } = linalg.eigh(positive);
      const weights = tensor(
        [
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 10],
        ],
        { dtype: "f64" },
      );
      const signless = vectors.square().mul(weights).sum();
      return linalg
        .cholesky(positive)
        .mul(weights)
        .sum()
        .add(values.mul(tensor([3, 1, 2])).sum())
        .add(signless);
    };
    const gradient = (await grad(f)(b).toArray()) as number[][];
    const at = async (i: number, j: number, step: number): Promise<number> => {
      const moved = (await b.toArray()) as number[][];
      moved[i]![j]! += step;
      return noGrad(() => f(tensor(moved, { dtype: "f64" }))).item();
    };
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const difference = ((await at(i, j, 1e-5)) - (await at(i, j, -1e-5))) / 2e-5;
        assert.ok(Math.abs(gradient[i]![j]! - difference) < 1e-5 * Math.max(1, Math.abs(difference)));
      }
    }
  });

  it("vmap takes batches of matrices", async () => {
    const a = random([3, 2, 2]);
    await isClose(vmap((x: Tensor) => linalg.inv(x))(a), linalg.inv(a));
  });

  it("refuses what has no answer, and goes on", async () => {
    const texts: string[] = [];
    const refused = async (work: () => unknown) => {
      const error = await Promise.resolve()
        .then(work)
        .then(
          () => undefined,
          (reason: Error) => reason,
        );
      texts.push(error?.message ?? "nothing");
    };
    await refused(() => linalg.inv(zeros([2, 3]) as Tensor));
    await refused(() => linalg.det(zeros([3]) as Tensor));
    await refused(() => linalg.solve(zeros([2, 2]), zeros([3])));
    await refused(() =>
      linalg
        .cholesky(
          tensor([
            [1, 0],
            [0, -1],
          ]),
        )
        .data(),
    );
    await refused(() =>
      linalg
        .inv(
          tensor([
            [1, 2],
            [2, 4],
          ]),
        )
        .data(),
    );
    await refused(() => linalg.svd(tensor([[1, Number.NaN]])).s.data());
    await refused(() =>
      linalg.inv(
        tensor(
          [
            [1, 2],
            [2, 4],
          ],
          { dtype: "i32" },
        ),
      ),
    );
    await refused(() => linalg.matrixPower(zeros([2, 2]), 0.5));
    assert.deepEqual(texts, [
      "inv: needs square matrices: [2, 3] (2 vs 3)",
      "det: needs matrices, two dimensions or more: [3]",
      "solve: sizes differ: [2, 2] and [3] (2 vs 3)",
      "cholesky: the matrix is not positive-definite: its leading minor of order 2 is not positive",
      "solve: the matrix is singular: it has no inverse\nhelp: for the solution of least squares call linalg.lstsq(a, b), for a generalised inverse linalg.pinv(a)",
      "svd: the matrix is not finite: NaN at [0, 1]",
      'inv: takes floats: got i32\nhelp: write a.to("f32")',
      "matrixPower: the power is a whole number: got 0.5",
    ]);
    assert.equal(await linalg.det(tensor([[2]])).item(), 2);
  });
});

describe("fft", () => {
  it("complex values keep infinities and NaN apart from the other part", async () => {
    const z = fft.complex(tensor([Number.POSITIVE_INFINITY, 1]), tensor([[2], [Number.NaN]]));
    assert.deepEqual(await fft.real(z).toArray(), [
      [Number.POSITIVE_INFINITY, 1],
      [Number.POSITIVE_INFINITY, 1],
    ]);
    assert.deepEqual(await fft.imag(z).toArray(), [
      [2, 2],
      [Number.NaN, Number.NaN],
    ]);
    assert.deepEqual(await fft.imag(fft.complex(tensor([Number.NEGATIVE_INFINITY]))).toArray(), [0]);
  });

  /** Σ_j z_j e^(-2πi jk/n), as the definition says. */
  const defined = (z: number[][]): number[][] =>
    z.map((_, k) => {
      const sum = [0, 0];
      z.forEach(([re = 0, im = 0], j) => {
        const angle = (-2 * Math.PI * ((j * k) % z.length)) / z.length;
        sum[0]! += re * Math.cos(angle) - im * Math.sin(angle);
        sum[1]! += re * Math.sin(angle) + im * Math.cos(angle);
      });
      return sum;
    });

  it("is what the definition says, for sizes of every kind: products, small and large primes", async () => {
    manualSeed(6);
    for (const n of [1, 2, 7, 32, 37, 60, 96, 128, 257, 263, 521]) {
      const z = random([n, 2]);
      const expected = tensor(defined((await z.toArray()) as number[][]), { dtype: "f64" });
      await isClose(fft.fft(z), expected, 1e-9);
      await isClose(fft.ifft(fft.fft(z)), z, 1e-12);
    }
  });

  it("halves for real values, both ways, for even and odd numbers of them", async () => {
    for (const n of [6, 7]) {
      const x = random([2, n]);
      const whole = fft.fft(fft.complex(x));
      await isClose(fft.rfft(x), whole.slice(0, Math.floor(n / 2) + 1, 1), 1e-12);
      await isClose(fft.irfft(fft.rfft(x), { n }), x, 1e-12);
    }
  });

  it("keeps energy with norm ortho (Parseval), and works in a plane", async () => {
    const x = random([4, 6]);
    const spectrum = fft.fft2(fft.complex(x), { norm: "ortho" });
    await isClose(spectrum.square().sum(), x.square().sum(), 1e-10);
    await isClose(fft.irfft2(fft.rfft2(x)), x, 1e-12);
    await isClose(fft.real(fft.ifft2(fft.fft2(fft.complex(x)))), x, 1e-12);
  });

  it("convolves by products", async () => {
    const [a, b] = [random([5]), random([4])];
    const product = fft.mul(fft.rfft(a, { n: 8 }), fft.rfft(b, { n: 8 }));
    const direct = a
      .reshape([1, 1, 5])
      .conv1d(b.flip(0).reshape([1, 1, 4]), { padding: 3 })
      .reshape([8]);
    await isClose(fft.irfft(product, { n: 8 }), direct, 1e-12);
  });

  it("pieces of a signal come back, with a window, and tell of its tone", async () => {
    const settings = { nFft: 16, hopLength: 4, window: fft.hann(16) };
    const tone = tensor(Array.from({ length: 64 }, (_, i) => Math.cos((2 * Math.PI * 3 * i) / 16)));
    const spectrum = fft.stft(tone, settings);
    assert.deepEqual(spectrum.shape, [9, 17, 2]);
    assert.equal(await fft.abs(spectrum).slice(8, 9, 1).argmax().item(), 3);
    await isClose(fft.istft(spectrum, { ...settings, length: 64 }), tone, 1e-5);
  });

  it("refuses real values where complex ones are due, and says how to make them", () => {
    assert.throws(() => fft.fft(zeros([8]) as Tensor), {
      message:
        "fft: takes complex values, with a last axis of [real, imaginary]: [8]\nhelp: for real values call fft.rfft(x), or fft.fft(fft.complex(x))",
    });
    assert.throws(() => fft.rfft(zeros([8]), { n: 0 }), {
      message: "rfft: n is a whole number from 1: got 0",
    });
    assert.throws(() => fft.rfft(zeros([8]), { norm: "both" as "ortho" }), {
      message: "rfft: norm is one of backward, ortho, forward: got both",
    });
  });
});
