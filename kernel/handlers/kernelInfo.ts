// Who the kernel is. Answered first and fast: front ends wait for it before they do anything else.
import { protocolVersion } from "../protocol/message.ts";
import type { KernelInfoReply } from "../protocol/replies.ts";
import type { Handler } from "./handler.ts";
import { ownVersion, typescriptVersion } from "./versions.ts";

const reply: KernelInfoReply = {
  status: "ok",
  protocol_version: protocolVersion,
  implementation: "cellgrad",
  implementation_version: ownVersion,
  language_info: {
    name: "typescript",
    version: typescriptVersion,
    mimetype: "text/typescript",
    file_extension: ".ts",
    pygments_lexer: "typescript",
    codemirror_mode: "typescript",
    nbconvert_exporter: "script",
  },
  banner: `cellgrad ${ownVersion} · TypeScript ${typescriptVersion} · Node ${process.versions.node}`,
  help_links: [
    { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
    { text: "Node.js", url: `https://nodejs.org/docs/v${process.versions.node}/api/` },
    { text: "Vega-Lite", url: "https://vega.github.io/vega-lite/docs/" },
  ],
  supported_features: ["debugger", "kernel subshells"],
};

export const kernelInfo: Handler<"kernel_info_request"> = { lane: "none", handle: () => ({ reply }) };
