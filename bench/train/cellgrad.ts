// The task with this package, as its users write it: modules, `backward`, an optimizer.
import { crossEntropy, nn, optim, tensor } from "../../src/index.ts";
import { batch, labels, normals, sizes, time } from "./stopwatch.ts";

const [input, hidden, classes] = sizes;
const x = tensor(normals(batch * input, 1, 1)).reshape([batch, input]);
const y = tensor(labels());
const model = new nn.Sequential(new nn.Linear(input, hidden), new nn.ReLU(), new nn.Linear(hidden, classes));
const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });

function step() {
  const loss = crossEntropy(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  return loss;
}

await time(async (steps) => {
  for (let i = 1; i < steps; i++) step();
  return step().item();
});
