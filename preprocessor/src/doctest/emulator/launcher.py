"""Starts ministack, the emulated AWS, for one chapter, and makes it ask and answer as AWS does where
the two are known to differ. The differences, and what is done about each, are listed in difference.rs;
the decorator below carries the same names.

    python3 launcher.py < SETTINGS

The first line of standard input is the settings, as JSON. `port N` on standard output says where it
listens: on 127.0.0.1 alone. It ends when standard input does, which is when whoever started it ends,
however that happens.
"""

import asyncio
import contextvars
import functools
import json
import os
import re
import signal
import socket
import sys
import threading
import urllib.parse

SETTINGS = json.loads(sys.stdin.readline())


def end_with_the_parent():
    """Ends at once when standard input does: there is nothing to save."""
    while os.read(0, 4096):
        pass
    os._exit(0)


threading.Thread(target=end_with_the_parent, daemon=True).start()

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("127.0.0.1", 0))
PORT = listener.getsockname()[1]

# ministack reads these when it is imported.
os.environ.update({
    "AUTH": "true",
    "AWS_ACCESS_KEY_ID": SETTINGS["access_key_id"],
    "AWS_SECRET_ACCESS_KEY": SETTINGS["secret_access_key"],
    "BIND_HOST": "127.0.0.1",
    "CLOUDTRAIL_RECORDING": "1",
    "GATEWAY_PORT": str(PORT),
    "IOT_MTLS_ENABLED": "0",
    "LOG_LEVEL": "WARNING",
    "MINISTACK_ACCOUNT_ID": SETTINGS["account"],
    "MINISTACK_HOST": "127.0.0.1",
    "SFTP_ENABLED": "0",
})

from hypercorn.asyncio import serve  # noqa: E402
from hypercorn.config import Config  # noqa: E402
from ministack import app  # noqa: E402
from ministack.core import iam_actions, iam_evaluator  # noqa: E402
from ministack.core.responses import get_account_id, get_region  # noqa: E402
from ministack.services import (  # noqa: E402
    account, bedrock, bedrock_runtime, cloudtrail, iam, ssm, sts,
)

# -- What is said of the differences ---------------------------------------------------------------

