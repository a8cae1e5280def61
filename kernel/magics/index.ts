// The table of magics: one line each.
import { config } from "./config.ts";
import { js } from "./js.ts";
import { loadEnv } from "./loadEnv.ts";
import type { Magic } from "./magic.ts";
import { npm } from "./npm.ts";
import { reset } from "./reset.ts";
import { sh } from "./sh.ts";
import { status } from "./status.ts";
import { time } from "./time.ts";
import { who } from "./who.ts";

export const magics: readonly Magic[] = [config, js, loadEnv, npm, reset, sh, status, time, who];
