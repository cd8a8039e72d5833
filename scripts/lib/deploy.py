"""Deploys template.yaml to an endpoint. Runs inside the virtual environment, which has boto3.

Reads a request as JSON from stdin and prints the stack's outputs as JSON. On failure the last line of
stderr is a sentence.
"""

import hashlib
import json
import sys
import time
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

_UNUSABLE = {"CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED", "REVIEW_IN_PROGRESS"}


class Refused(Exception):
    """The cloud said no; the text is a sentence."""


def main():
    request = json.load(sys.stdin)
    try:
        outputs = Deployment(request).run()
    except (Refused, BotoCoreError, ClientError) as error:
        sys.exit(" ".join(str(error).split()))
    json.dump(outputs, sys.stdout)


class Deployment:
    def __init__(self, request):
        self.request = request
        self.stack = request["stack"]
        self.bucket = f"{self.stack}-deployment"
        config = Config(
            region_name=request["region"],
            connect_timeout=5,
            read_timeout=60,
            retries={"max_attempts": 2},
            s3={"addressing_style": "path"},
        )
        session = boto3.session.Session()
        self.s3 = session.client("s3", endpoint_url=request["endpoint"], config=config)
        self.cloudformation = session.client("cloudformation", endpoint_url=request["endpoint"], config=config)

    def run(self):
        self._create_bucket()
        template = self._template(self._upload_packages())
        # By address, not in the call: CloudFormation takes 51,200 bytes there, and 1 MB here.
        key = f"template/{hashlib.sha256(template).hexdigest()}.yaml"
        self._upload(key, template)
        return self._deploy(f"{self.request['endpoint']}/{self.bucket}/{key}")

    def _create_bucket(self):
        try:
            self.s3.head_bucket(Bucket=self.bucket)
        except ClientError:
            region = self.request["region"]
            # S3 refuses us-east-1 as a location: it is what no location means.
            location = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            self.s3.create_bucket(Bucket=self.bucket, **location)

    def _upload(self, key, body):
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def _upload_packages(self):
        """Uploads under the content's hash, so that an unchanged function is not touched by an update."""
        addresses = {}
        for name, archive in self.request["packages"].items():
            body = Path(archive).read_bytes()
            key = f"functions/{name}/{hashlib.sha256(body).hexdigest()}.zip"
            self._upload(key, body)
            addresses[name] = f"s3://{self.bucket}/{key}"
        return addresses

    def _template(self, addresses):
        text = Path(self.request["template"]).read_text()
        for name, address in addresses.items():
            line = f"CodeUri: functions/{name}\n"
            if text.count(line) != 1:
                raise Refused(f"the template has to have the line `{line.strip()}` exactly once")
            text = text.replace(line, f"CodeUri: {address}\n")
        return text.encode()

    def _deploy(self, template_url):
        status = self._status()
        if status in _UNUSABLE:
            self.cloudformation.delete_stack(StackName=self.stack)
            status = self._settled(gone_is_fine=True)
        arguments = {
            "StackName": self.stack,
            "TemplateURL": template_url,
            "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            "Parameters": [
                {"ParameterKey": key, "ParameterValue": value} for key, value in self.request["parameters"].items()
            ],
        }
        if status is None:
            self.cloudformation.create_stack(**arguments)
        else:
            try:
                self.cloudformation.update_stack(**arguments)
            except ClientError as error:
                if "No updates are to be performed" not in str(error):
                    raise
        status = self._settled()
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise Refused(f"the stack `{self.stack}` ended as {status}: {self._reason()}")
        stack = self.cloudformation.describe_stacks(StackName=self.stack)["Stacks"][0]
        return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}

    def _status(self):
        try:
            return self.cloudformation.describe_stacks(StackName=self.stack)["Stacks"][0]["StackStatus"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise

    def _settled(self, gone_is_fine=False):
        deadline = time.monotonic() + self.request["timeout_seconds"]
        while time.monotonic() < deadline:
            status = self._status()
            if status is None or status == "DELETE_COMPLETE":
                if gone_is_fine:
                    return None
                raise Refused(f"the stack `{self.stack}` disappeared while it was deployed")
            if not status.endswith("_IN_PROGRESS"):
                return status
            time.sleep(0.1)
        raise Refused(f"the stack `{self.stack}` is still {status} after {self.request['timeout_seconds']} s")

    def _reason(self):
        events = self.cloudformation.describe_stack_events(StackName=self.stack)["StackEvents"]
        failed = [each for each in events if each["ResourceStatus"].endswith("_FAILED")]
        reasons = [f"{each['LogicalResourceId']}: {each.get('ResourceStatusReason', 'no reason given')}" for each in failed]
        return "; ".join(reasons) or "no reason given"


if __name__ == "__main__":
    main()
