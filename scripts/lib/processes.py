"""Children that end when we do.

Every child leads a session of its own, so a Ctrl-C in the terminal reaches only the script, and the
script ends the child together with whatever the child started.
"""

import contextlib
import os
import signal
import subprocess

from console import Failure

_GRACE_SECONDS = 5
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_children = []
_held = False
_pending = None


class Stopped(BaseException):
    """A signal asked the script to end. Not an Exception, so that nobody handles it by accident."""

    def __init__(self, number):
        super().__init__(signal.Signals(number).name)
        self.status = 128 + number


def _stop(number, _frame):
    global _pending
    if _held:
        _pending = number
        return
    # Cleaning up takes a bounded time; a second signal would only leave it half done.
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(number)


@contextlib.contextmanager
def _signals_held():
    """A signal between the start of a child and its registration would lose the child."""
    global _held, _pending
    _held = True
    try:
        yield
    finally:
        _held = False
        number, _pending = _pending, None
        if number is not None:
            _stop(number, None)


@contextlib.contextmanager
def ended_together():
    """Ends all children on the way out, whatever the reason."""
    for each in _SIGNALS:
        signal.signal(each, _stop)
    try:
        yield
    finally:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        for child in reversed(_children[:]):
            end(child)


def start(arguments, **options):
    """Starts a child in a session of its own."""
    options.setdefault("stdin", subprocess.DEVNULL)
    with _signals_held():
        child = subprocess.Popen([str(each) for each in arguments], start_new_session=True, **options)
        _children.append(child)
    return child


def end(child):
    """Ends a child and everything in its process group: first politely, then not."""
    _signal_group(child, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(_GRACE_SECONDS)
    # The leader is gone or deaf; what it started may be neither.
    _signal_group(child, signal.SIGKILL)
    child.wait()
    if child in _children:
        _children.remove(child)


def _signal_group(child, number):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def wait(child):
    """Waits for a child to end by itself, and returns its exit status.

    A signal ends the child here and now, before the cloud that it may have to say goodbye to.
    """
    try:
        status = child.wait()
    except BaseException:
        end(child)
        raise
    _children.remove(child)
    return status


def run(arguments, sentence, log=None, **options):
    """Runs a program to its end. Its output goes to the log, or to the terminal where there is none."""
    if log is None:
        status = _status_of(arguments, options)
    else:
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "wb") as sink:
            status = _status_of(arguments, {"stdout": sink, "stderr": subprocess.STDOUT, **options})
    if status != 0:
        raise Failure(sentence, log)


def output(arguments, sentence, log=None, text=None, **options):
    """Runs a program and returns what it printed; `text` is what it reads."""
    if text is not None:
        options["stdin"] = subprocess.PIPE
    sink = subprocess.PIPE if log is not None else None
    try:
        child = start(arguments, stdout=subprocess.PIPE, stderr=sink, text=True, **options)
    except OSError as error:
        raise Failure(sentence) from error
    printed, complaint = child.communicate(text)
    _children.remove(child)
    if log is not None and (child.returncode != 0 or complaint):
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(complaint)
    if child.returncode != 0:
        # A program of ours says on its last line what went wrong.
        last = (complaint or "").strip().splitlines()[-1:]
        raise Failure(": ".join([sentence, *last]), log)
    return printed


def _status_of(arguments, options):
    try:
        return wait(start(arguments, **options))
    except OSError:
        return 127
