// 10,000 training steps, as a notebook would make them, in a plain loop: what the device holds and what the process takes,
// after the tenth step and at the end.
import { crossEntropy, memory, nn, optim, setDevice, tensor } from "../../src/index.ts";
import { labels, normals } from "./numbers.ts";

export interface LongRun {
  readonly steps: number;
  /** Bytes alive and pooled on the device, and the process' resident memory in MB, along the way. */
  readonly rows: readonly { step: number; live: number; pooled: number; resident: number }[];
}

const sizes = [64, 64, 10] as const;
const batch = 32;

export async function longRun(steps = 10_000): Promise<LongRun> {
  await setDevice("wasm");
  const [input, hidden, classes] = sizes;
  const x = tensor(normals(batch * input, 1, 1)).reshape([batch, input]);
  const y = tensor(labels(batch, classes));
  const model = new nn.Sequential(
    new nn.Linear(input, hidden),
    new nn.ReLU(),
    new nn.Linear(hidden, classes),
  );
  const optimizer = new optim.Adam(model.parameters());
  const rows: LongRun["rows"][number][] = [];
  const take = (step: number) => {
    const device = memory().devices.find(({ device }) => device === "wasm")!;
    const resident = process.memoryUsage.rss() / 2 ** 20;
    rows.push({ step, live: device.live, pooled: device.pooled, resident });
  };
  for (let step = 1; step <= steps; step++) {
    const loss = crossEntropy(model.forward(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    if (step % 100 === 0) await loss.item();
    if (step === 10 || step === 100 || step % 2000 === 0) take(step);
  }
  return { steps, rows };
}
