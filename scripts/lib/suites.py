"""Test binaries: built once for the whole workspace, then run one by one and counted.

One build, binaries for the cloud included, because a second selection of packages would unify features
differently and compile the SDKs again. The binaries are run from here rather than by cargo, so that a suite can be told apart by
its crate, and those that need a cloud can be run inside one.
"""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import processes
from console import Failure, say, step
from toolchain import LOGS, ROOT, executables

# Suites that print what they measured.
MEASURING = ("faults", "corpora", "differential")

_RESULT = re.compile(r"^test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored;", re.MULTILINE)


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.seconds += other.seconds


@dataclass(frozen=True)
class Suite:
    package: str
    version: str
    folder: Path
    target: str
    executable: Path

    @property
    def name(self):
        own = self.target.replace("-", "_") == self.package.replace("-", "_")
        return self.package if own else f"{self.package}::{self.target}"


class Workspace:
    """What cargo says about the workspace."""

    def __init__(self):
        printed = processes.output(
            ["cargo", "metadata", "--no-deps", "--format-version=1"],
            "cargo cannot read the workspace: mend the error above, then try again",
            cwd=ROOT,
        )
        metadata = json.loads(printed)
        self.packages = {package["id"]: package for package in metadata["packages"]}
        self.target = Path(metadata["target_directory"])

    def features(self):
        """Every feature that stands between a test and its run: those of the acceptance tests need a cloud."""
        for package in self.packages.values():
            if package["name"] == "acceptance" and "local-cloud" in package["features"]:
                return ["--features", "acceptance/local-cloud"]
        return []

    def build(self):
        """Builds the workspace. Returns the suites in a stable order, and the other binaries by name."""
        arguments = ["cargo", "build", "--workspace", "--bins", "--tests", "--message-format=json-render-diagnostics", *self.features()]
        with step("Tests and functions (minutes the first time)", noisy=True):
            printed = processes.output(arguments, "cargo could not build the tests: mend the error above, then try again", cwd=ROOT)
        suites = []
        for package_id, target, path in executables(printed, tests=True):
            package = self.packages[package_id]
            folder = Path(package["manifest_path"]).parent
            suites.append(Suite(package["name"], package["version"], folder, target["name"], path))
        binaries = {target["name"]: path for _, target, path in executables(printed)}
        return sorted(suites, key=lambda suite: suite.name), binaries

    def run_doc_tests(self):
        arguments = ["cargo", "test", "--workspace", "--doc", "--no-fail-fast", *self.features()]
        return _run("documentation examples", arguments, ROOT, dict(os.environ))

    def run(self, suite, variables):
        """Runs one suite in the environment that cargo would give it, and the variables of a cloud."""
        environment = {**os.environ, **variables}
        environment.update(
            CARGO_MANIFEST_DIR=str(suite.folder),
            CARGO_PKG_NAME=suite.package,
            CARGO_PKG_VERSION=suite.version,
        )
        # The test binary of a macro crate is linked against the compiler's own libraries.
        library_path = "DYLD_FALLBACK_LIBRARY_PATH" if sys.platform == "darwin" else "LD_LIBRARY_PATH"
        folders = [str(suite.executable.parent), *_compiler_libraries(), os.environ.get(library_path, "")]
        environment[library_path] = os.pathsep.join(filter(None, folders))
        # What a suite measured, it says itself: `measured: ..`, which the harness would swallow.
        arguments = [suite.executable, "--nocapture"] if suite.target in MEASURING else [suite.executable]
        return _run(suite.name, arguments, suite.folder, environment)


_libraries = []


def _compiler_libraries():
    if not _libraries:
        sysroot = Path(processes.output(["rustc", "--print", "sysroot"], "rustc does not answer", cwd=ROOT).strip())
        _libraries.append(str(sysroot / "lib"))
        _libraries.extend(str(folder) for folder in sysroot.glob("lib/rustlib/*/lib"))
    return _libraries


def _run(name, arguments, folder, environment):
    """Runs tests quietly; shows their output only if one fails."""
    # A crate's library and its binary have one name; the executable tells them apart.
    log = LOGS / "tests" / f"{Path(arguments[0]).name}-{name.replace('::', '-').replace(' ', '-')}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with open(log, "wb") as sink:
        child = processes.start(arguments, cwd=folder, env=environment, stdout=sink, stderr=subprocess.STDOUT)
        status = processes.wait(child)
    printed = log.read_text(errors="replace")
    count = Count(seconds=time.monotonic() - started)
    for passed, failed, skipped in _RESULT.findall(printed):
        count.add(Count(int(passed), int(failed), int(skipped)))
    if status != 0 and count.failed == 0:
        # It did not come to a count: it did not compile, or the process died.
        count.failed = 1
    if count.failed:
        say(printed)
    if count.passed or count.failed or count.skipped:
        mark = "failed" if count.failed else "ok"
        say(f"  {mark}  {name}: {described(count)}  ({count.seconds:.1f} s)")
    for line in printed.splitlines():
        if line.startswith("measured: "):
            say(f"      {line.removeprefix('measured: ')}")
    return count


def described(count):
    text = f"{count.passed} passed"
    text += f", {count.failed} failed" if count.failed else ""
    text += f", {count.skipped} skipped" if count.skipped else ""
    return text


def check(title, arguments, sentence, quiet=True, **options):
    """Runs one check that is no test binary, and counts it as one."""
    started = time.monotonic()
    log = LOGS / "checks" / f"{title.replace(' ', '-').replace('.', '-')}.log"
    try:
        with step(title, noisy=not quiet):
            processes.run(arguments, sentence, log if quiet else None, cwd=ROOT, **options)
    except Failure as failure:
        if quiet:
            say(log.read_text(errors="replace"))
        say(f"  {failure}")
        return Count(failed=1, seconds=time.monotonic() - started)
    return Count(passed=1, seconds=time.monotonic() - started)