MET = os.open(SETTINGS["met"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
LISTED = {difference["id"] for difference in SETTINGS["differences"]}


def meet(*ids):
    """Notes that a request met a difference."""
    for name in ids:
        if name not in LISTED:
            raise LookupError(f"the difference {name} is not listed")
    os.write(MET, "".join(f"{name}\n" for name in ids).encode())


def replaces(module, name, *ids):
    """Puts the decorated function in the place of a module's, which becomes its first argument. It
    meets the differences `ids` whenever it is called; without any it says so itself."""
    before = getattr(module, name)

    def put(function):
        @functools.wraps(before)
        def after(*arguments, **named):
            meet(*ids)
            return function(before, *arguments, **named)

        setattr(module, name, after)
        return after

    return put


# -- What a call must be allowed -------------------------------------------------------------------

ACTIONS = {
    "bedrock:Converse": "bedrock:InvokeModel",
    "bedrock:ConverseStream": "bedrock:InvokeModelWithResponseStream",
}
CALLS = set(ACTIONS.values())
MODEL = re.compile(r"/model/(.+)/(?:invoke|invoke-with-response-stream|converse|converse-stream)")

MODELS = {model["id"]: model for model in SETTINGS["models"]}
PROFILES = {profile["id"]: profile for profile in SETTINGS["profiles"] if profile.get("model")}

# Operations whose whole answer differs.
DIFFERENT = {
    "iam:GetAccessKeyLastUsed": "last-used",
    "sts:GetSessionToken": "session-rights",
}

# Of the request: the name of the operation, whether a code of an MFA device is shown in it, and the
# resource on which the decision fell.
operation = contextvars.ContextVar("operation", default=None)
mfa = contextvars.ContextVar("mfa", default=False)
decided_on = contextvars.ContextVar("decided_on", default=None)


def shows_a_code(headers, body, query):
    """Whether a request shows a code of a device that is enabled for the caller. Any code will do."""
    given = urllib.parse.parse_qs(body.decode("utf-8", "replace"))
    device = iam._mfa_devices.get(given.get("SerialNumber", [""])[0]) or {}
    caller = iam_evaluator.resolve_credential(app.extract_access_key_id(headers, query))
    user = getattr(caller, "principal_name", "")
    return bool(given.get("TokenCode") and user and device.get("User") == user)


@replaces(iam_actions, "extract_iam_action")
def action_of_aws(before, service, method, path, headers, body, query):
    action = before(service, method, path, headers, body, query)
    operation.set(action.partition(":")[2] if action else None)
    mfa.set(action in ("sts:AssumeRole", "sts:GetSessionToken")
            and shows_a_code(headers, body, query))
    if mfa.get():
        meet("mfa")
    if action in DIFFERENT:
        meet(DIFFERENT[action])
    if action in ACTIONS:
        meet("converse-action")
    return ACTIONS.get(action, action)


@replaces(iam_actions, "extract_resource_arn")
def whole_model(before, service, method, path, *arguments, **named):
    """The model as it is called: the ID, or the ARN, which holds slashes."""
    called = MODEL.fullmatch(path) if service == "bedrock-runtime" else None
    if called is None:
        return before(service, method, path, *arguments, **named)
    if called[1].startswith("arn:"):
        return called[1]
    return f"arn:aws:bedrock:{get_region()}::foundation-model/{called[1]}"


def destinations(profile, region):
    """The Regions to which a profile may send a call; none if the facts do not say."""
    return sorted((profile.get("regions") or {}).get(region) or [])


def resources(arn, region):
    """Each resource for which AWS must find the call allowed, with the condition keys beside it."""
    profile = PROFILES.get(arn.rpartition("/")[2])
    if profile is None:
        return [(arn, {})]
    meet("profile-resources")
    called = f"arn:aws:bedrock:{region}:{get_account_id()}:inference-profile/{profile['id']}"
    reached = destinations(profile, region)
    if profile["id"].startswith("global."):
        # The calling Region, and none.
        reached = [region, ""]
    elif not reached:
        meet("profile-destinations")
        reached = [region]
    through = {"bedrock:InferenceProfileArn": called}
    return [(called, {})] + [
        (f"arn:aws:bedrock:{place}::foundation-model/{profile['model']}", through)
        for place in reached
    ]


@replaces(sts, "register_session")
def remember_the_code(before, access_key, session):
    """Of AWS's sessions, those of GetSessionToken carry that a code was shown."""
    session["MultiFactor"] = mfa.get() and operation.get() == "GetSessionToken"
    return before(access_key, session)


@replaces(iam_evaluator, "_principal_keys")
def tell_of_the_code(before, credential):
    keys = before(credential)
    session = sts._sessions.get(credential.access_key_id) or {}
    if session.get("MultiFactor") or (mfa.get() and operation.get() == "AssumeRole"):
        keys["aws:multifactorauthpresent"] = "true"
    return keys


sts._principal_keys = iam_evaluator._principal_keys


def trusts(role_arn, denied):
    """Whether a role's trust policy names the user whom no policy of its own allows to take it."""
    if getattr(denied, "decision", None) != "ImplicitDeny" or f"::{get_account_id()}:" not in role_arn:
        return False
    role = iam._roles.get(role_arn.rpartition("/")[2]) or {}
    statements = json.loads(role.get("AssumeRolePolicyDocument") or "{}").get("Statement", [])
    # The operation itself decides by the trust policy as a whole.
    return any(
        statement.get("Effect") == "Allow"
        and iam_evaluator._names_caller_directly(statement.get("Principal"), denied.principal_arn)
        for statement in (statements if isinstance(statements, list) else [statements])
    )


@replaces(iam_evaluator, "enforce")
def every_resource(before, key, action, service, region, resource_arn="*", service_context=None):
    checks = [(resource_arn, {})]
    if service == "bedrock-runtime" and action in CALLS:
        checks = resources(resource_arn, region)
    for arn, keys in checks:
        decided_on.set(arn)
        denied = before(key, action, service, region, resource_arn=arn,
                        service_context={**(service_context or {}), **keys})
        if action == "sts:AssumeRole" and trusts(arn, denied):
            meet("trusted-user")
        elif denied:
            return denied
    return None


@replaces(iam_actions, "access_denied_response")
def name_the_resource(before, service, action, principal_arn, request_id, **named):
    if service in ("bedrock", "bedrock-runtime") and not named.get("message"):
        resource = decided_on.get() or named.get("resource_arn", "*")
        named["message"] = iam_actions.identity_denial_message(
            action, principal_arn, resource, named.get("explicit_deny", False))
    return before(service, action, principal_arn, request_id, **named)


# -- What there is ---------------------------------------------------------------------------------

PROVIDERS = {entry[0].partition(".")[0]: entry[2] for entry in bedrock._CATALOG}
KNOWN = {entry[0] for entry in bedrock._CATALOG}
for name, model in MODELS.items():
    if name not in KNOWN:
        maker = name.partition(".")[0]
        bedrock._CATALOG.append((
            name, model.get("name") or name, model.get("provider") or PROVIDERS.get(maker, maker),
            ["TEXT"], ["TEXT"], True,
        ))
# It would make a profile of every model in every one of these.
bedrock._INFERENCE_PROFILE_PREFIXES = ()


@replaces(bedrock, "_model_summary", "catalogue")
def state(before, name, *rest):
    summary = before(name, *rest)
    status = MODELS.get(name, {}).get("status")
    if status:
        summary["ModelLifecycle"] = {"Status": status}
    return summary


def offered(profile, region):
    """Whether a profile is called in a Region: by the facts, else by its first word."""
    if profile.get("regions"):
        return region in profile["regions"]
    first = profile["id"].partition(".")[0]
    if first == "global" or region.startswith("us-gov-"):
        return first in ("us-gov", "global")
    return region.startswith(f"{first}-" if first in ("us", "eu", "ca") else "ap-")


def described(profile, region):
    """A profile as Bedrock describes it."""
    return {
        "inferenceProfileName": profile.get("name") or profile["id"],
        "inferenceProfileId": profile["id"],
        "inferenceProfileArn":
            f"arn:aws:bedrock:{region}:{get_account_id()}:inference-profile/{profile['id']}",
        "models": [
            {"modelArn": f"arn:aws:bedrock:{place}::foundation-model/{profile['model']}"}
            for place in destinations(profile, region) or [region]
        ],
        "status": "ACTIVE",
        "type": "SYSTEM_DEFINED",
    }


@replaces(bedrock, "_list_inference_profiles", "catalogue")
def profiles(before, query):
    status, headers, body = before(query)
    answer = json.loads(body)
    kinds = query.get("typeEquals") or query.get("type") if isinstance(query, dict) else None
    if status == 200 and (not kinds or kinds == ["SYSTEM_DEFINED"]):
        region = get_region()
        answer["inferenceProfileSummaries"] = [
            described(profile, region) for profile in PROFILES.values() if offered(profile, region)
        ] + answer.get("inferenceProfileSummaries", [])
    return status, headers, json.dumps(answer).encode()


@replaces(bedrock, "_get_inference_profile")
def one_profile(before, identifier):
    profile = PROFILES.get(identifier.rpartition("/")[2])
    region = get_region()
    if profile is None or not offered(profile, region):
        return before(identifier)
    meet("catalogue", *(["profile-destinations"] if not destinations(profile, region) else []))
    return 200, {"Content-Type": "application/json"}, json.dumps(described(profile, region)).encode()


@replaces(bedrock, "_get_use_case_for_model_access")
def no_form(before):
    if bedrock._USE_CASE.get("usecase") is None:
        meet("use-case-form")
    return before()


@replaces(bedrock_runtime, "_mock_reply", "reply")
def reply(before, *arguments):
    return before(*arguments)


REGIONS_OF_BEDROCK = "/aws/service/global-infrastructure/services/bedrock/regions"


@replaces(ssm, "_get_parameters_by_path")
def public_parameters(before, data):
    if str(data.get("Path", "")).rstrip("/") == REGIONS_OF_BEDROCK:
        meet("public-parameters")
        for region in SETTINGS["bedrock_regions"]:
            name = f"{REGIONS_OF_BEDROCK}/{region}"
            ssm._parameters[name] = {
                "Name": name, "Type": "String", "Value": region, "Version": 1, "DataType": "text",
                "LastModifiedDate": 0, "ARN": f"arn:aws:ssm:{get_region()}::parameter{name}",
            }
    return before(data)


account._REGIONS_LIST = SETTINGS["regions"]
account._OPT_IN_REQUIRED = set(SETTINGS["opt_in_regions"])


@replaces(account, "_list_regions", "region-list")
def regions(before, payload):
    return before(payload)


# It keeps its handlers in a table, not by their names.
account._DISPATCH["/listRegions"] = account._list_regions

for name, document in SETTINGS["managed_policies"].items():
    iam._aws_managed_policies[iam._AWS_MANAGED_POLICY_PREFIX + name] = iam._make_aws_managed_record(
        name, json.dumps(document))


def attaches_what_there_is(attach):
    """An operation that attaches a policy, if it exists."""

    @functools.wraps(attach)
    def checked(parameters):
        arn = iam._p(parameters, "PolicyArn")
        if iam._lookup_policy(arn):
            return attach(parameters)
        if iam._is_aws_managed_arn(arn):
            return iam._error(404, "NoSuchEntity", f"The emulated AWS does not have {arn}.")
        return iam._error(
            404, "NoSuchEntity", f"Policy {arn} does not exist or is not attachable.")

    return checked


for name in ("AttachGroupPolicy", "AttachRolePolicy", "AttachUserPolicy"):
    iam._IAM_HANDLERS[name] = attaches_what_there_is(iam._IAM_HANDLERS[name])

# -- What is recorded ------------------------------------------------------------------------------


@replaces(cloudtrail, "record_event")
def event(before, service, event_name, username, access_key_id, **rest):
    """An event with AWS's names for the source and the call, and with the user's for the user."""
    found = iam_evaluator.resolve_credential(access_key_id)
    name = getattr(found, "principal_name", "") or getattr(found, "principal_type", "").lower()
    source = "bedrock" if service == "bedrock-runtime" else service
    return before(
        service=source, event_name=operation.get() or event_name, username=name or username,
        access_key_id=access_key_id, **rest,
    )


@replaces(cloudtrail, "_lookup_events", "event-history")
def events(before, body):
    return before(body)


cloudtrail._DISPATCH["LookupEvents"] = cloudtrail._lookup_events


# -- Serving ---------------------------------------------------------------------------------------


async def main():
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    print(f"port {PORT}", flush=True)
    await serve(app.app, config)


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
asyncio.run(main())
