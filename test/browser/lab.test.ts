// The kernel in JupyterLab, as a person sees it: a real browser opens a notebook, runs all cells, and looks. Pictures of
// what it saw are kept in test/output/.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { chromiumMissing, launchChromium } from "../support/chromium.ts";
import { pythonMissing } from "../support/python.ts";
import { root } from "../support/unpack.ts";
import { LabPage, type Shown } from "./labPage.ts";
import { type LabServer, startLab } from "./labServer.ts";

const skip = pythonMissing() || chromiumMissing();

describe("in JupyterLab", { skip }, () => {
  let folder: string;
  let lab: LabServer;
  let browser: Browser;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "cellgrad-lab-"));
    [lab, browser] = await Promise.all([startLab(folder), launchChromium()]);
  });
  after(async () => {
    await browser?.close();
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ran(source: string, name: string): Promise<Shown> {
    copyFileSync(join(root, source), join(folder, `${name}.ipynb`));
    const page = await LabPage.open(browser, lab.pageOf(`${name}.ipynb`));
    try {
      await page.runAll();
      return await page.shown();
    } finally {
      await page.screenshot(name);
      await page.close();
    }
  }

  it("shows charts drawn by Lab's own Vega renderer, images and text", async () => {
    const { charts, images, text, errors, prompts } = await ran("test/fixtures/page.ipynb", "page");
    assert.deepEqual(errors, []);
    assert.equal(charts.length, 1);
    assert.ok(
      charts.every(({ width, height }) => width > 50 && height > 50),
      JSON.stringify(charts),
    );
    assert.deepEqual(images, [{ width: 1, height: 1 }]);
    assert.match(text, /total 6/);
    assert.deepEqual(prompts, ["[1]:", "[2]:", "[3]:"]);
  });

  const firstLight = "notebooks/00-first-light.ipynb";
  it("runs the first notebook: loss chart, digits, confusion matrix", {
    skip: !existsSync(join(root, firstLight)) && "not written",
  }, async () => {
    const { charts, images, errors } = await ran(firstLight, "00-first-light");
    assert.deepEqual(errors, []);
    assert.ok(charts.length > 0, "the loss chart is drawn by Lab");
    assert.ok(
      charts.every(({ width, height }) => width > 50 && height > 50),
      JSON.stringify(charts),
    );
    assert.ok(images.length >= 2, "the digit sheet and the confusion matrix are images");
    assert.ok(
      images.every(({ width, height }) => width > 0 && height > 0),
      JSON.stringify(images),
    );
  });
});
