// Which Node runs this, and whether it is one the kernel is made for.
import type { Check } from "./finding.ts";

const oldest = [20, 19] as const;

export const nodeCheck: Check = {
  subject: "Node",
  async run() {
    const { node } = process.versions;
    const text = `${node} at ${process.execPath}`;
    const [major = 0, minor = 0] = node.split(".").map(Number);
    if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
      return [
        {
          status: "bad",
          text,
          help: `install Node ${oldest.join(".")} or newer, then "cellgrad install" again`,
        },
      ];
    }
    if (major >= 24) return [{ status: "ok", text }];
    const help =
      "Node 24 and newer credit late output of timers and promises to the right cell in more cases";
    return [{ status: "note", text, help }];
  },
};
