// The table of handlers: a request of `protocol/requests.ts` without a row here does not compile.
import { commInfo } from "./commInfo.ts";
import { commClose, commMsg, commOpen } from "./comms.ts";
import { complete } from "./complete.ts";
import { debug } from "./debug.ts";
import { execute } from "./execute.ts";
import type { Handlers } from "./handler.ts";
import { history } from "./history.ts";
import { inspect } from "./inspect.ts";
import { interrupt } from "./interrupt.ts";
import { isComplete } from "./isComplete.ts";
import { kernelInfo } from "./kernelInfo.ts";
import { shutdown } from "./shutdown.ts";
import { createSubshell, deleteSubshell, listSubshell } from "./subshells.ts";
import { usage } from "./usage.ts";

export const handlers: Handlers = {
  kernel_info_request: kernelInfo,
  execute_request: execute,
  is_complete_request: isComplete,
  complete_request: complete,
  inspect_request: inspect,
  history_request: history,
  comm_info_request: commInfo,
  interrupt_request: interrupt,
  shutdown_request: shutdown,
  create_subshell_request: createSubshell,
  delete_subshell_request: deleteSubshell,
  list_subshell_request: listSubshell,
  usage_request: usage,
  debug_request: debug,
  comm_open: commOpen,
  comm_msg: commMsg,
  comm_close: commClose,
};
