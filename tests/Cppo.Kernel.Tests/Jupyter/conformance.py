"""Debian's conformance suite for Jupyter kernels, run against the kernel that JUPYTER_PATH names."""
import unittest

import jupyter_kernel_test

jupyter_kernel_test.TIMEOUT = 60


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
    ]
    complete_code_samples = ["1", "var x = 1;", "foreach (var i in new[] { 1 }) { }", "#!time"]
    incomplete_code_samples = ["foreach (var i in new[] { 1 }) {", "int F(int x) =>", "/* a"]
    invalid_code_samples = ["var x = );", "int 3x;"]
    code_generate_error = 'throw new Exception("x");'
    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": "await Task.FromResult(7)", "result": "7"},
    ]
    code_display_data = [{"code": 'display(HTML("<b>x</b>"));', "mime": "text/html"}]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "clear_output();"


if __name__ == "__main__":
    unittest.main(verbosity=2)
