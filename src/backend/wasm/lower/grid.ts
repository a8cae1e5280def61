// The arithmetic of one spatial axis of a convolution: output position p, tap k and input position are related by
// input = p × stride + k × dilation - before.
import type { ConvGeometry } from "../../../graph/node.ts";

export interface Axis {
  readonly input: number;
  readonly taps: number;
  readonly output: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}

export function axesOf(
  { stride, dilation, padding }: ConvGeometry,
  input: readonly number[],
  taps: readonly number[],
  output: readonly number[],
): Axis[] {
  return input.map((size, i) => ({
    input: size,
    taps: taps[i]!,
    output: output[i]!,
    stride: stride[i]!,
    dilation: dilation[i]!,
    before: padding[i]![0],
  }));
}

/** The padded input by residue of the stride: grid position q of residue r is padded position q × stride + r × step. */
export interface Grid {
  readonly residues: number;
  readonly step: number;
  readonly size: number;
}

export function windowGrid({ taps, output, stride, dilation }: Axis): Grid {
  const step = gcd(stride, dilation);
  let most = 0;
  for (let k = 0; k < taps; k++) most = Math.max(most, (k * dilation) % stride);
  return {
    residues: most / step + 1,
    step,
    size: output + Math.floor(((taps - 1) * dilation) / stride),
  };
}

/** For each residue of the input position by the stride: the taps that reach it, and where they read the output from. */
export interface InputTaps {
  /** Input position q × stride + residue gets tap `tap` from output position q + `shift`. */
  readonly residues: readonly (readonly { readonly tap: number; readonly shift: number }[])[];
  /** Values of q. */
  readonly positions: number;
  readonly least: number;
  readonly most: number;
}

export function inputTaps({ input, taps, stride, dilation, before }: Axis): InputTaps {
  const residues = Array.from({ length: stride }, (_, residue) => {
    const found: { tap: number; shift: number }[] = [];
    for (let tap = 0; tap < taps; tap++) {
      const distance = residue + before - tap * dilation;
      if (distance % stride === 0) found.push({ tap, shift: distance / stride });
    }
    return found;
  });
  const shifts = residues.flat().map((entry) => entry.shift);
  return {
    residues,
    positions: Math.ceil(input / stride),
    least: Math.min(...shifts),
    most: Math.max(...shifts),
  };
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
