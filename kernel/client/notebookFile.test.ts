// Notebook files: read and written without changing what nobody asked to change.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type CodeCell, hasTag, readNotebook, writeNotebook } from "./notebookFile.ts";

const stored = {
  cells: [
    { cell_type: "markdown", id: "m", metadata: {}, source: ["# Title\n", "text"] },
    {
      cell_type: "code",
      execution_count: null,
      id: "c",
      metadata: { tags: ["raises-exception"] },
      outputs: [],
      source: ["const a = 1;\n", "a"],
    },
  ],
  metadata: { kernelspec: { display_name: "TypeScript", language: "typescript", name: "cellgrad" } },
  nbformat: 4,
  nbformat_minor: 5,
};

describe("notebook file", () => {
  let folder: string;
  let path: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "notebook-"));
    path = join(folder, "a.ipynb");
  });
  after(() => rm(folder, { recursive: true }));

  it("comes back byte for byte when nothing was changed", async () => {
    const text = `${JSON.stringify(stored, null, 1)}\n`;
    await writeFile(path, text);
    const notebook = await readNotebook(path);
    assert.equal(notebook.cells[1]!.source, "const a = 1;\na");
    await writeNotebook(path, notebook);
    assert.equal(await readFile(path, "utf8"), text);
  });

  it("stores text as lines, and images and JSON as they are", async () => {
    await writeFile(path, JSON.stringify(stored));
    const notebook = await readNotebook(path);
    const cell = notebook.cells[1] as CodeCell;
    cell.outputs = [
      { output_type: "stream", name: "stdout", text: "one\ntwo\n" },
      {
        output_type: "display_data",
        data: { "text/html": "<b>\n</b>", "image/png": "iVBORw0KGgo=\n", "application/json": { a: [1] } },
        metadata: {},
      },
    ];
    await writeNotebook(path, notebook);
    const written = JSON.parse(await readFile(path, "utf8")).cells[1].outputs;
    assert.deepEqual(written[0].text, ["one\n", "two\n"]);
    assert.deepEqual(written[1].data, {
      "application/json": { a: [1] },
      "image/png": "iVBORw0KGgo=\n",
      "text/html": ["<b>\n", "</b>"],
    });
  });

  it("knows a cell's tags", async () => {
    await writeFile(path, JSON.stringify(stored));
    const cell = (await readNotebook(path)).cells[1] as CodeCell;
    assert.equal(hasTag(cell, "raises-exception"), true);
    assert.equal(hasTag(cell, "skip-execution"), false);
  });

  it("says why a file is no notebook", async () => {
    await assert.rejects(
      readNotebook(join(folder, "none.ipynb")),
      /^Error: notebook: no such file: .*none\.ipynb$/,
    );
    await writeFile(path, "{");
    await assert.rejects(readNotebook(path), /this is not JSON/);
    await writeFile(path, JSON.stringify({ ...stored, nbformat: 3 }));
    await assert.rejects(readNotebook(path), /only format 4 can be read, not 3/);
  });
});
