"""Jupyter's command lines with this kernel: `jupyter nbconvert --execute` and `jupyter console`."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Nbconvert(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name
        shutil.copy(os.path.join(root, "test", "fixtures", "page.ipynb"), self.folder)

    def nbconvert(self, *args):
        command = [sys.executable, "-m", "nbconvert", *args]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf8") as file:
            return file.read()

    def test_runs_a_notebook_and_makes_a_page_of_it(self):
        self.nbconvert("--execute", "--to", "html", "page.ipynb")
        page = self.read("page.html")
        self.assertTrue("data:image/png;base64," in page, "the picture is in the page")
        self.assertTrue("total 6" in page, "the text is in the page")

    def test_knows_the_language_of_a_notebook_that_has_run(self):
        self.nbconvert("--execute", "--to", "notebook", "--inplace", "page.ipynb")
        self.nbconvert("--to", "html", "page.ipynb")
        self.assertTrue("hl-typescript" in self.read("page.html"), "the code is coloured as TypeScript")
        self.nbconvert("--to", "script", "page.ipynb")
        self.assertIn("const total: number = ", self.read("page.ts"))


@unittest.skipIf(sys.platform == "win32", "no pseudo-terminals on Windows")
class Console(unittest.TestCase):
    def test_runs_what_is_typed(self):
        import pexpect

        environment = {**os.environ, "TERM": "dumb", "PROMPT_TOOLKIT_NO_CPR": "1"}
        command = ["-m", "jupyter_console", "--kernel", "cellgrad"]
        console = pexpect.spawn(
            sys.executable, command, encoding="utf8", timeout=120, env=environment, dimensions=(40, 120)
        )
        self.addCleanup(console.close, force=True)

        def type_in(*lines):
            for line in lines:
                console.send(f"{line}\r")

        console.expect_exact("TypeScript 7")
        console.expect_exact("In [1]:")
        # Enter goes on where the code is not complete, and ends where it is.
        type_in("function twice(n: number) {", "return n * 2;", "}")
        console.expect_exact("In [2]:")
        type_in("twice(21)")
        console.expect_exact("Out[")
        console.expect_exact("42")
        console.expect_exact("In [3]:")
        type_in("const who = await input('who? ')")
        console.expect_exact("\nwho? ")
        type_in("Ada")
        console.expect_exact("In [4]:")
        type_in("console.log(who + ' waits'); while (true) {}")
        console.expect_exact("Ada waits")
        console.sendintr()
        console.expect_exact("Interrupted")
        console.expect_exact("In [5]:")
        type_in("who.length")
        console.expect_exact("Out[")
        console.expect_exact("3")
        console.expect_exact("In [6]:")
        console.send("\x04")
        console.expect_exact("exit")
        type_in("y")
        console.expect(pexpect.EOF)
