"""A cloud with Eva in it: started here, or one that runs already; deployed; described in an env file."""

import contextlib
import json
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

import processes
import toolchain
from console import Failure, step
from toolchain import FUNCTIONS, LOGS, ROOT, STATE

STACK = "eva"
REGION = "us-east-1"
START_SECONDS = 30
DEPLOY_SECONDS = 180

# Of what a shell may have set, the cloud gets only this: an inherited AWS_ENDPOINT_URL or AWS_PROFILE
# would send its functions elsewhere.
_ENVIRONMENT_OF_A_CLOUD = ("PATH", "HOME", "LANG", "LC_ALL", "SSL_CERT_FILE")


@dataclass(frozen=True)
class Endpoint:
    """Where a cloud listens, and whether this script started it."""

    url: str
    own: bool


@contextlib.contextmanager
def endpoint(venv):
    """The cloud of EVA_ENDPOINT, left as it is afterwards, or a new one that ends with the block."""
    url = chosen_endpoint()
    if url is not None:
        with step(f"Cloud at {url}"):
            if not _answers(url):
                raise Failure(f"nothing answers at EVA_ENDPOINT={url}: start that cloud, or unset EVA_ENDPOINT to get one from this script")
        yield Endpoint(url, own=False)
        return
    with _started(venv) as url:
        yield Endpoint(url, own=True)


def chosen_endpoint():
    """EVA_ENDPOINT, unless it only came with the `.eva/env` of a cloud that a script started for itself."""
    url = os.environ.get("EVA_ENDPOINT", "").rstrip("/")
    own = os.environ.get("EVA_CLOUD") == "own" and os.environ.get("EVA_URL", "").startswith(f"{url}/")
    return url if url and not own else None


@contextlib.contextmanager
def _started(venv):
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    folder = STATE / "cloud" / str(os.getpid())
    log = LOGS / f"cloud-{os.getpid()}.log"
    _forget_earlier_runs()
    LOGS.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True)
    environment = {name: os.environ[name] for name in _ENVIRONMENT_OF_A_CLOUD if name in os.environ}
    environment.update(
        BIND_HOST="127.0.0.1",
        GATEWAY_PORT=str(port),
        # Stands in the addresses of queues; localhost may mean ::1, where nobody listens.
        MINISTACK_HOST="127.0.0.1",
        MINISTACK_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        PYTHONUNBUFFERED="1",
        # Its copies of the functions' code go where we can remove them.
        TMPDIR=str(folder),
        STATE_DIR=str(folder),
    )
    try:
        with step("Local cloud") as done, open(log, "wb") as sink:
            # The pipe tells the cloud to end if this script is killed and cannot.
            child = processes.start(
                [venv / "bin/python", ROOT / "localstack/serve.py"],
                stdin=subprocess.PIPE,
                stdout=sink,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=folder,
            )
            deadline = time.monotonic() + START_SECONDS
            while not _answers(url):
                if child.poll() is not None:
                    raise Failure("the local cloud ended as soon as it started: the log says why", log)
                if time.monotonic() > deadline:
                    raise Failure(f"the local cloud did not answer at {url} within {START_SECONDS} s: try again, or look at the log", log)
                time.sleep(0.05)
            done(f"Local cloud at {url}")
        try:
            yield url
        finally:
            processes.end(child)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _forget_earlier_runs():
    """A script that was killed could not remove its cloud's folder; logs of earlier runs go too."""
    leftovers = [*(STATE / "cloud").glob("*"), *LOGS.glob("cloud-*.log")]
    for left in leftovers:
        owner = left.stem.rpartition("-")[2]
        if owner.isdigit() and not _runs(int(owner)):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def _runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _answers(url):
    try:
        with urllib.request.urlopen(f"{url}/_localstack/health", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def credentials():
    """Any will do for a local cloud, and no real ones may reach it."""
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }


