// A widget whose front end is an ES module of the notebook's author (anywidget's format), with its state on both sides.
// Speaks the widget messages 2.1.0; anything that anywidget's own front end runs, runs here.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Binary, join, type Path, separate } from "./buffers.ts";
import type { Comm, Comms, Received } from "./comms.ts";

type State = Record<string, unknown>;
type Listener = (...args: never[]) => unknown;

export interface WidgetOptions {
  /** The front end: source text, a web address, or the URL of a file. */
  esm: string | URL;
  /** Its style, likewise. */
  css?: string | URL;
  state?: State;
}

const target = "jupyter.widget";
const metadata = { version: "2.1.0" };

/** What front ends have to know to find anywidget's classes; any version of it will do. */
const classes = {
  _model_module: "anywidget",
  _model_module_version: "*",
  _model_name: "AnyModel",
  _view_module: "anywidget",
  _view_module_version: "*",
  _view_name: "AnyView",
  _view_count: null,
  _anywidget_id: "cellgrad.widget",
};

export class WidgetModel {
  readonly #comm: Comm;
  readonly #comms: Comms;
  readonly #state: State;
  /** What the author may not name in `state`: it belongs to the widget machinery. */
  readonly #fixed: State;
  readonly #onClosed: (id: string) => void;
  readonly #listeners: { event: string; handler: Listener; cell: number }[] = [];

  /** `onClosed` is called once, whoever closes it. */
  constructor(comms: Comms, { esm, css, state = {} }: WidgetOptions, onClosed: (id: string) => void) {
    const taken = Object.keys(state).find((name) => name.startsWith("_"));
    if (taken !== undefined) throw new TypeError(`widget: a name of the state begins with _: ${taken}`);
    this.#comms = comms;
    this.#state = { ...state };
    this.#fixed = {
      ...classes,
      _esm: textOf("esm", esm),
      ...(css !== undefined && { _css: textOf("css", css) }),
    };
    const { state: json, paths, buffers } = separate(this.fullState());
    this.#comm = comms.open(target, { state: json, buffer_paths: paths }, { metadata, buffers });
    this.#comm.onMessage((message) => this.#receive(message));
    this.#comm.onClose(() => onClosed(this.id));
    this.#onClosed = onClosed;
  }

  /** The model's id on both sides. */
  get id(): string {
    return this.#comm.id;
  }

  get(name: string): unknown {
    return this.#state[name];
  }

  /** Changes one value or several, here and in the front ends; then calls the listeners of what differs. */
  set(names: string | State, value?: unknown): void {
    const given = typeof names === "string" ? { [names]: value } : names;
    const changes = this.#changesOf(given);
    if (changes.length === 0) return;
    this.#sendState("update", Object.fromEntries(changes.map(({ name, value }) => [name, value])));
    for (const { name, value, before } of this.#keep(changes))
      for (const { handler } of this.#listenersOf(`change:${name}`)) handler(value as never, before as never);
  }

  /** Listens to `change:NAME` (given the value and the one before) or `msg:custom` (given content and buffers). */
  on(event: string, handler: Listener): void {
    if (event !== "msg:custom" && !event.startsWith("change:"))
      throw new TypeError(`widget.on: unknown event: ${event}\nhelp: change:NAME or msg:custom`);
    this.#listeners.push({ event, ...this.#comms.registered(handler) });
  }

  /** Stops listening: one handler, all of an event, or all. */
  off(event?: string, handler?: Listener): void {
    const kept = this.#listeners.filter(
      (each) => (event && each.event !== event) || (handler && each.handler !== handler),
    );
    this.#listeners.splice(0, Number.POSITIVE_INFINITY, ...kept);
  }

  /** Sends a message of one's own: the front end's model has it as `msg:custom`. */
  send(content: unknown, buffers: readonly Binary[] = []): void {
    this.#comm.send({ method: "custom", content }, { buffers });
  }

  /** Takes the widget off the page. */
  close(): void {
    this.#comm.close();
    this.#onClosed(this.id);
  }

  /** All that a front end needs to build the widget. */
  fullState(): State {
    return { ...this.#fixed, ...this.#state };
  }

  /** How a cell shows it. */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return {
      "application/vnd.jupyter.widget-view+json": {
        version_major: 2,
        version_minor: 0,
        model_id: this.id,
      },
      "text/plain": `widget(${Object.keys(this.#state).join(", ")})`,
    };
  }

  async #receive({ data, buffers }: Received): Promise<void> {
    if (data.method === "request_state") return this.#sendState("update", this.fullState());
    if (data.method === "custom")
      return this.#comms.callAll(this.#listenersOf("msg:custom"), data.content as never, buffers as never);
    if (data.method !== "update") return;
    const given = join({
      state: (data.state ?? {}) as State,
      paths: (data.buffer_paths ?? []) as Path[],
      buffers,
    });
    // Every other page that shows the widget learns of the change as an echo.
    this.#sendState("echo_update", given);
    for (const { name, value, before } of this.#keep(this.#changesOf(given)))
      await this.#comms.callAll(this.#listenersOf(`change:${name}`), value as never, before as never);
  }

  #changesOf(given: State) {
    return Object.entries(given)
      .map(([name, value]) => ({ name, value, before: this.#state[name] }))
      .filter(({ value, before }) => !Object.is(value, before));
  }

  #keep<C extends { name: string; value: unknown }[]>(changes: C): C {
    for (const { name, value } of changes) this.#state[name] = value;
    return changes;
  }

  #listenersOf(event: string) {
    return this.#listeners.filter((each) => each.event === event);
  }

  #sendState(method: string, given: State): void {
    const { state, paths, buffers } = separate(given);
    this.#comm.send({ method, state, buffer_paths: paths }, { buffers });
  }
}

function textOf(name: string, source: string | URL): string {
  if (typeof source === "string") return source;
  if (!(source instanceof URL)) throw new TypeError(`widget: ${name} is neither a text nor a URL`);
  return source.protocol === "file:" ? readFileSync(fileURLToPath(source), "utf8") : source.href;
}

/** The notebook's global `widget`, and the answer to front ends that want all widgets at once, after a page was reloaded. */
export function createWidgets(comms: Comms): (options: WidgetOptions) => WidgetModel {
  const models = new Map<string, WidgetModel>();
  comms.api.register("jupyter.widget.control", (comm) =>
    comm.onMessage(({ data }) => {
      if (data.method !== "request_states") return;
      const described = [...models].map(([id, model]) => {
        const full = model.fullState();
        const { _model_name: model_name, _model_module: model_module } = full;
        const { _model_module_version: model_module_version } = full;
        return [id, { model_name, model_module, model_module_version, state: full }] as const;
      });
      const { state, paths, buffers } = separate(Object.fromEntries(described));
      comm.send({ method: "update_states", states: state, buffer_paths: paths }, { buffers });
    }),
  );
  return (options) => {
    const model = new WidgetModel(comms, options, (id) => models.delete(id));
    models.set(model.id, model);
    return model;
  };
}
