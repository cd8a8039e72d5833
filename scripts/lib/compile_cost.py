"""What derives add to a build: the same structs without a derive, with serde's, and with serde's and `DynamoDbEntity`.

Three crates that differ in their derives alone are built in turns, dependencies not counted, so that whatever else the machine does falls
on all of them.
"""

import os
import statistics
import time
from dataclasses import dataclass

import processes
from toolchain import ROOT

_FOLDER = ROOT / "target/compile-cost"

_STRUCT = '''
{derives}
pub struct Item{number} {{
    pub tenant_id: TenantId,
    pub capsule_id: CapsuleId,
    pub account_id: AccountId,
    pub number: u64,
    pub owner: Option<UserId>,
    pub occurred_at: Timestamp,
    pub subject: String,
    pub body: Option<String>,
    pub tags: Vec<String>,
    pub archived: bool,
}}
'''

_ENTITY = '''#[derive(Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{{tenant_id}}#CAPSULE#{{capsule_id}}#ITEM{number}#{{account_id}}"]
#[sk = "NOTE#{{number:020}}"]
#[gsi(
    name = "gsi1",
    pk = "TENANT#{{tenant_id}}#CAPSULE#{{capsule_id}}#LIST#ITEM{number}#OWNER#{{owner}}",
    sk = "{{account_id}}",
    projection = include(subject)
)]'''

_HEAD = '''#![allow(unused_imports)]
use dynamodb_entity::DynamoDbEntity;
use kernel::{CapsuleId, TenantId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

kernel::typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
}
'''

_DERIVES = {"bare": "", "serde": "#[derive(Serialize, Deserialize)]", "entity": _ENTITY}


@dataclass(frozen=True)
class Cost:
    structs: int
    bare_seconds: float
    serde_seconds: float
    entity_seconds: float

    @property
    def of_serde(self):
        """What `Serialize` and `Deserialize` add."""
        return self.serde_seconds - self.bare_seconds

    @property
    def of_entity(self):
        """What `DynamoDbEntity` adds to them."""
        return self.entity_seconds - self.serde_seconds

    @property
    def ratio(self):
        return self.of_entity / self.of_serde


def measure(structs, runs):
    """Medians of as many interleaved builds of each."""
    _write(structs)
    _build("bare", "serde", "entity")
    seconds = {name: [] for name in _DERIVES}
    for _ in range(runs):
        for name in _DERIVES:
            os.utime(_FOLDER / name / "src/lib.rs")
            started = time.perf_counter()
            _build(name)
            seconds[name].append(time.perf_counter() - started)
    return Cost(structs, *(statistics.median(seconds[name]) for name in ("bare", "serde", "entity")))


def _build(*names):
    packages = [argument for name in names for argument in ("-p", f"cost-{name}")]
    # Nothing is taken over from the build before: a change of a struct is what people wait for, with all that it makes new.
    environment = {**os.environ, "CARGO_INCREMENTAL": "0"}
    command = ["cargo", "build", "--quiet", *packages, "--manifest-path", _FOLDER / "Cargo.toml"]
    processes.output(command, "the generated crates do not build", log=_FOLDER / "build.log", env=environment)


def _write(structs):
    _FOLDER.mkdir(parents=True, exist_ok=True)
    members = ", ".join(f'"{name}"' for name in _DERIVES)
    (_FOLDER / "Cargo.toml").write_text(
        f'[workspace]\nresolver = "3"\nmembers = [{members}]\n\n[profile.dev]\ndebug = "line-tables-only"\n'
    )
    # The same versions as everywhere else.
    (_FOLDER / "Cargo.lock").write_bytes((ROOT / "Cargo.lock").read_bytes())
    for name, derives in _DERIVES.items():
        source = _FOLDER / name / "src/lib.rs"
        source.parent.mkdir(parents=True, exist_ok=True)
        (_FOLDER / name / "Cargo.toml").write_text(
            f'[package]\nname = "cost-{name}"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n'
            f'dynamodb-entity = {{ path = "{ROOT}/shared/dynamodb-entity" }}\nkernel = {{ path = "{ROOT}/shared/kernel" }}\n'
            'serde = { version = "1", features = ["derive"] }\n'
        )
        numbers = range(1, structs + 1)
        items = (_STRUCT.format(derives=derives.format(number=number), number=number) for number in numbers)
        source.write_text(_HEAD + "".join(items))