def deploy(venv, where, binaries, folder):
    """Packages the binaries, deploys the template, and makes a tenant with a token. Returns the env variables."""
    # A cloud that somebody else runs keeps the key of the tokens that are out: another one would refuse them all.
    keys = folder if where.own else STATE
    blind_index_key = _secret(keys / "blind-index.key")
    personal_data_key = _secret(keys / "personal-data.key")
    with step("Function packages"):
        packages = {name: str(toolchain.package(binaries[name], STATE / "packages")) for name in FUNCTIONS}
    with step("Demo tenant, capsule and token"):
        public_key, demo, operator = _demo_tenant(binaries["eva"], keys)
    with step("Deployment of template.yaml"):
        request = {
            "endpoint": where.url,
            "region": REGION,
            "stack": STACK,
            "template": str(ROOT / "template.yaml"),
            "packages": packages,
            "timeout_seconds": DEPLOY_SECONDS,
            "parameters": {
                "TokenPublicKey": public_key,
                "BlindIndexKey": blind_index_key,
                "PersonalDataKey": personal_data_key,
                "AwsEndpointUrl": _endpoint_for_functions(where),
                "Architecture": toolchain.lambda_architecture(),
                "LogLevel": os.environ.get("EVA_LOG_LEVEL", "info"),
            },
        }
        printed = processes.output(
            [venv / "bin/python", ROOT / "scripts/lib/deploy.py"],
            "the deployment failed",
            log=LOGS / "deploy.log",
            text=json.dumps(request),
            env={**_without_aws(os.environ), **credentials()},
        )
        outputs = json.loads(printed)
    variables = {
        # The path form needs no name resolution and no Host header; LocalStack has it too.
        "EVA_URL": f"{where.url}/_aws/execute-api/{outputs['ApiId']}/v1",
        "EVA_TOKEN": demo["token"],
        "EVA_TENANT_ID": demo["tenant_id"],
        "EVA_CAPSULE_ID": demo["capsule_id"],
        "EVA_OPERATOR_TOKEN": operator["token"],
        "EVA_ENDPOINT": where.url,
        "EVA_CLOUD": "own" if where.own else "given",
        "EVA_KEYS": str(keys),
        "EVA_BLIND_INDEX_KEY": blind_index_key,
        "EVA_PERSONAL_DATA_KEY": personal_data_key,
        "EVA_TABLE": outputs["TableName"],
        "EVA_EVENT_BUS": outputs["EventBusName"],
        "EVA_QUARANTINE_QUEUE_URL": outputs["QuarantineQueueUrl"],
        "EVA_VIOLATIONS_QUEUE_URL": outputs["ViolationsQueueUrl"],
    }
    with step("First answer of the API"):
        _wait_for_api(f"{variables['EVA_URL']}/openapi.json")
    # No AWS_* in the file: a shell that loads it would send its next `sam deploy` to the local cloud.
    write_env(folder / "env", variables)
    return {**variables, "AWS_ENDPOINT_URL": where.url, **credentials()}


def _secret(path):
    """A secret under which personal values are hashed or encrypted; made once, because what was made with another is lost."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
        try:
            # Of two that start at once one makes the link, and both read what it made.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    return path.read_text()


def _demo_tenant(eva, folder):
    folder.mkdir(parents=True, exist_ok=True)
    log = LOGS / "eva.log"
    public_key = processes.output(
        [eva, "keys", "create", "--dir", folder],
        f"the signing key could not be made: remove {folder / 'signing-key.p8'} if it is damaged, then try again",
        log,
    ).strip()
    tokens = []
    for bearer in "--new-tenant", "--operator":
        command = [eva, "token", "--dir", folder, bearer, "--permissions", "all", "--ttl", "12h", "--format", "json"]
        tokens.append(json.loads(processes.output(command, "the demo token could not be signed", log)))
    return public_key, *tokens


def _endpoint_for_functions(where):
    """In a cloud that runs functions in containers, localhost is the container; LocalStack resolves this name."""
    given = os.environ.get("EVA_FUNCTION_ENDPOINT")
    if given or where.own:
        return given or where.url
    try:
        with urllib.request.urlopen(f"{where.url}/_ministack/health", timeout=5):
            return where.url
    except OSError:
        pass
    port = where.url.rpartition(":")[2]
    return f"http://localhost.localstack.cloud:{port}"


def _wait_for_api(url):
    deadline = time.monotonic() + 30
    problem = "it did not answer"
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except urllib.error.HTTPError as error:
            problem = f"it answered {error.code}"
        except OSError as error:
            problem = str(error)
        time.sleep(0.2)
    raise Failure(f"the API was deployed but {url} fails: {problem}; look at the log group /eva/eva/api-docs of that cloud", LOGS)


def _without_aws(environment):
    """A profile or an endpoint of the person's shell must not decide where the demo goes."""
    return {name: value for name, value in environment.items() if not name.startswith("AWS_")}


def environment_for_children(variables):
    return {**_without_aws(os.environ), **variables}


def write_env(path, variables):
    """Writes lines for a shell and for direnv, readable by this user only: a token and a key are among them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w") as sink:
        sink.writelines(_env_line(name, value) for name, value in variables.items())
    partial.replace(path)


def _env_line(name, value):
    return f"export {name}={shlex.quote(value)}\n"


@contextlib.contextmanager
def env_of(where, path):
    """Removes the file with the cloud that it describes: who loads it later would ask a cloud that is gone.

    A file that another script has put there since describes another cloud, and stays.
    """
    try:
        yield
    finally:
        if where.own and path.is_file() and _env_line("EVA_ENDPOINT", where.url) in path.read_text():
            path.unlink(missing_ok=True)
