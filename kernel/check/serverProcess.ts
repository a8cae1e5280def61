// Starts the process of a TypeScript server. Apart from what speaks with it, so that it is on its way before that is loaded.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { libraryFolder } from "./libraryFolder.ts";

/**
 * With Go's usual 100 the server collects garbage in the middle of its start, and finds none: a fifth of that start. More would
 * save more of it, and make the server of a notebook a quarter larger from its first cells on.
 */
const startingGarbage = { GOGC: "150" };

/**
 * Starts a server in a session of its own: a terminal's Ctrl-C goes to the whole process group and would end it. Throws where
 * there is no TypeScript; a process without an id did not start.
 */
export function spawnServer(directory: string): ChildProcess {
  const folder = libraryFolder();
  if (folder === undefined) throw new Error(`there is no TypeScript for ${process.platform}-${process.arch}`);
  const program = join(folder, process.platform === "win32" ? "tsc.exe" : "tsc");
  const isSensitive = process.platform !== "win32" && !existsSync(otherCase(program));
  const args = ["--api", "--cwd", directory, `--useCaseSensitiveFileNames=${isSensitive}`];
  const server = spawn(program, args, {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...startingGarbage, ...process.env },
    detached: process.platform !== "win32",
  });
  server.on("error", () => {}); // its missing id tells
  return server;
}

/** A path that is the same to a system that does not tell capitals. */
const otherCase = (path: string) =>
  path.replace(/\w/g, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
