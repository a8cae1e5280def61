// The debugger in JupyterLab's own panel, as a person uses it: turn it on, click a gutter, run, look, step, go on.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { chromiumMissing, launchChromium } from "../support/chromium.ts";
import { pythonMissing } from "../support/python.ts";
import { root } from "../support/unpack.ts";
import { LabPage } from "./labPage.ts";
import { type LabServer, startLab } from "./labServer.ts";

const skip = pythonMissing() || chromiumMissing();

describe("the debugger in JupyterLab", { skip }, () => {
  let folder: string;
  let lab: LabServer;
  let browser: Browser;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "cellgrad-debugger-"));
    copyFileSync(join(root, "test/fixtures/debugger.ipynb"), join(folder, "debugger.ipynb"));
    [lab, browser] = await Promise.all([startLab(folder), launchChromium()]);
  });
  after(async () => {
    await browser?.close();
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("stops at a breakpoint set in the gutter, shows locals and a tensor's card, steps, and goes on", async () => {
    const opened = await LabPage.open(browser, lab.pageOf("debugger.ipynb"));
    const { page } = opened;
    page.setDefaultTimeout(25_000);
    const cells = page.locator(".jp-Notebook .jp-CodeCell");
    const variable = (name: string) =>
      page
        .locator(".jp-DebuggerVariables-body jp-tree-item")
        .filter({ has: page.locator(".jp-DebuggerVariables-name", { hasText: new RegExp(`^${name}$`) }) })
        .first();
    const button = (command: string) => page.locator(`[data-command="debugger:${command}"]`).first();
    const stopsAt = (line: string) =>
      page.locator(".jp-DebuggerEditor-highlight", { hasText: line }).waitFor();
    try {
      await page.locator(".jp-DebuggerBugButton").click();
      await page.locator(".jp-DebuggerSidebar").waitFor();
      // The first element is no line's.
      await cells.first().locator(".cm-breakpoint-gutter .cm-gutterElement").nth(6).click();
      await cells.first().locator(".cm-breakpoint-icon:visible").first().waitFor();
      await opened.startAll();

      await stopsAt("return area * factor");
      await variable("area").locator(".jp-DebuggerVariables-detail", { hasText: /^6$/ }).waitFor();
      await variable("factor").locator(".jp-DebuggerVariables-detail", { hasText: /^7$/ }).waitFor();
      await variable("picture")
        .locator(".jp-DebuggerVariables-detail", { hasText: "Tensor [2, 3]" })
        .waitFor();
      await page.locator(".jp-DebuggerCallstack-body", { hasText: /scaled.*Cell \[1\]:6/ }).waitFor();
      await page.screenshot({ path: opened.picture("debugger") });

      await variable("picture").hover();
      await variable("picture").locator(".jp-DebuggerVariables-renderVariable").click();
      await page
        .locator(".jp-VariableRenderer-renderer img, .jp-VariableRendererPanel img")
        .first()
        .waitFor();
      await page.screenshot({ path: opened.picture("debugger-tensor") });

      await button("next").click();
      await stopsAt('console.log("result", result)');
      await button("continue").click();
      await page.locator(".jp-OutputArea-output", { hasText: "result 42" }).waitFor();
      assert.deepEqual((await opened.shown()).errors, []);
    } finally {
      await page.screenshot({ path: opened.picture("debugger-end") });
      await opened.close();
    }
  });
});
