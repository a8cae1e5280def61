// Promises of a tensor's numbers that say what they are when somebody prints them instead of awaiting them:
// `console.log(loss.item())` is what people write who come from PyTorch, and "Promise { <pending> }" does not help them.
import { inspect } from "node:util";

/** What `work` gives; printed, it names the `call` that has to be awaited. */
export function pending<T>(call: string, work: Promise<T>): Promise<T> {
  let come: { value: T } | undefined;
  const promise = work.then((value) => {
    come = { value };
    return value;
  });
  const words = () => `Promise { ${come ? inspect(come.value) : "<pending>"} } (write await ${call})`;
  return Object.defineProperties(promise, {
    [inspect.custom]: { value: words },
    toString: { value: words },
  });
}
