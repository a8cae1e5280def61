// A widget of a notebook in JupyterLab, with anywidget's own front end: a slider that a person moves, heard by the notebook.
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

describe("a widget in JupyterLab", { skip }, () => {
  let folder: string;
  let lab: LabServer;
  let browser: Browser;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "cellgrad-widget-"));
    copyFileSync(join(root, "test/fixtures/widget.ipynb"), join(folder, "widget.ipynb"));
    [lab, browser] = await Promise.all([startLab(folder), launchChromium()]);
  });
  after(async () => {
    await browser?.close();
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("follows the notebook and is followed by it, and is there again when the page is reloaded", async () => {
    const lab1 = await LabPage.open(browser, lab.pageOf("widget.ipynb"));
    const { page } = lab1;
    const label = page.locator("b.slider-label");
    const output = (text: string) =>
      page.locator(".jp-OutputArea-output", { hasText: text }).first().waitFor();
    try {
      await lab1.runAll();
      await label.and(page.getByText("60", { exact: true })).waitFor();
      assert.equal(await label.getAttribute("title"), "there 3");
      await output("120");

      await page.locator("input.slider").fill("80");
      await output("slid to 80");
      await output("160");
      assert.equal(await label.textContent(), "80");
      await lab1.screenshot("widget");

      await page.keyboard.press("Control+s");
      await page.locator(".jp-mod-dirty").waitFor({ state: "detached" });
      await page.reload();
      await label.and(page.getByText("80", { exact: true })).waitFor();
    } finally {
      await lab1.close();
    }
  });
});
