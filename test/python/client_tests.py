"""What people do through jupyter_client: interrupt, restart and shut down, over tcp and ipc, in the clear and encrypted."""
import json
import time
import unittest

import zmq
from jupyter_client.manager import KernelManager


def start(**options):
    manager = KernelManager(kernel_name="cellgrad", **options)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return manager, client


def begin(client, code):
    """Returns when the code runs: an interrupt goes over another channel, and may overtake the request."""
    client.execute("console.log('begun'); " + code)
    while client.get_iopub_msg(timeout=30)["content"].get("text") != "begun\n":
        pass


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
        begin(self.client, "while (true) count++;")
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

    def test_input_reaches_the_cell_that_asks(self):
        asked = []

        def answer(message):
            asked.append(message["content"])
            self.client.input("Ada")

        self.client.execute_interactive(
            "const typed = (await input('name? ')) + passwordSync('key? ');",
            timeout=60,
            stdin_hook=answer,
        )
        self.assertEqual(
            asked, [{"prompt": "name? ", "password": False}, {"prompt": "key? ", "password": True}]
        )
        self.assertEqual(self.value_of("typed"), "'AdaAda'")

    def test_debugger_stops_a_cell_and_lets_it_go_on(self):
        def ask(command, **arguments):
            content = {"type": "request", "seq": 1, "command": command, "arguments": arguments}
            self.client.control_channel.send(self.client.session.msg("debug_request", content))
            response = self.client.get_control_msg(timeout=60)["content"]
            self.assertTrue(response["success"], response)
            return response.get("body")

        def stopped():
            while True:
                message = self.client.get_iopub_msg(timeout=60)
                if message["msg_type"] == "debug_event" and message["content"]["event"] == "stopped":
                    return message["content"]["body"]

        ask("initialize", clientID="test")
        ask("attach")
        code = "let x = 20;\nx += 1;\nx * 2"
        path = ask("dumpCell", code=code)["sourcePath"]
        ask("setBreakpoints", source={"path": path}, breakpoints=[{"line": 3}])
        self.client.execute(code)
        self.assertEqual(stopped()["reason"], "breakpoint")
        frame = ask("stackTrace", threadId=1)["stackFrames"][0]
        self.assertEqual((frame["source"]["path"], frame["line"]), (path, 3))
        self.assertEqual(ask("evaluate", expression="x", frameId=frame["id"])["result"], "21")
        ask("continue", threadId=1)
        self.assertEqual(self.client.get_shell_msg(timeout=60)["content"]["status"], "ok")
        ask("disconnect")

    def test_subshell_runs_while_the_main_shell_waits(self):
        def on_control(message_type, content):
            message = self.client.session.msg(message_type, content)
            self.client.control_channel.send(message)
            return self.client.get_control_msg(timeout=30)["content"]

        subshell = on_control("create_subshell_request", {})["subshell_id"]
        self.assertEqual(on_control("list_subshell_request", {})["subshell_id"], [subshell])
        self.run_cell("let open = () => {};")
        waiting = self.client.execute("await new Promise<void>((resolve) => (open = resolve)); 5")
        message = self.client.session.msg("execute_request", {"code": "open()", "silent": False})
        message["header"]["subshell_id"] = subshell
        # Sent until the main shell's cell has begun to wait.
        for _ in range(100):
            message["header"]["msg_id"] = message["msg_id"] = self.client.session.msg_id
            self.client.shell_channel.send(message)
            reply = self.client.get_shell_msg(timeout=30)
            if reply["parent_header"]["msg_id"] == waiting:
                break
            time.sleep(0.05)
        self.assertEqual(reply["content"]["status"], "ok")
        self.assertEqual(on_control("delete_subshell_request", {"subshell_id": subshell}), {"status": "ok"})

    def test_shutdown_ends_the_process(self):
        self.manager.shutdown_kernel()
        self.assertFalse(self.manager.is_alive())


class ClientOverIpc(Client):
    options = {"transport": "ipc"}


@unittest.skipUnless(
    hasattr(KernelManager, "transport_encryption") and zmq.has("curve"),
    "this jupyter_client, or this pyzmq, does not encrypt",
)
class Encrypted(unittest.TestCase):
    def test_all_channels_over_tcp(self):
        self.talk(transport="tcp")

    def test_all_channels_over_ipc(self):
        self.talk(transport="ipc")

    def talk(self, **options):
        manager, client = start(transport_encryption="required", **options)
        try:
            with open(manager.connection_file) as file:
                self.assertEqual(len(json.load(file)["curve_publickey"]), 40)
            asked, shown = [], []

            def answer(message):
                asked.append(message["content"]["prompt"])
                client.input("Ada")

            def take(message):
                shown.append((message["msg_type"], message["content"].get("text")))

            reply = client.execute_interactive(
                "console.log('hello', await input('who? '))", timeout=60, stdin_hook=answer, output_hook=take
            )
            self.assertEqual(reply["content"]["status"], "ok")
            self.assertEqual(asked, ["who? "])
            self.assertIn(("stream", "hello Ada\n"), shown)
            begin(client, "while (true) {}")
            manager.interrupt_kernel()
            self.assertEqual(client.get_shell_msg(timeout=30)["content"]["ename"], "Interrupted")
            self.assertTrue(self.heart_answers(manager, encrypted=True))
            self.assertFalse(self.heart_answers(manager, encrypted=False))
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)

    def heart_answers(self, manager, encrypted):
        with zmq.Context() as context, context.socket(zmq.REQ) as socket:
            socket.linger = 0
            if encrypted:
                socket.curve_publickey, socket.curve_secretkey = zmq.curve_keypair()
                socket.curve_serverkey = manager.curve_publickey
            socket.connect(manager._make_url("hb"))
            socket.send(b"ping")
            return socket.poll(20_000 if encrypted else 300) != 0
