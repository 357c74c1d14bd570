#!/bin/bash
# Asked on a terminal, a passphrase is not shown; who gives up there gets the echo back.
# usage: terminal.sh AFTERWORD
set -u
# shellcheck source=tests/program/support.sh
. "$(cd "$(dirname "$0")" && pwd)/support.sh"

make_demo "$work/clinic"
python3 -I - "$afterword" "$work" <<'EOF' || failed=1
import os, pty, select, signal, sys, termios, time

afterword, work = sys.argv[1:]
secret = open(work + "/passphrase").read().strip()
os.environ["AFTERWORD_DATA"] = work + "/clinic"


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, *words):
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.execv(afterword, [afterword, *words])
        self.seen = ""

    def read(self):
        if not select.select([self.file], [], [], 20)[0]:
            raise SystemExit(f"failed: nothing comes after: {self.seen}")
        try:
            piece = os.read(self.file, 4096)
        except OSError:  # the other side is closed
            piece = b""
        self.seen += piece.decode()
        return piece

    def expect(self, text):
        while text not in self.seen:
            if not self.read():
                raise SystemExit(f"failed: no '{text}' in: {self.seen}")
        self.seen = self.seen.split(text, 1)[1]

    def echoes(self):
        return bool(termios.tcgetattr(self.file)[3] & termios.ECHO)

    def answer(self, prompt, text):
        self.expect(prompt)
        check(not self.echoes(), f"the terminal echoes at '{prompt}'")
        os.write(self.file, text.encode() + b"\n")

    def leave(self):
        while self.read():
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


def check(holds, words):
    if not holds:
        raise SystemExit(f"failed: {words}")


def run(code, answers, *words):
    terminal = Terminal(*words)
    for prompt, text in answers:
        terminal.answer(prompt, text)
    left = terminal.leave()
    check(left == code, f"{words} leaves with {left}: {terminal.seen}")
    check(not any(text and text in terminal.seen for _, text in answers), f"shown: {terminal.seen}")
    return terminal.seen


listed = run(0, [("Passphrase: ", secret)], "patient", "list")
check("Mara Lind" in listed, f"no patients: {listed}")
run(3, [("Passphrase: ", "another one altogether")], "patient", "list")
run(3, [("Passphrase: ", "")], "patient", "list")
new = "ein völlig neuer Satz, lang genug"
run(2, [("Passphrase: ", secret), ("New passphrase: ", new), ("once more: ", new + "?")],
    "staff", "passphrase")
run(2, [("Passphrase: ", secret), ("New passphrase: ", "short one")] +
    [("once more: ", "short one")], "staff", "passphrase")
run(0, [("Passphrase: ", secret), ("New passphrase: ", new), ("once more: ", new)],
    "staff", "passphrase")
run(3, [("Passphrase: ", secret)], "patient", "list")
run(0, [("Passphrase: ", new)], "patient", "list")

# Ctrl+C: it ends by the signal, as a shell expects, and the terminal echoes again.
terminal = Terminal("patient", "list")
terminal.expect("Passphrase: ")
os.write(terminal.file, b"half of it\x03")
left = terminal.leave()
check(left == -signal.SIGINT, f"after Ctrl+C it leaves with {left}")
check(terminal.echoes(), "after Ctrl+C the terminal stays quiet")
EOF

exit "$failed"
