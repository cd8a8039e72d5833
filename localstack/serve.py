"""Starts ministack: `.eva/venv/bin/python localstack/serve.py` with GATEWAY_PORT set.

Two things differ from the `ministack` command. It listens on loopback only, unless BIND_HOST says
otherwise, and on one port: its brokers for MQTT and SFTP take every interface. And it answers at once: its runtime API writes a response in two packets, and Nagle's
algorithm holds the second one back until the first is acknowledged, 40 ms later.
"""

import os
import signal
import socketserver
import stat
import sys
import threading


def end_with_whoever_holds_the_pipe() -> None:
    """Ends this process group at end of file on stdin, so that a killed parent leaves nothing behind."""
    # Not sys.stdin: its lock would be held when the interpreter ends, which aborts it.
    while os.read(0, 4096):
        pass
    os.killpg(os.getpgrp(), signal.SIGTERM)


def main() -> None:
    os.environ.setdefault("BIND_HOST", "127.0.0.1")
    os.environ.setdefault("IOT_MTLS_ENABLED", "0")
    os.environ.setdefault("SFTP_ENABLED", "0")
    if stat.S_ISFIFO(os.fstat(0).st_mode) and os.getpgrp() == os.getpid():
        threading.Thread(target=end_with_whoever_holds_the_pipe, daemon=True).start()
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    sys.argv = sys.argv[:1]

    from ministack import app

    app.main()


if __name__ == "__main__":
    main()
