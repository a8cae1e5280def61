"""Runs unittest modules and prints one JSON line a test, for `python.test.ts` to show each as a test of its own."""
import json
import sys
import unittest


class Lines(unittest.TestResult):
    def say(self, test, outcome, text=""):
        name = test.id().split(".", 1)[1] if hasattr(test, "id") else str(test)
        print(json.dumps({"name": name, "outcome": outcome, "text": text}), flush=True)

    def addSuccess(self, test):
        self.say(test, "passed")

    def addSkip(self, test, reason):
        self.say(test, "skipped", reason)

    def addFailure(self, test, err):
        self.say(test, "failed", self._exc_info_to_string(err, test))

    addError = addFailure

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.say(subtest, "failed", self._exc_info_to_string(err, test))


if __name__ == "__main__":
    unittest.defaultTestLoader.loadTestsFromNames(sys.argv[1:]).run(Lines())
