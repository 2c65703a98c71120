"""Debian's conformance suite for Jupyter kernels, run against the kernel that JUPYTER_PATH names."""
import unittest

import jupyter_kernel_test

jupyter_kernel_test.TIMEOUT = 60


def run(receive, **options):
    return jupyter_kernel_test.run_sync(receive)(**options)


class CppoKernelTests(jupyter_kernel_test.KernelTests):
    # The suite gives each output a tenth of a second after the reply, which a busy machine may need for the way alone.
    patience = 10

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        receive = cls.kc.iopub_channel.get_msg

        async def get_msg(*arguments, timeout=None, **named):
            return await receive(*arguments, timeout=max(timeout or 0, cls.patience), **named)

        cls.kc.iopub_channel.get_msg = get_msg

    def flush_channels(self):
        type(self).patience = 0
        try:
            super().flush_channels()
        finally:
            type(self).patience = 10

    kernel_name = "cppo"
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    completion_samples = [
        {"text": "Console.WriteLi", "matches": {"WriteLine"}},
        {"text": "var measured = 3; measur", "matches": {"measured"}},
        {"text": "#!cppo-tra", "matches": {"#!cppo-train"}},
        {"text": "#!cppo-train --resu", "matches": {"--resume"}},
        {"text": "#!html\n<b>Console.WriteLi", "matches": set()},
    ]
    complete_code_samples = ["1", "var x = 1;", "foreach (var i in new[] { 1 }) { }", "#!time", "#!sql\nSELECT 1", "Console?"]
    incomplete_code_samples = ["foreach (var i in new[] { 1 }) {", "int F(int x) =>", "/* a"]
    invalid_code_samples = ["var x = );", "int 3x;"]
    code_generate_error = 'throw new Exception("x");'
    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": "await Task.FromResult(7)", "result": "7"},
        {"code": "#!sql\nSELECT 1 + 1 AS two", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>x</b>"));', "mime": "text/html"},
        {"code": '"{}".DisplayAs("application/json");', "mime": "application/json"},
        {"code": "#!cppo-doctor", "mime": "text/html"},
        {"code": "#!html\n<i>x</i>\n#!csharp\nvar y = 1;", "mime": "text/html"},
    ]
    code_page_something = "Console.WriteLine?"
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "clear_output();"

    # What the suite has no test of its own for, checked against its message specification.
    def ask(self, code, answer, **options):
        self.flush_channels()
        message = self.kc.execute(code, allow_stdin=True, **options)
        question = run(self.kc.stdin_channel.get_msg, timeout=jupyter_kernel_test.TIMEOUT)
        self.assertEqual(question["msg_type"], "input_request")
        self.kc.input(answer)
        reply = self.get_non_kernel_info_reply(timeout=jupyter_kernel_test.TIMEOUT)
        jupyter_kernel_test.validate_message(reply, "execute_reply", message)
        return question, reply

    def test_stdin(self):
        question, reply = self.ask('var said = input("Who? "); Console.Write(said);', "Ada")
        self.assertEqual(question["content"], {"prompt": "Who? ", "password": False})
        self.assertEqual(reply["content"]["status"], "ok")
        question, reply = self.ask('password("Secret")', "x")
        self.assertTrue(question["content"]["password"])

    def test_user_expressions(self):
        self.flush_channels()
        message = self.kc.execute("var six = 6;", user_expressions={"good": "six * 7", "bad": "nobody"})
        reply = self.get_non_kernel_info_reply(timeout=jupyter_kernel_test.TIMEOUT)
        jupyter_kernel_test.validate_message(reply, "execute_reply", message)
        self.assertEqual(reply["content"]["user_expressions"]["good"]["data"]["text/plain"], "42")
        self.assertEqual(reply["content"]["user_expressions"]["bad"]["status"], "error")

    def test_silent_and_unstored(self):
        reply, outputs = self.execute_helper("Console.Write(1); 5", store_history=False)
        count = reply["content"]["execution_count"]
        self.flush_channels()
        message = self.kc.execute("Console.Write(1); 5", silent=True)
        reply = self.get_non_kernel_info_reply(timeout=jupyter_kernel_test.TIMEOUT)
        jupyter_kernel_test.validate_message(reply, "execute_reply", message)
        self.assertEqual(reply["content"]["execution_count"], count)

    def test_stop_on_error(self):
        self.flush_channels()
        first = self.kc.execute('Thread.Sleep(300); throw new Exception("x");')
        second = self.kc.execute("1")
        statuses = {}
        for _ in range(2):
            reply = self.get_non_kernel_info_reply(timeout=jupyter_kernel_test.TIMEOUT)
            statuses[reply["parent_header"]["msg_id"]] = reply["content"]["status"]
        self.assertEqual(statuses, {first: "error", second: "aborted"})

    def test_interrupt(self):
        self.flush_channels()
        message = self.kc.execute('Console.WriteLine("runs"); while (true) { }')
        while run(self.kc.iopub_channel.get_msg, timeout=60)["msg_type"] != "stream":
            pass
        self.km.interrupt_kernel()
        reply = self.get_non_kernel_info_reply(timeout=jupyter_kernel_test.TIMEOUT)
        self.assertEqual((reply["content"]["status"], reply["content"]["ename"]), ("error", "Interrupted"))
        self.assertEqual(self.execute_helper("2")[0]["content"]["status"], "ok")


if __name__ == "__main__":
    unittest.main(verbosity=2)
