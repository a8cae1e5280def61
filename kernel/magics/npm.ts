// `%npm`: npm in the notebook's folder, its output as it comes. What it installs can be imported in the next cell.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Magic, MagicError } from "./magic.ts";
import { runProgram } from "./process.ts";

export const npm: Magic = {
  name: "npm",
  usage: "%npm install PACKAGE …",
  summary: "runs npm in the notebook's folder",
  line: {
    async run(args, _body, host) {
      const words = wordsOf(args);
      if (words.length === 0) throw new MagicError("%npm: no command\nhelp: %npm install PACKAGE");
      const quiet = words[0] === "install" || words[0] === "i" ? ["--no-audit", "--no-fund"] : [];
      const [command, ...first] = npmCommand();
      const shell = command === "npm.cmd";
      await runProgram(
        { name: "%npm", command: command!, args: [...first, ...words, ...quiet], shell },
        host,
      );
    },
  },
};

/** npm as it came with this Node, else the one on the path. */
function npmCommand(): string[] {
  const folder = dirname(process.execPath);
  const script = "node_modules/npm/bin/npm-cli.js";
  const found = [join(folder, script), join(folder, "../lib", script)].find((file) => existsSync(file));
  if (found) return [process.execPath, found];
  return [process.platform === "win32" ? "npm.cmd" : "npm"];
}

/** Words as a shell would split them: quotes keep blanks. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
}
