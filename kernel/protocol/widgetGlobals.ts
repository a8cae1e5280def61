// The globals with which a notebook speaks to its front end's code: comms, and widgets on top of them. Part of
// `globals.ts`, as ambient declarations.

export const widgetGlobals = `
/** Bytes beside a message. */
type CommBuffer = ArrayBuffer | ArrayBufferView;
interface CommOptions {
  metadata?: Record<string, unknown>;
  buffers?: readonly CommBuffer[];
}
/** What came from the front end. */
interface CommMessage {
  readonly data: any;
  readonly metadata: Record<string, unknown>;
  readonly buffers: Uint8Array[];
}
/** An open channel to the front end's code. */
interface Comm {
  readonly id: string;
  readonly target: string;
  /** Sends a message; throws when the comm is closed, or when the data has no JSON form. */
  send(data?: object, options?: CommOptions): void;
  close(data?: object, options?: CommOptions): void;
  onMessage(handler: (message: CommMessage) => unknown): void;
  /** Called when the front end closes it. */
  onClose(handler: (message: CommMessage) => unknown): void;
}
/** Channels between this notebook and code in the front end. */
declare const comm: {
  /** Lets the front end open channels: the handler gets each one, with its first message. */
  register(target: string, handler: (comm: Comm, message: CommMessage) => unknown): void;
  unregister(target: string): void;
  /** Opens a channel to the front end's code of that name. */
  open(target: string, data?: object, options?: CommOptions): Comm;
};
/** A widget's state on this side; show it as a cell's last expression, or with \`display\`. */
interface WidgetModel<State> {
  readonly id: string;
  get<Name extends keyof State & string>(name: Name): State[Name];
  /** Changes the state here and on the page, and calls the listeners of what differs. */
  set<Name extends keyof State & string>(name: Name, value: State[Name]): void;
  set(values: Partial<State>): void;
  /** Calls back when a value changes, on the page or by \`set\`: with the value and the one before. */
  on<Name extends keyof State & string>(
    event: \`change:\${Name}\`,
    handler: (value: State[Name], before: State[Name]) => unknown,
  ): void;
  /** Calls back with what the page's \`model.send\` sends. */
  on(event: "msg:custom", handler: (content: any, buffers: Uint8Array[]) => unknown): void;
  /** Stops calling back: one handler, all of an event, or all. */
  off(event?: \`change:\${keyof State & string}\` | "msg:custom", handler?: (...args: any[]) => unknown): void;
  /** Sends a message of one's own; the page's \`model.on("msg:custom", …)\` hears it. */
  send(content: unknown, buffers?: readonly CommBuffer[]): void;
  /** Takes the widget off the page. */
  close(): void;
}
/**
 * A widget in the format of anywidget (https://anywidget.dev), whose JupyterLab extension shows it.
 * \`esm\` is a module that exports \`{ render({ model, el }) }\`; it, and \`css\`, may be text, a web address or a file's URL.
 * \`state\` is there on both sides; typed arrays in it travel as bytes.
 *
 * @example
 * const slider = widget({
 *   esm: \`export default { render({ model, el }) {
 *     const input = Object.assign(document.createElement("input"), { type: "range", value: model.get("value") });
 *     input.oninput = () => { model.set("value", Number(input.value)); model.save_changes(); };
 *     el.append(input);
 *   } }\`,
 *   state: { value: 50 },
 * });
 * slider.on("change:value", (value) => console.log(value));
 * slider
 */
declare function widget<State extends Record<string, unknown>>(options: {
  esm: string | URL;
  css?: string | URL;
  state?: State;
}): WidgetModel<State>;
`;
