"""What people do through jupyter_client: interrupt, restart and shut down, over tcp and ipc."""
import time
import unittest

from jupyter_client.manager import KernelManager


def start(**options):
    manager = KernelManager(kernel_name="cellgrad", **options)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return manager, client


class Client(unittest.TestCase):
    options = {}

    def setUp(self):
        self.manager, self.client = start(**self.options)

    def tearDown(self):
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)

    def run_cell(self, code):
        return self.client.execute_interactive(code, timeout=60, output_hook=lambda message: None)["content"]

    def value_of(self, expression):
        found = []

        def take(message):
            if message["msg_type"] == "execute_result":
                found.append(message["content"]["data"]["text/plain"])

        self.client.execute_interactive(expression, timeout=60, output_hook=take)
        return found[0]

    def test_interrupt_keeps_state(self):
        self.run_cell("let count = 7;")
        self.client.execute("while (true) count++;")
        time.sleep(0.5)
        self.manager.interrupt_kernel()
        reply = self.client.get_shell_msg(timeout=30)
        self.assertEqual(reply["content"]["status"], "error")
        self.assertEqual(self.value_of("count > 7"), "true")

    def test_restart_forgets_state(self):
        self.run_cell("const kept = 1;")
        self.manager.restart_kernel()
        self.client.wait_for_ready(timeout=60)
        reply = self.run_cell("kept")
        self.assertEqual(reply["status"], "error")
        self.assertIn("Cannot find name 'kept'", reply["evalue"])
        self.assertEqual(self.value_of("6 * 7"), "42")

    def test_shutdown_ends_the_process(self):
        self.manager.shutdown_kernel()
        self.assertFalse(self.manager.is_alive())


class ClientOverIpc(Client):
    options = {"transport": "ipc"}
