// A notebook in a JupyterLab page, as a person handles it: open, run all cells, look at what is shown.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { root } from "../support/unpack.ts";

const minutes = 60_000;

/** What the page shows under the cells. */
export interface Shown {
  /** Charts that JupyterLab's own Vega renderer drew, with their size. */
  charts: { kind: string; width: number; height: number }[];
  /** Images, with the size of their pixels. */
  images: { width: number; height: number }[];
  /** The text of all outputs. */
  text: string;
  errors: string[];
  /** What stands before each code cell: `[1]:`. */
  prompts: string[];
}

// Scripts that run in the page, as text: this project's types know no DOM.
const allRan = `(() => {
  const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map((p) => p.textContent);
  const failed = document.querySelector('[data-mime-type="application/vnd.jupyter.error"], .jp-Dialog') !== null;
  return failed || (prompts.length > 0 && prompts.every((text) => /^\\[\\d+\\]:$/.test(text)));
})()`;

/** Lab draws charts and loads images some time after a cell has its number. */
const allDrawn = `(() => {
  const charts = [...document.querySelectorAll(".jp-RenderedVegaCommon5")];
  const images = [...document.querySelectorAll(".jp-RenderedImage img")];
  return charts.every((chart) => chart.querySelector(".marks")) && images.every((image) => image.complete);
})()`;

const look = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const texts = (selector) => all(selector).map((element) => element.textContent);
  const charts = all(".jp-RenderedVegaCommon5 .vega-embed :is(svg.marks, canvas.marks)").map((element) => {
    const { width, height } = element.getBoundingClientRect();
    return { kind: element.tagName.toLowerCase(), width, height };
  });
  const images = all(".jp-RenderedImage img").map((image) => ({
    width: image.naturalWidth,
    height: image.naturalHeight,
  }));
  return {
    charts,
    images,
    text: texts(".jp-OutputArea-output pre").join(""),
    errors: texts('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]'),
    prompts: texts(".jp-CodeCell .jp-InputPrompt"),
  };
})()`;

const scrollToTop = `document.querySelectorAll(".jp-WindowedPanel-outer").forEach((element) => element.scrollTo(0, 0))`;

const notebookHeight = `Math.max(...[...document.querySelectorAll(".jp-Notebook, .jp-WindowedPanel-outer")].map(
  (element) => element.scrollHeight,
))`;

export class LabPage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, url: string): Promise<LabPage> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    // Only then does Lab send cells on; what is run earlier it drops, whatever the kernel.
    const connected = new Promise<void>((resolve) => {
      page.on("websocket", (socket) =>
        socket.on("framereceived", ({ payload }) => {
          if (payload.includes("kernel_info_reply")) resolve();
        }),
      );
    });
    await page.goto(url);
    await page.locator(".jp-Notebook .jp-CodeCell").first().waitFor({ timeout: minutes });
    await connected;
    await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first().waitFor();
    return new LabPage(page);
  }

  /** Run → Run All Cells. */
  async startAll(): Promise<void> {
    await this.page.locator(".lm-MenuBar-item", { hasText: /^Run$/ }).click();
    await this.page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click();
  }

  /** Runs all, and waits until every code cell has its number or one has failed. */
  async runAll(): Promise<void> {
    await this.startAll();
    await this.page.waitForFunction(allRan, undefined, { timeout: 5 * minutes, polling: 200 });
  }

  async shown(): Promise<Shown> {
    await this.page.waitForFunction(allDrawn, undefined, { timeout: minutes / 2, polling: 100 });
    return this.page.evaluate<Shown>(look);
  }

  /** Where a picture is kept. */
  picture(name: string): string {
    const folder = join(root, "test", "output");
    mkdirSync(folder, { recursive: true });
    return join(folder, `${name}.png`);
  }

  /** Keeps the whole notebook as a picture in test/output/. */
  async screenshot(name: string): Promise<void> {
    const height = await this.page.evaluate<number>(notebookHeight);
    await this.page.setViewportSize({ width: 1280, height: Math.min(height + 200, 12_000) });
    await this.page.evaluate(scrollToTop);
    await this.page.screenshot({ path: this.picture(name) });
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
