// Calls of every op on half precision: the samples with their f32 operands made f16. Answers are what PyTorch's own halves
// give, so this is about dtypes and roundings; what is right in more digits is asked with f32.
import { Sample } from "../../../src/ops/define.ts";
import { functions, groups, methods } from "../../../src/ops/index.ts";
import { type CallRequest, request } from "../request.ts";

/** A question that is answered in half precision. */
export interface HalfRequest extends CallRequest {
  half: true;
}

/** Samples of an op that are asked. */
const asked = 2;

const halved = (value: unknown): unknown => {
  if (value instanceof Sample) return value.dtype === "f32" ? value.as("f16") : value;
  if (Array.isArray(value)) return value.map(halved);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, halved(entry)]));
};

export const halfRequests = (): HalfRequest[] =>
  [methods, functions, groups].flatMap((rows) =>
    Object.entries(rows).flatMap(([name, op]) =>
      (op.samples as readonly (readonly unknown[])[])
        .slice(0, asked)
        .map((sample): HalfRequest => ({ half: true, ...request(name, halved(sample) as unknown[]) }))
        .filter(({ args }) => JSON.stringify(args).includes('"f16"')),
    ),
  );
