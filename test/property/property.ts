// How properties are tried: so many random cases of a seed that is printed. `CELLGRAD_SEED=7 npm test -- test/property` tries
// others; what fails is made small, and told with its seed and path.
import type { TestContext } from "node:test";
import fc from "fast-check";

const seed = Number(process.env.CELLGRAD_SEED ?? 1);

/** Tries a property on `runs` random values. */
export async function holds<T>(
  context: TestContext,
  values: fc.Arbitrary<T>,
  property: (value: T) => Promise<void>,
  runs = 100,
): Promise<void> {
  context.diagnostic(`seed ${seed}, ${runs} runs`);
  await fc.assert(fc.asyncProperty(values, property), { seed, numRuns: runs });
}
