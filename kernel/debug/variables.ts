// What is inside scopes and values, for a client that opens them one after the other. A reference is a number that leads to one
// of them; those of a stop are good until the program runs on, those of an idle program until the next listing but one.
import type { CallFrame, Debuggee, Evaluated, Properties, PropertyDescriptor, RemoteObject } from "./cdp.ts";
import { RequestError, type Scope, type Variable } from "./dap.ts";
import { apply, hook, resultOf } from "./hook.ts";
import { typeText, valueText } from "./preview.ts";

/** A notebook's variable, and what the scripts call it. */
export interface GlobalName {
  name: string;
  emitted: string;
}

type Holder = { objectId: string };

type Target =
  | { kind: "globals" }
  | { kind: "scopes"; call: CallFrame; types: readonly string[] }
  | { kind: "object"; object: Holder }
  | { kind: "part"; object: Holder; start: number; count: number };

/** A list, or an object, longer than this is opened in parts. */
const mostAtOnce = 100;

const scopeNames = [
  { name: "Locals", types: ["local", "block", "catch", "eval", "with"] },
  { name: "Closure", types: ["closure"] },
  { name: "Module", types: ["module"] },
] as const;

export interface VariablesOptions {
  names(): Promise<GlobalName[]>;
  /** True when the client takes a variable's type for what it should show of it. */
  typesHideValues(): boolean;
}

export class Variables {
  readonly #debuggee: Debuggee;
  readonly #options: VariablesOptions;
  readonly #targets = new Map<number, Target & { group: string }>();
  #count = 0;
  #generation = 0;

  constructor(debuggee: Debuggee, options: VariablesOptions) {
    this.#debuggee = debuggee;
    this.#options = options;
  }

  /** The objects' group that a value has to be fetched with, to be opened later. */
  get group(): string {
    return `debugger ${this.#generation}`;
  }

