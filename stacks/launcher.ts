/**
 * What the worker's container runs, as `python -c`: it names the worker after its ECS task, so that each
 * task can be matched with its record in Prefect, and then becomes `prefect worker start`. The text never
 * varies; everything variable reaches it through environment variables, and no shell is involved.
 */
export const LAUNCHER = `
import importlib.metadata, json, os, re, secrets, sys, urllib.request

def refuse_old_prefect_aws():
    # Before 0.5.13, flow runs' tasks show the worker's credential in clear, whatever the work pool says.
    if not {"PREFECT_API_KEY", "PREFECT_API_AUTH_STRING"} & os.environ.keys():
        return
    try:
        version = importlib.metadata.version("prefect-aws")
    except importlib.metadata.PackageNotFoundError:
        return  # what that means, prefect says
    if tuple(map(int, re.findall("[0-9]+", version)[:3])) < (0, 5, 13):
        sys.exit(
            "prefect-aws " + version + " is too old: it would show Prefect's credential in each flow run's "
            "task. Give worker.image a version from 0.5.13 on."
        )

def task_id():
    # Any failure will do: a worker with a random suffix is better than none. No proxy can reach this address.
    try:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        url = os.environ["ECS_CONTAINER_METADATA_URI_V4"] + "/task"
        with direct.open(url, timeout=3) as response:
            return json.load(response)["TaskARN"].rsplit("/", 1)[1]
    except Exception:
        return secrets.token_hex(4)

refuse_old_prefect_aws()
command = [
    "prefect", "worker", "start", "--type", "ecs",
    "--pool", os.environ["PREFECT_ECS_WORKER_POOL"],
    "--name", os.environ["PREFECT_ECS_WORKER_NAME"] + "-" + task_id(),
    "--with-healthcheck",
    "--install-policy", "never",
    "--no-create-pool-if-not-found",
]
for queue in json.loads(os.environ["PREFECT_ECS_WORKER_QUEUES"]):
    command += ["--work-queue", queue]
os.execvp(command[0], command)
`.trim();

/**
 * The container's health check: the worker's own health server answers 200. It says nothing about the
 * registration with Prefect. `http.client` ignores HTTP_PROXY, which `urllib` would follow.
 */
export const HEALTH_CHECK = `
import http.client, os, sys
port = int(os.environ.get("PREFECT_WORKER_WEBSERVER_PORT", "8080"))
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
connection.request("GET", "/health")
sys.exit(0 if connection.getresponse().status == 200 else 1)
`.trim();
