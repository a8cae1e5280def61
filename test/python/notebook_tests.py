"""Notebooks through Jupyter's own tools: nbclient runs them, nbformat finds the result valid, nbconvert makes a page."""
import glob
import os
import unittest

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
folder = os.path.join(root, "notebooks")


class Notebooks(unittest.TestCase):
    pass


def test_of(path):
    def test(self):
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(notebook, kernel_name="cellgrad", timeout=900, resources={"metadata": {"path": folder}})
        client.execute()
        nbformat.validate(notebook)
        shown = {
            mime
            for cell in notebook.cells
            for output in cell.get("outputs", [])
            for mime in output.get("data", {})
        }
        self.assertIn("image/png", shown)
        page, _ = HTMLExporter().from_notebook_node(notebook)
        self.assertIn("data:image/png;base64,", page)

    return test


for path in sorted(glob.glob(os.path.join(folder, "*.ipynb"))):
    if not path.endswith(".executed.ipynb"):
        name = os.path.splitext(os.path.basename(path))[0].replace("-", "_")
        setattr(Notebooks, f"test_{name}", test_of(path))