  /** Begins another generation of references. The last one stays for a while, unless the program runs on. */
  renew(keepLast: boolean): void {
    const oldest = this.#generation - (keepLast ? 1 : 0);
    this.#generation++;
    for (const [reference, { group }] of this.#targets)
      if (Number(group.split(" ")[1]) <= oldest) this.#targets.delete(reference);
    for (const generation of [oldest, oldest - 1]) {
      const released = { objectGroup: `debugger ${generation}` };
      void this.#debuggee.send("Runtime.releaseObjectGroup", released).catch(() => {});
    }
  }

  scopesOf(call: CallFrame): Scope[] {
    const has = (types: readonly string[]): boolean =>
      call.scopeChain.some(({ type }) => types.includes(type));
    const inner = scopeNames
      .filter(({ types }) => has(types))
      .map(({ name, types }) => this.#scope(name, { kind: "scopes", call, types }));
    return [...inner, this.#scope("Globals", { kind: "globals" })];
  }

  /** The notebook's variables. */
  globals(): Promise<Variable[]> {
    return this.#globals();
  }

  async open(reference: number): Promise<Variable[]> {
    const target = this.#targets.get(reference);
    if (!target) throw new RequestError(`no such reference: ${reference}: the program has run on since`);
    switch (target.kind) {
      case "globals":
        return this.#globals();
      case "scopes":
        return this.#locals(target.call, target.types);
      case "part":
        if (target.count > mostAtOnce) return this.#parts(target.object, target.count, target.start);
        return this.#list(await this.#part(target));
      case "object":
        return this.#inside(target.object);
    }
  }

  /** A value as a variable. */
  show(name: string, object: RemoteObject, evaluateName?: string, label?: string): Variable {
    const { objectId } = object;
    const type = this.#options.typesHideValues() ? {} : { type: typeText(object) };
    return {
      name,
      value: label ?? valueText(object),
      ...type,
      ...(evaluateName === undefined ? {} : { evaluateName }),
      variablesReference: objectId === undefined ? 0 : this.#refer({ kind: "object", object: { objectId } }),
    };
  }

  #scope(name: string, target: Target): Scope {
    return { name, variablesReference: this.#refer(target), expensive: false };
  }

  #refer(target: Target): number {
    this.#targets.set(++this.#count, { ...target, group: this.group });
    return this.#count;
  }

  async #globals(): Promise<Variable[]> {
    const names = await this.#options.names();
    const reads = names.map(({ emitted }) => `()=>${emitted}`);
    const expression = `${hook}.collect(${JSON.stringify(names.map(({ name }) => name))}, [${reads}])`;
    const options = { expression, objectGroup: this.group, silent: true };
    const collected = resultOf(await this.#debuggee.send<Evaluated>("Runtime.evaluate", options));
    const order = new Map(names.map(({ name }, index) => [name, index]));
    const variables = await this.#list(collected as Holder);
    return variables.sort((a, b) => order.get(a.name)! - order.get(b.name)!);
  }

  /** The variables of a function: of its blocks, the innermost of each name, and what it is called on. */
  async #locals(call: CallFrame, types: readonly string[]): Promise<Variable[]> {
    const found = new Map<string, Variable>();
    for (const { type, object } of call.scopeChain) {
      if (!types.includes(type) || object.objectId === undefined) continue;
      for (const variable of await this.#list(object as Holder))
        if (!found.has(variable.name) && !isMade(variable.name)) found.set(variable.name, variable);
    }
    if (types.includes("local")) {
      if (call.this.objectId !== undefined && call.this.className !== "global")
        found.set("this", this.show("this", call.this, "this"));
      if (call.returnValue && call.returnValue.type !== "undefined")
        found.set("(return)", this.show("(return)", call.returnValue));
    }
    return [...found.values()];
  }

  async #inside(object: Holder): Promise<Variable[]> {
    const opened = (await apply(this.#debuggee, object, `${hook}.open(this)`, this.group)) as Holder;
    const size = Number((await apply(this.#debuggee, opened, `${hook}.size(this)`)).value);
    if (size > mostAtOnce + 1) return this.#parts(opened, size);
    return this.#list(opened, true);
  }

  /** Groups of a hundred, or of ten thousand … */
  #parts(object: Holder, size: number, start = 0): Variable[] {
    let step = mostAtOnce;
    while (size / step > mostAtOnce) step *= mostAtOnce;
    const parts: Variable[] = [];
    for (let at = start; at < start + size; at += step) {
      const count = Math.min(step, start + size - at);
      const reference = this.#refer({ kind: "part", object, start: at, count });
      parts.push({ name: `[${at} … ${at + count - 1}]`, value: "", variablesReference: reference });
    }
    return parts;
  }

  async #part({ object, start, count }: { object: Holder; start: number; count: number }): Promise<Holder> {
    return (await apply(
      this.#debuggee,
      object,
      `${hook}.part(this, ${start}, ${count})`,
      this.group,
    )) as Holder;
  }

  async #list({ objectId }: Holder, internal = false): Promise<Variable[]> {
    const { result, internalProperties = [] } = await this.#debuggee.send<Properties>(
      "Runtime.getProperties",
      {
        objectId,
        ownProperties: true,
        generatePreview: true,
      },
    );
    const labels = result.some(({ value }) => value?.className === "TensorHandle")
      ? ((await apply(this.#debuggee, { objectId }, `${hook}.labels(this)`)).value as Record<string, string>)
      : {};
    const own = result.flatMap((property) => this.#property(property, labels));
    const shown = internalProperties.filter(({ name, value }) => internal && value && isTelling(name));
    return [...own, ...shown.map(({ name, value }) => this.show(name, value!))];
  }

  #property({ name, value, get }: PropertyDescriptor, labels: Record<string, string>): Variable[] {
    if (value) return [this.show(name, value, name, labels[name])];
    return get && get.type !== "undefined" ? [{ name, value: "(…)", variablesReference: 0 }] : [];
  }
}

/** Names that a transform made up. */
const isMade = (name: string): boolean => name.startsWith("$k") || name === "arguments";

const isTelling = (name: string): boolean =>
  ["[[Entries]]", "[[PromiseState]]", "[[PromiseResult]]", "[[Target]]", "[[Handler]]"].includes(name);
