// Turns the events of Node's test runner into lines: one a file, each failure in full with what its file printed, each
// skip with its reason, and the closing count. Node's own reporters print no such count that a script can rely on.
import { relative, resolve } from "node:path";
import { inspect } from "node:util";

interface TestEvent {
  type: string;
  data?: unknown;
}

interface TestData {
  /** Absent on output events. */
  name?: string;
  nesting: number;
  file?: string;
  skip?: string | boolean;
  todo?: string | boolean;
  message?: string;
  details?: {
    type?: string;
    duration_ms: number;
    error?: Error & { failureType?: string; exitCode?: number | null; signal?: string | null };
  };
}

interface FileState {
  passed: number;
  failed: number;
  skipped: number;
  output: string;
  /** How the file itself ended. */
  end?: TestData;
  isClosed: boolean;
  /** Names of the suites around the test that reports next, by nesting. */
  path: string[];
}

export class Report {
  readonly #root: string;
  readonly #files = new Map<string, FileState>();
  readonly #failures: string[] = [];
  readonly #skips: string[] = [];

  /** `root` is the folder of the sources, whose compiled files are in its dist/. */
  constructor(root: string) {
    this.#root = root;
  }

  /** `alone` is the file that runs, where it is the only one: a suite may be written in a file that it imports. */
  add(event: TestEvent, alone?: string): void {
    const data = event.data as TestData;
    if (data?.file === undefined) return;
    const file = this.#nameOf(alone ?? data.file);
    const state = this.#stateOf(file);
    if (data.name === undefined) {
      state.output += data.message ?? "";
      return;
    }
    if (event.type === "test:start") {
      state.path.length = data.nesting;
      state.path[data.nesting] = data.name;
    }
    const isFile = this.#nameOf(resolve(data.name)) === file;
    if (event.type === "test:complete" && isFile) state.end = data;
    else if (event.type === "test:pass" && !isFile) this.#pass(file, data, state);
    else if (event.type === "test:fail" && !isFile) this.#fail(file, data, state);
  }

  /** Prints a line for each file that has ended: files that run side by side report in turn, and late. */
  endBatch(): void {
    for (const [file, state] of this.#files) {
      if (state.end && !state.isClosed) this.#closeFile(file, state.end, state);
      state.isClosed = true;
    }
  }

  /** Prints failures, skips and the count; true when nothing failed. */
  close(): boolean {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const [file, state] of this.#files) {
      if (state.passed + state.failed + state.skipped === 0) {
        state.failed = 1;
        this.#failures.push(`✖ ${file}: no test in it`);
      }
      count.passed += state.passed;
      count.failed += state.failed;
      count.skipped += state.skipped;
    }
    if (this.#skips.length > 0) console.log(`\nSkipped:\n${this.#skips.join("\n")}`);
    if (this.#failures.length > 0) console.log(`\nFailed:\n\n${this.#failures.join("\n\n")}`);
    console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
    return count.failed === 0;
  }

  #pass(name: string, data: TestData, state: FileState): void {
    if (data.skip !== undefined && data.skip !== false) {
      state.skipped++;
      const reason = typeof data.skip === "string" ? data.skip : "no reason given";
      this.#skips.push(`  ${titleOf(name, data, state)}: ${reason}`);
    } else if (data.details?.type !== "suite") state.passed++;
  }

  #fail(name: string, data: TestData, state: FileState): void {
    const error = data.details?.error;
    if (error?.failureType === "subtestsFailed") return;
    state.failed++;
    const cause = error?.cause instanceof Error ? (error.cause.stack ?? String(error.cause)) : undefined;
    const text = cause ?? (error === undefined ? "failed" : inspect(error.cause ?? error));
    this.#failures.push(`✖ ${titleOf(name, data, state)}\n${indent(text)}`);
  }

  // The file itself fails when it throws while loading, dies, or runs past its time.
  #closeFile(name: string, data: TestData, state: FileState): void {
    const error = data.details?.error;
    const hangs = error?.failureType === "testTimeoutFailure" || error?.failureType === "testAborted";
    if (error !== undefined && (state.failed === 0 || hangs || error.signal)) {
      state.failed++;
      const how = hangs
        ? "did not end in time"
        : error.signal
          ? `killed by ${error.signal}`
          : `exit status ${error.exitCode}`;
      this.#failures.push(`✖ ${name}: ${how}`);
    }
    if (state.failed > 0 && state.output.trim() !== "") {
      this.#failures.push(`What ${name} printed:\n${indent(state.output.trim().slice(-4000))}`);
    }
    const counts = [`${state.passed} passed`];
    if (state.failed > 0) counts.push(`${state.failed} failed`);
    if (state.skipped > 0) counts.push(`${state.skipped} skipped`);
    const seconds = ((data.details?.duration_ms ?? 0) / 1000).toFixed(1);
    console.log(`${state.failed > 0 ? "✖" : "✔"} ${name}: ${counts.join(", ")} (${seconds} s)`);
  }

  // Source maps name a test by its source, the runner names it by its compiled file.
  #nameOf(file: string): string {
    return relative(this.#root, file)
      .replace(/^dist[\\/]/, "")
      .replace(/\.test\.[jt]s$/, "");
  }

  #stateOf(file: string): FileState {
    let state = this.#files.get(file);
    if (!state) {
      state = { passed: 0, failed: 0, skipped: 0, isClosed: false, output: "", path: [] };
      this.#files.set(file, state);
    }
    return state;
  }
}

function titleOf(name: string, data: TestData, state: FileState): string {
  return [name, ...state.path.slice(0, data.nesting), data.name].join(" › ");
}

function indent(text: string): string {
  return text.replace(/^/gm, "    ");
}
