"""MiniStack 1.5.33 with what the real AWS does and it does not, where the deploy test depends on it.

Nothing here makes a right broader than it is on AWS: two patches let pass what AWS lets pass (a request over TLS, and
alarms on metric maths), all others add a check or an answer that AWS has.
"""

import base64
import datetime as datetime_module
import json
import os
import random
import string
import time
from datetime import timezone
from email import message_from_bytes
from email.policy import default as mail_policy
from email.utils import parseaddr

# ---------------------------------------------------------------- clock
# Moved by the milliseconds in a file, like that of the functions. Before anything else is loaded.

real_time = time.time
RealDatetime = datetime_module.datetime


def traveled_time():
    with open(os.environ["CLOCK_FILE"], encoding="utf-8") as file:
        return real_time() + float(file.read()) / 1000


class Datetime(RealDatetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(traveled_time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.now(timezone.utc).replace(tzinfo=None)

    today = now


class AtTraveledTime:
    """A conversion of seconds, for which none are those of now. Not a function: as an attribute it must not bind."""

    def __init__(self, convert):
        self.convert = convert

    def __call__(self, seconds=None):
        return self.convert(traveled_time() if seconds is None else seconds)


time.time = traveled_time
time.time_ns = lambda: int(traveled_time() * 1e9)
time.gmtime = AtTraveledTime(time.gmtime)
time.localtime = AtTraveledTime(time.localtime)
datetime_module.datetime = datetime = Datetime

from ministack import app  # noqa: E402
from ministack.core import iam_actions, iam_evaluator  # noqa: E402
from ministack.core.responses import get_account_id, get_region  # noqa: E402
from ministack.services import eventbridge, lambda_svc, scheduler, secretsmanager, ses, ses_v2, sns, tagging  # noqa: E402
from ministack.services.cloudformation import provisioners  # noqa: E402



def append_line(variable, record):
    """Tells the test something: one more JSON line in the file that an environment variable names."""
    with open(os.environ[variable], "a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")


# ---------------------------------------------------------------- transport
# The stand-in is reached over plain HTTP on the loopback; clients of AWS use TLS. A policy that refuses plain HTTP
# is kept and evaluated, for a request that came by TLS.

pin_request_origin = iam_evaluator.pin_request_origin


def pin_secure_origin(source_ip, _secure):
    pin_request_origin(source_ip, True)


app.pin_request_origin = pin_secure_origin
iam_evaluator._request_origin = type(iam_evaluator._request_origin)(
    "mailramp_request_origin", default=("127.0.0.1", True))

# ---------------------------------------------------------------- secrets
# `ExcludePunctuation` of a generated secret is ignored by its CloudFormation resource, not by its own service.


def secret_string(props):
    wish = props.get("GenerateSecretString")
    if props.get("SecretString") or not wish or wish.get("SecretStringTemplate"):
        return sm_secret_string(props)
    status, _, body = secretsmanager._get_random_password(wish)
    if status != 200:
        raise ValueError(body)
    return json.loads(body)["RandomPassword"]


def create_secret(logical_id, props, stack_name):
    """Its own name is the logical id and twelve letters, and `Ref` is its ARN, not its name."""
    letters = "".join(random.choices(string.ascii_letters, k=12))
    _, attributes = secret_steps["create"](logical_id, {"Name": f"{logical_id}-{letters}", **props}, stack_name)
    return attributes["Arn"], attributes


def update_secret(arn, old_props, new_props, stack_name, logical_id=None):
    name = secretsmanager._resolve(arn)[0]
    named = [{"Name": name, **props} for props in (old_props, new_props)]
    _, attributes = secret_steps["update"](name, *named, stack_name, logical_id)
    return attributes["Arn"], attributes


def delete_secret(arn, props):
    secret_steps["delete"](secretsmanager._resolve(arn)[0] or arn, props)


secret_resource = provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
secret_steps = dict(secret_resource)
secret_resource.update(create=create_secret, update=update_secret, delete=delete_secret)
sm_secret_string = provisioners._sm_secret_string
provisioners._sm_secret_string = secret_string

# ---------------------------------------------------------------- alarms
# An alarm on metric maths is refused. It is kept as an alarm on its first metric: nothing here evaluates alarms.

cw_metric_alarm_record = provisioners._cw_metric_alarm_record


def metric_alarm_record(name, props):
    metrics = props.get("Metrics")
    if metrics:
        stat = next(entry["MetricStat"] for entry in metrics if entry.get("MetricStat"))
        props = {**props, "MetricName": stat["Metric"]["MetricName"], "Namespace": stat["Metric"]["Namespace"]}
        del props["Metrics"]
    return cw_metric_alarm_record(name, props)


provisioners._cw_metric_alarm_record = metric_alarm_record

# ---------------------------------------------------------------- SES
# Sending is authorized on the identity of the sender and on the configuration set that the request names; conditions
# on the tags of an identity hold. An identity that exists cannot be made again, and an unknown set is not found.


def ses_identity_tags():
    for arn, tags in ses_v2._ses_tags.items():
        yield arn, tags


tagging._RESOURCE_TAG_COLLECTORS["ses"] = ses_identity_tags

SEND_PATH = "/v2/email/outbound-emails"
IDENTITIES_PATH = "/v2/email/identities"
# Feedback by mail and MAIL FROM: accepted, with no effect here.
IDENTITY_SETTINGS = ("/feedback", "/mail-from")
original_enforce_ses_v2 = app._enforce_ses_v2


def ses_arn(kind, name):
    return f"arn:aws:ses:{get_region()}:{get_account_id()}:{kind}/{name}"


def sender_domain(data):
    return parseaddr(data.get("FromEmailAddress", ""))[1].rpartition("@")[2]


def ses_resources(method, path, body, action):
    """The ARNs on which a call of SES v2 is authorized."""
    data = json.loads(body) if body else {}
    if path.rstrip("/") == SEND_PATH:
        named = data.get("ConfigurationSetName")
        sets = [ses_arn("configuration-set", named)] if named else []
        return [ses_arn("identity", sender_domain(data)), *sets]
    if action == "ses:TagResource":
        return [data["ResourceArn"]]
    return [iam_actions.extract_resource_arn("ses", method, path, {}, body, {}, get_region(), get_account_id())]


def enforce_ses_v2(method, path, headers, body, query_params, request_id):
    if not app.AUTH:
        return None
    action = iam_actions.extract_iam_action("ses", method, path, headers, body, query_params)
    if action is None:
        return original_enforce_ses_v2(method, path, headers, body, query_params, request_id)
    tags = iam_actions.request_tag_context("ses", action, body, {})
    for resource in ses_resources(method, path, body, action):
        denied = app._enforce_data_plane("sesv2", action, headers, query_params, request_id, resource_arn=resource,
                                         service_context=tags, named_resource=resource)
        if denied:
            return denied
    return None


app._enforce_ses_v2 = enforce_ses_v2
handle_ses_v2 = ses_v2.handle_request


async def handle_ses(method, path, headers, body, query_params):
    bare = path.rstrip("/")
    data = json.loads(body) if body else {}
    if method == "POST" and bare == IDENTITIES_PATH and data.get("EmailIdentity") in ses_v2._identities:
        return ses_v2._json_err("AlreadyExistsException", f"Email identity {data['EmailIdentity']} already exist.")
    if method == "PUT" and bare.startswith(IDENTITIES_PATH) and bare.endswith(IDENTITY_SETTINGS):
        return ses_v2.json_response({})
    if method != "POST" or bare != SEND_PATH:
        return await handle_ses_v2(method, path, headers, body, query_params)
    if sender_domain(data) not in ses_v2._identities:
        return ses_v2._json_err("MessageRejected", "Email address is not verified.")
    set_name = data.get("ConfigurationSetName")
    if set_name and set_name not in ses_v2._config_sets and set_name not in ses._configuration_sets:
        return ses_v2._json_err("NotFoundException", f"Configuration set <{set_name}> does not exist.", 404)
    answer = await handle_ses_v2(method, path, headers, body, query_params)
    if answer[0] == 200:
        message = message_from_bytes(base64.b64decode(data["Content"]["Raw"]["Data"]), policy=mail_policy)
        append_line("MAILS_FILE", {
            "from": data["FromEmailAddress"],
            "to": data["Destination"]["ToAddresses"],
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "tags": {tag["Name"]: tag["Value"] for tag in data.get("EmailTags", [])},
            "configurationSet": set_name,
        })
        publish_events(set_name, data, json.loads(answer[2])["MessageId"])
    return answer


ses_v2.handle_request = handle_ses

# Event destinations are stored, but nothing is published: every mail is delivered, but for those that bounce at the
# simulator. SES publishes as itself, so that the policy of the topic has to let it.

SES = "ses.amazonaws.com"


def publish_events(set_name, data, message_id):
    destinations = (ses_v2._config_sets.get(set_name) or {}).get("EventDestinations") or {}
    mail = {
        "timestamp": instant(),
        "messageId": message_id,
        "source": data["FromEmailAddress"],
        "destination": data["Destination"]["ToAddresses"],
        "tags": {tag["Name"]: [tag["Value"]] for tag in data.get("EmailTags", [])}
        | {"ses:configuration-set": [set_name], "ses:from-domain": [sender_domain(data)]},
    }
    recipient = mail["destination"][0]
    bounce = {"timestamp": instant(), "bounceType": "Permanent", "bounceSubType": "General",
              "bouncedRecipients": [{"emailAddress": recipient, "status": "5.1.1"}]}
    last = ("Bounce", "bounce", bounce) if recipient.startswith("bounce") else (
        "Delivery", "delivery", {"timestamp": instant(), "recipients": [recipient]})
    for destination in destinations.values():
        topic_arn = (destination.get("SnsDestination") or {}).get("TopicArn")
        if not topic_arn or not destination["Enabled"]:
            continue
        for name, key, detail in (("Send", "send", {}), last):
            if name.upper() in destination["MatchingEventTypes"]:
                publish_as_ses(topic_arn, set_name, {"eventType": name, "mail": mail, key: detail})


def publish_as_ses(topic_arn, set_name, event):
    source = {"aws:sourceaccount": get_account_id(), "aws:sourcearn": ses_arn("configuration-set", set_name)}
    publishing = context_of("*", "sns:Publish", topic_arn, source)
    policy = (sns.topic_policy_for_arn(topic_arn) or ("", None))[0]
    decision = iam_evaluator.evaluate_resource_policy(policy, publishing, service=SES).decision
    if app.AUTH and decision != "Allow":
        ses_v2.logger.error("SES may not publish to %s: %s", topic_arn, decision)
        return
    sns.publish_internal(topic_arn, event)


def instant():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def context_of(principal, action, resource, keys):
    return iam_evaluator.EvalContext(
        principal_arn=principal, principal_type="AssumedRole", principal_account=get_account_id(), action=action,
        resource_arn=resource, region=get_region(), service_context=keys)


# ---------------------------------------------------------------- schedules
# The role of a schedule must let itself be assumed by the service for that group and may send to the target; who makes
# a schedule must be allowed to pass the role. None of it is checked. A schedule's ARN names its group.

SCHEDULER = "scheduler.amazonaws.com"
scheduler._SCHEDULE_TICK_INTERVAL = 1
eventbridge._SCHEDULER_TICK_INTERVAL = 1
invoke_target = eventbridge._invoke_target


def refusal_of_schedule(target, schedule):
    from ministack.services import iam

    name = target.get("RoleArn", "").rsplit("/", 1)[-1]
    role = iam._roles.get(name)
    if role is None:
        return f"no role {name}"
    group_arn = scheduler._group_arn(schedule["GroupName"])
    trust = context_of(SCHEDULER, "sts:AssumeRole", "*",
                       {"aws:sourceaccount": get_account_id(), "aws:sourcearn": group_arn})
    statements = role["AssumeRolePolicyDocument"]
    statements = json.loads(statements) if isinstance(statements, str) else statements
    service_only = [s for s in statements["Statement"]
                    if iam_evaluator._service_principal_matches(s.get("Principal"), SCHEDULER)
                    and iam_evaluator._conditions_met(s.get("Condition", {}), trust)]
    if not service_only:
        return f"{SCHEDULER} may not assume {name}"
    sending = context_of(f"arn:aws:sts::{get_account_id()}:assumed-role/{name}/schedule", "sqs:SendMessage",
                         target["Arn"], {})
    policies = iam_evaluator._gather_role_policies(name, get_account_id())
    decision = iam_evaluator.evaluate(sending, policies).decision
    return None if decision == "Allow" else f"{name} may not send to {target['Arn']}: {decision}"


def invoke_as_role(target, event, rule, view=None):
    if app.AUTH and event.get("Source") == "aws.scheduler":
        refusal = refusal_of_schedule(target, rule)
        if refusal:
            eventbridge.logger.error("schedule %s is refused: %s", rule.get("Name"), refusal)
            return None
    return invoke_target(target, event, rule, view)


eventbridge._invoke_target = invoke_as_role
extract_resource_arn = iam_actions.extract_resource_arn


def resource_arn_of(service, method, path, headers, body, query_params, *scope):
    arn = extract_resource_arn(service, method, path, headers, body, query_params, *scope)
    if service != "scheduler" or ":schedule/default/" not in arn:
        return arn
    group = json.loads(body).get("GroupName") if body else query_params.get("groupName")
    group = group[0] if isinstance(group, list) else group
    return arn.replace(":schedule/default/", f":schedule/{group or 'default'}/")


iam_actions.extract_resource_arn = resource_arn_of
handle_scheduler = scheduler.handle_request


async def handle_schedules(method, path, headers, body, query_params):
    if method in ("POST", "PUT") and path.startswith("/schedules/"):
        role = json.loads(body)["Target"]["RoleArn"]
        denied = app._enforce_data_plane("scheduler", "iam:PassRole", headers, query_params, "", resource_arn=role,
                                         service_context={"iam:PassedToService": SCHEDULER}, named_resource=role)
        if denied:
            return denied
    return await handle_scheduler(method, path, headers, body, query_params)


scheduler.handle_request = handle_schedules

# ---------------------------------------------------------------- cookies
# An HTTP API hands the cookies of a request over in a list of their own, and not among its headers.

execute_function = lambda_svc._execute_function_with_config_scope


def execute_with_cookies(func, event):
    headers = event.get("headers", {}) if isinstance(event, dict) and event.get("version") == "2.0" else {}
    cookies = headers.pop("cookie", None)
    if cookies:
        event["cookies"] = cookies.split("; ")
    return execute_function(func, event)


lambda_svc._execute_function_with_config_scope = execute_with_cookies

# ---------------------------------------------------------------- logs
# What the functions log, for the test to look through, and what each invocation is billed for.

emit_lambda_logs = lambda_svc._emit_lambda_logs


def emit_and_tell(func, request_id, log_text, error, duration_ms, **more):
    name = (func.get("config") or func).get("FunctionName", "")
    for line in filter(None, (log_text or "").splitlines()):
        append_line("LOGS_FILE", {"function": name, "line": line})
    if error:
        append_line("LOGS_FILE", {"function": name, "line": json.dumps({"level": "error", "event": "crashed"})})
    append_line("INVOCATIONS_FILE", {
        "function": name,
        "gbSeconds": duration_ms / 1000 * (func.get("config") or func).get("MemorySize", 128) / 1024,
        "logBytes": len((log_text or "").encode()),
    })
    return emit_lambda_logs(func, request_id, log_text, error, duration_ms, **more)


lambda_svc._emit_lambda_logs = emit_and_tell

# ---------------------------------------------------------------- rights
# What each role was allowed and refused, one JSON line at its first time, for the test to read; and every call.

enforce = iam_evaluator.enforce
told = set()


def enforce_and_tell(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
    denied = enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
    principal = iam_evaluator.resolve_principal(access_key_id or "", get_account_id())
    if getattr(principal, "type", "") == "AssumedRole" and not isinstance(denied, iam_evaluator.AuthError):
        many = iam_action.startswith(("s3:", "scheduler:"))
        decision = {"principal": principal.arn, "action": iam_action, "allowed": denied is None,
                    "resource": resource_arn.rsplit("/", 1)[0] if many else resource_arn}
        append_line("CALLS_FILE", {"action": iam_action})
        line = json.dumps(decision)
        if line not in told:
            told.add(line)
            append_line("RIGHTS_FILE", decision)
    return denied


iam_evaluator.enforce = enforce_and_tell

app.main()
