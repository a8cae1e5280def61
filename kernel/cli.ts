#!/usr/bin/env node
// The command `cellgrad`: reads the command line and hands over. What a command does is in `install/` and `client/`; the
// kernel itself is `main.ts`, which Jupyter starts directly. A new command is one row of the table.
import { parseArgs } from "node:util";
import { commands, overview } from "./commands.ts";
import { nearest } from "./nearest.ts";

async function run([name = "help", ...rest]: string[]): Promise<void> {
  const wanted = { "--help": "help", "-h": "help", "--version": "version" }[name] ?? name;
  const command = commands[wanted];
  if (!command) {
    const near = nearest(wanted, Object.keys(commands));
    const remedy =
      near.length > 0 ? `did you mean ${near.join(" or ")}?` : "cellgrad help lists the commands";
    throw new Error(`unknown command: ${wanted}\nhelp: ${remedy}`);
  }
  if (rest.includes("--help")) return console.log(overview(wanted));
  if (wanted !== "kernel") process.stdout.on("error", () => process.exit());
  const { values, positionals } = parse(wanted, rest);
  if (positionals.length !== command.arguments.length) {
    throw new Error(`${wanted}: usage: cellgrad ${command.usage}`);
  }
  await command.run(positionals, values);
}

function parse(name: string, args: string[]) {
  const { options } = commands[name]!;
  const known = Object.keys(options).map((option) => `--${option}`);
  const given = args.map((arg) => arg.replace(/=.*/s, "")).filter((arg) => arg.startsWith("-"));
  const unknown = given.find((option) => !known.includes(option));
  if (unknown !== undefined) {
    const near = nearest(unknown, known);
    const remedy =
      near.length > 0 ? `did you mean ${near.join(" or ")}?` : `usage: cellgrad ${commands[name]!.usage}`;
    throw new Error(`${name}: unknown option: ${unknown}\nhelp: ${remedy}`);
  }
  return parseArgs({ args, options, allowPositionals: true });
}

run(process.argv.slice(2)).catch((error: Error) => {
  console.error(`cellgrad: ${error.message}`);
  process.exitCode = 1;
});
