// Tensors as other folders use them.
export * from "./create.ts";
export { checkpoint, customGradient, type GradientContext } from "./custom.ts";
/** Looking for what goes wrong in computations. */
export * as debug from "./debug.ts";
/** Fourier transforms, named as in torch.fft: `fft.rfft(x)`. */
export * as fft from "./fft.ts";
export * from "./functions.ts";
export * from "./gradient.ts";
export { assign, gradientOf, handed, isTensor, leaveGradient, wrap } from "./handle.ts";
export { hessian, jacobian, vmap } from "./jacobian.ts";
/** Linear algebra, named as in torch.linalg: `linalg.solve(a, b)`. */
export * as linalg from "./linalg.ts";
export * from "./losses.ts";
export { collect, release } from "./memory.ts";
export type { BackwardOptions, Data, Nested } from "./methods/handle.ts";
export * from "./random.ts";
export { prepare, realize, realizeLater, realizePutOff, realizeStep, type Step } from "./realize.ts";
export { scope } from "./scope.ts";
export type { Shape, Tensor } from "./tensor.ts";
export { seen, share, unseen } from "./versions.ts";
