"""papermill sets a notebook's parameters, with the package that `papermill/` makes, installed as a user installs it."""
import os
import subprocess
import sys
import tempfile
import unittest

import nbformat

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

parameters = """\
let rate: number = 0.1; // of the first epoch
let name = "Ada";
let sizes = [
  16,
  32,
];
"""


class Papermill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = cls.temporary.name
        site = os.path.join(cls.folder, "site")
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        cli = os.path.join(root, "dist", "kernel", "cli.js")
        package = subprocess.run(["node", cli, "papermill"], capture_output=True, text=True, check=True).stdout.strip()
        # No download: what builds the package is among the pinned ones.
        cls.python(*install, "--no-build-isolation", "--target", site, package)
        cls.environment = {**os.environ, "PYTHONPATH": site}

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    environment = dict(os.environ)

    @classmethod
    def python(cls, *args, succeeds=True):
        done = subprocess.run(
            [sys.executable, *args], cwd=cls.folder, env=cls.environment, capture_output=True, text=True, timeout=300
        )
        if succeeds and done.returncode != 0:
            raise AssertionError(f"{args}: exit status {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def notebook(self, *sources, tags=("parameters",)):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        cells[0].metadata["tags"] = list(tags)
        kernelspec = {"name": "cellgrad", "display_name": "TypeScript (cellgrad)", "language": "typescript"}
        path = os.path.join(self.folder, f"{self._testMethodName}.ipynb")
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec}), path)
        return path

    def run_notebook(self, path, *args, succeeds=True):
        output = path.replace(".ipynb", ".out.ipynb")
        done = self.python("-m", "papermill", "--no-progress-bar", path, output, *args, succeeds=succeeds)
        return nbformat.read(output, as_version=4), done

    def test_sets_parameters_of_every_kind(self):
        path = self.notebook(parameters, "[rate * 2, name, sizes.length, flags.fast, flags.none, big, empty.length].join()")
        notebook, _ = self.run_notebook(
            path,
            "-p", "rate", "0.25",
            "-r", "name", 'O"Neil 😀\\',
            "-y", "{sizes: [1, 2, 3], flags: {fast: true, none: null}, big: 12345678901234567890, empty: []}",
        )  # fmt: skip
        self.assertEqual(notebook.cells[1].metadata.tags, ["injected-parameters"])
        [output] = notebook.cells[2].outputs
        self.assertEqual(output.data["text/plain"], "'0.5,O\"Neil 😀\\\\,3,true,,12345678901234567890,0'")

    def test_puts_them_first_when_no_cell_is_tagged(self):
        notebook, _ = self.run_notebook(self.notebook("rate + 1", tags=()), "-p", "rate", "1")
        self.assertEqual(notebook.cells[0].source, "// Parameters\nlet rate = 1;\n")
        self.assertEqual(notebook.cells[1].outputs[0].data["text/plain"], "2")

    def test_a_parameter_of_the_wrong_type_stops_the_run_with_one_sentence(self):
        notebook, done = self.run_notebook(
            self.notebook(parameters, "rate.toFixed(1)"), "-r", "rate", "fast", succeeds=False
        )
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("Property 'toFixed' does not exist on type 'string'", done.stderr)

    def test_tells_the_parameters_of_a_notebook(self):
        said = self.python("-m", "papermill", "--help-notebook", self.notebook(parameters)).stdout
        self.assertRegex(said, r"rate: number \(default 0\.1\) +of the first epoch")
        self.assertIn('name: string (default "Ada")', said)
        self.assertIn("sizes: Unknown type (default [ 16, 32, ])", said)

    def test_refuses_names_that_typescript_does_not_have(self):
        done = self.python(
            "-m", "papermill", "--prepare-only", self.notebook("1"), "-", "-p", "learning-rate", "1", succeeds=False
        )
        self.assertIn("parameters: not a TypeScript name: learning-rate", done.stderr)

    def test_writes_numbers_as_typescript_does(self):
        code = "\n".join(
            [
                "import papermill, datetime",
                "from papermill.translators import translate_parameters",
                "values = {'a': float('nan'), 'b': float('-inf'), 'c': 1e300, 'd': True, 'e': datetime.date(2026, 1, 2)}",
                "print(translate_parameters('other-name', 'typescript', values), end='')",
            ]
        )
        self.assertEqual(
            self.python("-c", code).stdout,
            "// Parameters\nlet a = NaN;\nlet b = -Infinity;\nlet c = 1e+300;\nlet d = true;\n"
            'let e = new Date("2026-01-02");\n',
        )
