// When the kernel's process ends: with its parent, or on a signal. SIGINT does not end it; it interrupts the cell.

export interface LifetimeListeners {
  interrupt(): void;
  /** Called once. */
  end(): void;
}

/** How often the parent is looked for, in ms. */
const interval = 500;

/** `environment` is the process's; Jupyter sets `JPY_PARENT_PID` there. */
export function followLifetime(listeners: LifetimeListeners, environment = process.env): void {
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    listeners.end();
  };
  process.on("SIGINT", () => listeners.interrupt());
  process.on("SIGTERM", end);
  process.on("SIGHUP", end);

  const named = Number(environment.JPY_PARENT_PID);
  if (!Number.isInteger(named) || named <= 1) return;
  const parent = process.ppid;
  // On Windows the variable holds a handle, not a process id.
  const watched = process.platform === "win32" ? parent : named;
  setInterval(() => {
    if (process.ppid !== parent || !isAlive(watched)) end();
  }, interval).unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
