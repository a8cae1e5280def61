// The shapes that the type checker gives for every sample of every op, by asking the compiler once for the declarations of
// as many constants.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Op, ops, Sample } from "../../src/ops/index.ts";
import { root } from "../support/unpack.ts";
import { asCalled } from "./samples.ts";

/** A sample call whose type was asked for. */
export interface TypedCall {
  name: string;
  /** The call as text, tensors by their types. */
  text: string;
  sample: readonly unknown[];
  /** `Tensor<[2, 3]>`, or a complaint. */
  type: string;
}

/** The names of ops that are methods of tensors. */
export type IsMethod = (name: string) => boolean;

function callOf(name: string, sample: readonly unknown[], isMethod: boolean): string {
  const text = (value: unknown): string => {
    if (value instanceof Sample) return `of<[${value.shape.join(", ")}]>()`;
    if (Array.isArray(value)) return `[${value.map(text).join(", ")}]`;
    if (typeof value === "object" && value !== null) {
      return `{ ${Object.entries(value)
        .map(([key, entry]) => `${key}: ${text(entry)}`)
        .join(", ")} }`;
    }
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  };
  const args = sample.map(text);
  return isMethod
    ? `${args[0]}.${name}(${args.slice(1).join(", ")})`
    : `cellgrad.${name}(${args.join(", ")})`;
}

/** The types of all sample calls. */
export function typedCalls(isMethod: IsMethod): TypedCall[] {
  const calls = Object.entries(ops).flatMap(([name, op]) =>
    (op as Op).samples.map((sample) => ({
      name,
      sample,
      text: callOf(name, asCalled(op as Op, sample), isMethod(name)),
    })),
  );
  const folder = mkdtempSync(join(root, "test/fixtures/types-"));
  try {
    const lines = calls.map(({ text }, i) => `export const call${i} = ${text};`);
    const head =
      'import * as cellgrad from "cellgrad";\ndeclare const of: <S extends number[]>() => cellgrad.Tensor<S>;';
    writeFileSync(join(folder, "calls.ts"), `${head}\n${lines.join("\n")}\n`);
    const options = { extends: "../../../tsconfig.json", include: ["*.ts"], exclude: [] };
    const compilerOptions = {
      rootDir: "../../..",
      outDir: "out",
      declaration: true,
      emitDeclarationOnly: true,
      sourceMap: false,
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ ...options, compilerOptions }));
    const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
    const compiler = join(typescript, "../bin/tsc");
    const { stdout } = spawnSync(process.execPath, [compiler, "-p", folder, "--pretty", "false"], {
      encoding: "utf8",
    });
    const out = readFileSync(
      join(folder, "out/test/fixtures", folder.split("/").at(-1)!, "calls.d.ts"),
      "utf8",
    );
    const complaints = new Map<number, string>();
    for (const [, line, message] of stdout.matchAll(/calls\.ts\((\d+),\d+\): error (.*)/g)) {
      complaints.set(Number(line) - 3, message!);
    }
    return calls.map((call, i) => {
      const found = new RegExp(`const call${i}: (.*);`).exec(out)?.[1] ?? "";
      return { ...call, type: complaints.get(i) ?? found.replaceAll("cellgrad.", "") };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
