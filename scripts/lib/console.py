"""What a person sees: steps with their time, and failures that say what to do."""

import contextlib
import sys
import time


class Failure(Exception):
    """Ends a script with one sentence on what failed and what to do, and the log that tells more."""

    def __init__(self, sentence, log=None):
        super().__init__(sentence)
        self.log = log


def say(text=""):
    print(text, flush=True)


@contextlib.contextmanager
def step(title, noisy=False):
    """Prints the title, and its time once the step is done.

    A noisy step lets a program write to the terminal in between, so its title gets a line of its own.
    Whoever uses the step may replace the text of the second line: `with step(..) as done: done("..")`.
    """
    started = time.monotonic()
    result = [title]
    overwrite = sys.stdout.isatty() and not noisy
    if overwrite:
        print(f"  ..  {title}", end="", flush=True)
    elif noisy:
        say(f"  ..  {title}")

    def done(text):
        result[0] = text

    mark = "failed"
    try:
        yield done
        mark = "ok"
    finally:
        start = "\r\033[K" if overwrite else ""
        say(f"{start}  {mark}  {result[0]}  ({time.monotonic() - started:.1f} s)")


def run(main):
    """Runs a script's main function; its failures become a sentence and an exit status."""
    from processes import Stopped

    try:
        status = main()
    except Failure as failure:
        print(f"\nerror: {failure}", file=sys.stderr)
        if failure.log:
            print(f"       the log is {failure.log}", file=sys.stderr)
        status = 1
    except Stopped as stopped:
        status = stopped.status
    except OSError as error:
        print(f"\nerror: {error.filename or 'the system'}: {error.strerror}: mend that, then try again", file=sys.stderr)
        status = 1
    sys.exit(status)


def table(header, rows):
    """Prints rows in columns: the first to the left, the others to the right."""
    lines = [header, *rows]
    widths = [max(len(str(line[column])) for line in lines) for column in range(len(header))]
    for line in lines:
        cells = [str(line[0]).ljust(widths[0])]
        cells += [str(cell).rjust(width) for cell, width in zip(line[1:], widths[1:])]
        say("  " + "   ".join(cells).rstrip())
