// What is refused before a device sees it. No device is needed.
import assert from "node:assert/strict";
import { it } from "node:test";
import { Scheduler } from "../../graph/schedule.ts";
import { primitive as p } from "../../ops/index.ts";
import { checkDType, checkPlan } from "./dtypes.ts";

const refusal = {
  name: "DTypeError",
  message:
    'webgpu: dtype does not fit: f64 and a device without f64\nhelp: for single precision write x.to("f32"); for double precision compute on the processor: await setDevice("wasm")',
};

it("refuses f64, also between two other dtypes", () => {
  assert.throws(() => checkDType("f64"), refusal);
  const x = p.scalar(1, [3]);
  const { plan } = new Scheduler().schedule([p.cast(p.unary("exp", p.cast(x, "f64")), "f32")]);
  assert.throws(() => checkPlan(plan), refusal);
  checkPlan(new Scheduler().schedule([p.unary("exp", x)]).plan);
});
