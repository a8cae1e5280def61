// The kernel in Notebook 7, the other front end that Jupyter installs: it opens a notebook, runs it, and shows what came out.
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

describe("in Notebook 7", { skip }, () => {
  let folder: string;
  let server: LabServer;
  let browser: Browser;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "cellgrad-notebook-"));
    copyFileSync(join(root, "test/fixtures/page.ipynb"), join(folder, "page.ipynb"));
    [server, browser] = await Promise.all([startLab(folder, "notebook"), launchChromium()]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("runs a notebook and shows its chart, image and text", async () => {
    const page = await LabPage.open(browser, server.pageOf("page.ipynb"));
    try {
      await page.runAll();
      const { charts, images, text, errors, prompts } = await page.shown();
      assert.deepEqual(errors, []);
      assert.ok(charts.length === 1 && charts[0]!.width > 50, JSON.stringify(charts));
      assert.deepEqual(images, [{ width: 1, height: 1 }]);
      assert.match(text, /total 6/);
      assert.deepEqual(prompts, ["[1]:", "[2]:", "[3]:"]);
    } finally {
      await page.screenshot("notebook");
      await page.close();
    }
  });
});
