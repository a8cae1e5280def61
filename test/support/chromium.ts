// The browser of the page tests: Chromium as `@sparticuz/chromium` carries it, driven by playwright-core. Needs no
// installed browser or fonts and reaches no network. Linux x64 only.
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { unpack } from "./unpack.ts";

/** For a suite's `skip`: why there is no browser, or false. */
export function chromiumMissing(): string | false {
  return process.platform === "linux" && process.arch === "x64"
    ? false
    : "the browser is carried for Linux x64 only";
}

export async function launchChromium(): Promise<Browser> {
  const executablePath = await unpack("chromium.br", "browser/chromium");
  const fonts: Record<string, string> = existsSync("/etc/fonts/fonts.conf")
    ? {}
    : { FONTCONFIG_PATH: await unpack("fonts.tar.br", "browser/fonts") };
  return chromium.launch({
    executablePath,
    headless: true,
    args: ["--headless=shell", "--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage"],
    env: { ...(process.env as Record<string, string>), ...fonts },
  });
}
