// `$k`: what the cell transform's code calls. Small and fast: it stands in the way of every `await` of a cell.
import { isInterrupted, isOver, leave } from "./interruption.ts";
import type { Tracker } from "./owner.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What a cell's imports come from. */
interface Source {
  import(specifier: unknown, names?: readonly string[]): Promise<unknown>;
  meta: ImportMeta;
}

type Magic = (name: string, args: string, body?: string) => Promise<void>;

/** What stands behind magics. */
interface Tools {
  magic: Magic;
  stopwatch: Stopwatch;
}

/** A resource of a top-level `using`. */
type Resource = { value: unknown; dispose: () => unknown };

export class CellRuntime {
  /** The value of the cell's last expression: `$k.v[id] = (expression)`. */
  readonly v: Record<number, unknown> = Object.create(null);
  /** The promise that a cell's top level waits for, so that it stays reachable: `await ($k.held[id] = x)`. */
  readonly held: Record<number, unknown> = Object.create(null);
  /** Stands for `import.meta`. */
  readonly meta: ImportMeta;
  /** Stands for static and dynamic imports; with names, an object that has them all. */
  readonly import: Source["import"];
  /** Stands for a magic that runs here: `await $k.magic(name, args)`. */
  readonly magic: Magic;
  readonly stopwatch: Stopwatch;
  readonly #tracker: Tracker;
  readonly #running: () => number;
  readonly #resources = new Map<number, Resource[]>();

  /** `running` is the cell that most likely runs: code that the tracker cannot place is taken for its. */
  constructor(tracker: Tracker, running: () => number, modules: Source, tools: Tools) {
    this.#tracker = tracker;
    this.#running = running;
    this.magic = tools.magic;
    this.stopwatch = tools.stopwatch;
    this.import = modules.import;
    this.meta = modules.meta;
  }

  /** `%time expression`: `$k.t(expression)`. The stopwatch starts when `$k.t` is looked up, before the expression. */
  get t(): <T>(value: T) => T {
    return this.stopwatch.expression();
  }

  /** `%time statement`: `$k.t1;statement;$k.t2();` */
  get t1(): undefined {
    this.stopwatch.startStatement();
    return undefined;
  }

  t2(): void {
    this.stopwatch.endStatement();
  }

  /** `%%time`: `$k.t3;` */
  get t3(): undefined {
    this.stopwatch.startCell();
    return undefined;
  }

  /** The cell on whose behalf code runs: a function of cell 2 that cell 5 calls belongs to 5. `$k.on($k.at(id), await x)`. */
  at(id: number): number {
    return this.#tracker.current() || this.#running() || id;
  }

  /** After an `await`: gives the value on, or ends the code of an interrupted cell. `$k.on(id, await x)`. */
  on<T>(id: number, value: T): T;
  /** Ends the code of an interrupted cell after what it has kept. */
  on(id: number): undefined;
  on<T>(id: number, value?: T): T | undefined {
    const cell = this.#cellOf(id);
    if (isInterrupted(cell)) leave();
    this.#tracker.enter(cell);
    return value;
  }

  /**
   * After an `await` whose value is about to be assigned: an interrupt that is still to be answered lets it through, so that
   * what came (the history of a `fit` that was stopped) is not lost. `let a = $k.keep(id, await x);$k.on(id);`
   */
  keep<T>(id: number, value: T): T {
    const cell = this.#cellOf(id);
    if (isOver(cell)) leave();
    this.#tracker.enter(cell);
    return value;
  }

  #cellOf(id: number): number {
    return (this.#tracker.exact && this.#tracker.current()) || id;
  }

  /** The operand of a `for await`: as it is, but held and interruptible like an `await`. */
  each(id: number, iterable: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterable<unknown> {
    const cell = this.at(id);
    const source = iteratorOf(iterable);
    const step = async (result: unknown): Promise<IteratorResult<unknown>> => {
      const { done = false, value } = (await (this.held[cell] = result)) as IteratorResult<unknown>;
      return this.on(cell, { done, value: source.async ? value : await value }) as IteratorResult<unknown>;
    };
    const { iterator } = source;
    const wrapped: AsyncIterator<unknown> = { next: () => step(iterator.next()) };
    if (iterator.return) wrapped.return = async (value) => step(iterator.return!(await value));
    return { [Symbol.asyncIterator]: () => wrapped };
  }

  /** A top-level `using x = value`. */
  use<T>(id: number, value: T): T {
    if (value !== null && value !== undefined) this.#register(id, value, disposer(value, Symbol.dispose));
    return value;
  }

  /** A top-level `await using x = value`. */
  useAsync<T>(id: number, value: T): T {
    if (value === null || value === undefined) return value;
    this.#register(id, value, disposer(value, Symbol.asyncDispose) ?? disposer(value, Symbol.dispose));
    return value;
  }

  #register(id: number, value: unknown, dispose: (() => unknown) | undefined): void {
    if (!dispose)
      throw new TypeError("using: the value is not disposable: it has no [Symbol.dispose] method");
    const resources = this.#resources.get(id);
    if (resources) resources.push({ value, dispose });
    else this.#resources.set(id, [{ value, dispose }]);
  }

  /** True when `dispose` has work to do. */
  hasResources(id: number): boolean {
    return this.#resources.has(id);
  }

  /** Disposes of a cell's resources, the last one first; all of them, also when one throws. Gives what was thrown. */
  async dispose(id: number): Promise<unknown[]> {
    const resources = this.#resources.get(id) ?? [];
    this.#resources.delete(id);
    const errors: unknown[] = [];
    for (const { value, dispose } of resources.reverse()) {
      try {
        await Reflect.apply(dispose, value, []);
      } catch (error) {
        errors.push(error);
      }
    }
    return errors;
  }
}

type Iterated =
  | { async: true; iterator: AsyncIterator<unknown> }
  | { async: false; iterator: Iterator<unknown> };

function iteratorOf(iterable: AsyncIterable<unknown> | Iterable<unknown>): Iterated {
  if (Symbol.asyncIterator in Object(iterable))
    return { async: true, iterator: (iterable as AsyncIterable<unknown>)[Symbol.asyncIterator]() };
  return { async: false, iterator: (iterable as Iterable<unknown>)[Symbol.iterator]() };
}

function disposer(value: NonNullable<unknown>, symbol: symbol): (() => unknown) | undefined {
  const method: unknown = Reflect.get(Object(value), symbol, value);
  return typeof method === "function" ? (method as () => unknown) : undefined;
}
