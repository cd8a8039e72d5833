"""What the scripts need on this machine: Python, Rust, two virtual environments, and the built binaries."""

import contextlib
import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import processes
from console import Failure, step

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".eva"
LOGS = STATE / "logs"

FUNCTIONS = tuple(sorted(folder.parent.name for folder in (ROOT / "functions").glob("*/Cargo.toml")))
OLDEST_PYTHON = (3, 10)


def check():
    """Refuses a machine that cannot work, before anything is downloaded or built."""
    with step("Python and Rust") as done:
        if sys.version_info < OLDEST_PYTHON:
            raise Failure(
                f"Python {platform.python_version()} is too old for the local cloud: "
                "install Python 3.10 or newer and start the script with it"
            )
        if shutil.which("cargo") is None:
            raise Failure("cargo is not on the PATH: install Rust from https://rustup.rs, then try again")
        if not any(shutil.which(compiler) for compiler in ("cc", "gcc", "clang")):
            raise Failure("there is no C compiler, which Rust links with: install gcc or clang, then try again")
        rustc = processes.output(
            ["rustc", "--version"],
            "rustc does not answer: run `rustup toolchain install` in this folder, it reads rust-toolchain.toml",
            log=LOGS / "rustc.log",
            cwd=ROOT,
        )
        done(f"Python {platform.python_version()} and {' '.join(rustc.split()[:2])}")


def virtual_environment(name, requirements):
    """Creates `.eva/<name>` from pinned requirements, unless it is there already; returns its folder."""
    folder = STATE / name
    stamp = folder / "requirements.sha256"
    # A virtual environment knows its own folder: a clone that was moved needs a new one.
    wanted = hashlib.sha256(requirements.read_bytes() + f"{sys.version} {folder}".encode()).hexdigest()
    title = f"Python packages of {requirements.relative_to(ROOT)}"
    with step(title) as done, _alone(name):
        if stamp.is_file() and stamp.read_text() == wanted:
            done(f"{title}, unchanged")
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        log = LOGS / f"{name}.log"
        processes.run(
            [sys.executable, "-m", "venv", folder],
            "no virtual environment could be made: install your system's python3-venv package, then try again",
            log,
        )
        processes.run(
            [folder / "bin/python", "-m", "pip", "install", "--disable-pip-version-check", "--requirement", requirements],
            f"pip could not install {requirements.relative_to(ROOT)}: check the network or the proxy, then try again",
            log,
        )
        stamp.write_text(wanted)
    return folder


@contextlib.contextmanager
def _alone(name):
    """One script at a time makes a virtual environment; the others wait and find it made."""
    STATE.mkdir(exist_ok=True)
    with open(STATE / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def cargo_build(packages, title, release=False):
    """Builds the binaries of some packages and returns their paths by name. cargo shows its own progress."""
    arguments = ["cargo", "build", "--bins", "--message-format=json-render-diagnostics"]
    arguments += ["--release"] if release else []
    arguments += [argument for package in packages for argument in ("--package", package)]
    with step(title, noisy=True):
        printed = processes.output(arguments, "cargo could not build the binaries: mend the error above, then try again", cwd=ROOT)
    return {target["name"]: path for _, target, path in executables(printed)}


def executables(printed, tests=False):
    """Reads cargo's JSON messages: (package id, target, path) of each binary, or of each test binary."""
    for line in printed.splitlines():
        message = json.loads(line)
        if message["reason"] == "compiler-artifact" and message["executable"] and message["profile"]["test"] == tests:
            yield message["package_id"], message["target"], Path(message["executable"])


def lambda_architecture():
    """The architecture of this machine, as Lambda names it."""
    return "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x86_64"


def package(binary, folder):
    """Zips a binary as Lambda wants it, without symbols; does nothing if it is the same binary as last time."""
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{binary.name}.zip"
    stamp = folder / f"{binary.name}.stamp"
    seen = binary.stat()
    wanted = f"{binary} {seen.st_size} {seen.st_mtime_ns}"
    if archive.is_file() and stamp.is_file() and stamp.read_text() == wanted:
        return archive
    stripped = folder / f"{binary.name}.{os.getpid()}.stripped"
    partial = folder / f"{binary.name}.{os.getpid()}.zip"
    try:
        write_zip(_without_symbols(binary, stripped), partial, level=1)
        partial.replace(archive)
        stamp.write_text(wanted)
    finally:
        stripped.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)
    return archive


def write_zip(binary, archive, level):
    """Writes `bootstrap` into a zip that depends on nothing but the binary's content, so its hash is stable."""
    import zipfile

    entry = zipfile.ZipInfo("bootstrap")
    entry.create_system = 3
    entry.external_attr = 0o100755 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(archive, "w") as sink:
        sink.writestr(entry, binary.read_bytes(), compresslevel=level)


def _without_symbols(binary, target):
    """Symbols are most of a debug build; without the `strip` program the archive is only larger."""
    strip = shutil.which("strip")
    if strip is None:
        return binary
    child = processes.start([strip, "-o", target, binary], stderr=subprocess.DEVNULL)
    return target if processes.wait(child) == 0 else binary
