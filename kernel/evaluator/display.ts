// From values to MIME bundles. The display system of the runtime does the work; it is loaded when nothing runs, or by the first
// cell that needs it: plain values never do. Also here: the notebook's globals that show something: `display`, `clearOutput`,
// `page`, `setNextInput`.
import { inspect } from "node:util";
import type { MimeBundle } from "../protocol/mime.ts";
import { runtimeModules } from "../protocol/runtimeModules.ts";
import { contentOf, type Drawn, HeldDisplays } from "./held.ts";
import { payload } from "./output.ts";

export interface Rendered {
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

/** What is used of `src/display`. */
interface DisplaySystem {
  render(value: unknown): Promise<Rendered>;
  renderNow(value: unknown): Promise<Rendered> | Rendered;
  setDisplaySink(
    receive: (display: Drawn) => void,
    clearOutput: (wait: boolean) => void,
    hold: () => (display?: Drawn) => void,
  ): void;
  display(value: unknown, options?: object): unknown;
  /** Forgets displays that are still being rendered, so that later ones do not wait for them. */
  abandonDisplays?(): void;
}

export class Displays {
  readonly #owner: () => number;
  readonly #importOwn: (url: string) => Promise<unknown>;
  #loading: Promise<DisplaySystem> | undefined;
  #system: DisplaySystem | undefined;
  readonly #held = new HeldDisplays();
  /** The pages that are still being rendered. */
  #pages: Promise<void> | undefined;

  /** `owner` names the cell whose code is running. */
  constructor(owner: () => number, importOwn: (url: string) => Promise<unknown>) {
    this.#owner = owner;
    this.#importOwn = importOwn;
  }

  /** Loads the display system, once, and makes it write to the front. */
  load(): Promise<DisplaySystem> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #load(): Promise<DisplaySystem> {
    const system = (await this.#importOwn(runtimeModules.display)) as DisplaySystem;
    const show = (display: Drawn): void =>
      payload({
        type: "display",
        cell: this.#owner(),
        display: contentOf(display),
        update: display.update,
      });
    system.setDisplaySink(show, this.clearOutput, () => this.#held.hold(this.#owner()));
    this.#system = system;
    return system;
  }

  /**
   * What a cell has to wait for before it starts; `needed` when it names `display`. A cell never runs while the system is being
   * loaded: an interrupt of its loop would tear what can be loaded only once.
   */
  beforeCell(needed: boolean): Promise<unknown> | undefined {
    if (this.#system) return undefined;
    return needed ? this.load() : this.#loading;
  }

  /** After an interrupt: what it hit may never be rendered, nor, when it `tore` our modules, loaded to its end. */
  abandon(tore: boolean): void {
    this.#system?.abandonDisplays?.();
    this.#held.abandon();
    this.#pages = undefined;
    if (tore && !this.#system) this.#loading = undefined;
  }

  /** A cell's result; undefined where there is nothing to show. A value is never lost because rendering is broken. */
  async result(value: unknown): Promise<Rendered | undefined> {
    if (value === undefined) return undefined;
    if (isPlain(value)) return asText(value);
    const system = await this.load().catch(() => undefined);
    if (!system) return asText(value);
    const rendered = await system.render(value);
    return Object.keys(rendered.data).length > 0 ? rendered : undefined;
  }

  /** A value as far as it can be shown without waiting. */
  now(value: unknown): Rendered {
    const rendered = isPlain(value) ? undefined : this.#system?.renderNow(value);
    if (!rendered || "then" in rendered) {
      if (rendered) rendered.then(undefined, () => {});
      return asText(value);
    }
    return rendered;
  }

  /** Resolves when all that a cell has displayed so far is on its way to the front. */
  async settled(cell: number): Promise<void> {
    await this.#held.settled(cell);
    while (this.#pages) await this.#pages;
  }

  /** The global function `display`. A cell that names it starts when the display system is there. */
  display = (value: unknown, options?: object): unknown => {
    if (!this.#system) throw new Error("display: the display system could not be loaded");
    return this.#system.display(value, options);
  };

  /** The global function `page`: goes with the cell's reply; a text is shown as it is. */
  page = (value: unknown, start = 0): Promise<void> => {
    const cell = this.#owner();
    const shown = typeof value === "string" ? { data: { "text/plain": value } } : this.result(value);
    const turn: Promise<void> = Promise.all([shown, this.#pages]).then(([rendered]) => {
      if (this.#pages === turn) this.#pages = undefined;
      const { data } = rendered ?? asText(value);
      payload({ type: "payload", cell, payload: { source: "page", data, start: Number(start) } });
    });
    this.#pages = turn;
    return turn;
  };

  /** The global function `setNextInput`. */
  setNextInput = (text: unknown, replace = false): void =>
    payload({
      type: "payload",
      cell: this.#owner(),
      payload: { source: "set_next_input", text: String(text), replace: Boolean(replace) },
    });

  /** The global function `clearOutput`. */
  clearOutput = (wait = false): void => payload({ type: "clear", cell: this.#owner(), wait });
}

/** A value whose text is all there is to it, and short: a bigint may have a million digits. */
const isPlain = (value: unknown): boolean =>
  value === null || !["object", "function", "bigint"].includes(typeof value);

const asText = (value: unknown): Rendered => ({ data: { "text/plain": inspect(value) }, metadata: {} });
