"""CloudWatch's Query protocol, as Terraform's provider asks; boto3 would speak another, so the XML is read here."""

import urllib.parse
import urllib.request
from xml.etree import ElementTree

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def cloudwatch_query(endpoint, account):
    """A function that calls an operation and returns its answer, whose elements have names without namespace."""

    def ask(action, **parameters):
        body = urllib.parse.urlencode({"Action": action, "Version": "2010-08-01", **parameters})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        request = AWSRequest("POST", endpoint + "/", data=body, headers=headers)
        SigV4Auth(Credentials(account, "test"), "monitoring", "eu-west-1").add_auth(request)
        prepared = request.prepare()
        sent = urllib.request.Request(prepared.url, body.encode(), dict(prepared.headers))
        with urllib.request.urlopen(sent) as response:
            return without_namespaces(ElementTree.fromstring(response.read()))

    return ask


def without_namespaces(root):
    for element in root.iter():
        element.tag = element.tag.split("}")[-1]
    return root
