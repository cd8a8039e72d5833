"""Init time of a function: from the start of its process to its first request for work.

A socket plays Lambda's runtime API, as far as the first `GET /2018-06-01/runtime/invocation/next`. A
function and its baseline take turns, so that whatever else the machine does falls on both.
"""

import os
import socket
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import processes
from console import Failure
from toolchain import write_zip

_NEXT = b"GET /2018-06-01/runtime/invocation/next"
_PATIENCE_SECONDS = 20

# What template.yaml gives the functions; nothing is called before the first request, so no value has to exist.
_ENVIRONMENT = {
    "AWS_LAMBDA_FUNCTION_NAME": "bench",
    "AWS_LAMBDA_FUNCTION_VERSION": "1",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
    "AWS_LAMBDA_LOG_GROUP_NAME": "bench",
    "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "TABLE_NAME": "platform_data",
    "LIST_SHARDS": "1",
    # 32 bytes; nothing is hashed or encrypted before the first request.
    "BLIND_INDEX_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "PERSONAL_DATA_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "EVENT_BUS_NAME": "eva",
    "QUARANTINE_QUEUE_URL": "http://127.0.0.1:1/quarantine",
    # The public key of the example in RFC 8037, appendix A.
    "TOKEN_PUBLIC_KEY": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "TOKEN_ISSUER": "https://eva.local",
    "TOKEN_AUDIENCE": "eva-api",
    "OPERATOR_AUDIENCE": "eva-operations",
    "UNKNOWN_TYPE_SEVERITY": "medium",
    "RUST_LOG": "info",
}


@dataclass(frozen=True)
class Comparison:
    function: str
    baseline: str
    init_ms: float
    baseline_ms: float
    binary_bytes: int
    zip_bytes: int

    @property
    def ratio(self):
        return self.init_ms / self.baseline_ms


def compare(function, binary, baseline, baseline_binary, runs):
    """Medians of as many interleaved runs."""
    for warm in (binary, baseline_binary):
        # The first run reads the file from the disk.
        init_ms(warm)
    own, bare = [], []
    for _ in range(runs):
        own.append(init_ms(binary))
        bare.append(init_ms(baseline_binary))
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "function.zip"
        write_zip(binary, archive, level=9)
        zip_bytes = archive.stat().st_size
    return Comparison(function, baseline, statistics.median(own), statistics.median(bare), binary.stat().st_size, zip_bytes)


def init_ms(binary):
    with socket.create_server(("127.0.0.1", 0)) as server, tempfile.TemporaryFile() as complaint:
        # Short, only to notice a function that ended instead of calling.
        server.settimeout(0.5)
        environment = {"PATH": os.environ.get("PATH", ""), **_ENVIRONMENT}
        environment["AWS_LAMBDA_RUNTIME_API"] = f"127.0.0.1:{server.getsockname()[1]}"
        started = time.perf_counter()
        child = processes.start([binary], env=environment, stdout=subprocess.DEVNULL, stderr=complaint)
        try:
            _first_request(server, child)
            return (time.perf_counter() - started) * 1000
        except OSError as error:
            complaint.seek(0)
            said = complaint.read().decode(errors="replace").strip() or "nothing"
            raise Failure(f"{binary.name} did not ask for work: {error}; it said: {said}") from error
        finally:
            processes.end(child)


def _first_request(server, child):
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            connection, _ = server.accept()
            break
        except TimeoutError:
            if child.poll() is not None:
                raise ConnectionError(f"it ended with status {child.returncode}") from None
            if time.monotonic() > deadline:
                raise
    with connection:
        connection.settimeout(_PATIENCE_SECONDS)
        received = b""
        while len(received) < len(_NEXT):
            part = connection.recv(4096)
            if not part:
                raise ConnectionError("it hung up")
            received += part
        if not received.startswith(_NEXT):
            raise ConnectionError("its first request is another one")
