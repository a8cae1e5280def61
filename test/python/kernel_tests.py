"""Jupyter's own test of kernels, given samples in TypeScript."""
import jupyter_kernel_test


class Kernel(jupyter_kernel_test.KernelTests):
    kernel_name = "cellgrad"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('careful')"
    completion_samples = [
        {"text": "Math.trun", "matches": {"trunc"}},
        {"text": "[1, 2].reduceR", "matches": {"reduceRight"}},
    ]
    complete_code_samples = ["1", "const f = (x: number) => x + 1;", "function f() {\n  return 1;\n}"]
    incomplete_code_samples = ["function f() {", "const a = [1,", "const text = `one", "const a = 1 +"]
    invalid_code_samples = ["let x = ]", "const 1a = 2;"]
    code_generate_error = "throw new Error('expected')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "await Promise.resolve('later')"},
        {"code": "[1, 2].map((n) => n * 2)", "result": "[ 2, 4 ]"},
    ]
    code_display_data = [
        {
            "code": "display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>hi</b>' }) })",
            "mime": "text/html",
        }
    ]
    code_history_pattern = "6?*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.trunc"
    code_clear_output = "clearOutput()"
    code_page_something = "page('a page of text')"


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "cellgrad"
    support_iopub_welcome = True


# The base classes came along with the import; they would run as tests of no kernel.
del jupyter_kernel_test.KernelTests, jupyter_kernel_test.IopubWelcomeTests
