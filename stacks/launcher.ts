/**
 * What the worker's container runs, as `python -c`: it names the worker after its ECS task, so that each
 * task can be matched with its record in Prefect, and then becomes `prefect worker start`. The text never
 * varies; everything variable reaches it through environment variables, and no shell is involved.
 */
export const LAUNCHER = `
import importlib.metadata, json, os, re, secrets, sys, time, urllib.request

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
    # A worker whose name lacks the id serves flows, and no proof can match it with its task: hence the patience
    # with an endpoint that AWS throttles. No proxy can reach its address.
    url = os.environ.get("ECS_CONTAINER_METADATA_URI_V4")
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    problem = "there is none"
    for pause, timeout in [(0, 1), (0.5, 3), (0.5, 9)] if url else []:
        time.sleep(pause)
        try:
            with direct.open(url + "/task", timeout=timeout) as response:
                return json.load(response)["TaskARN"].rsplit("/", 1)[1]
        except Exception as error:
            problem = str(error)
    print(
        "ECS's metadata endpoint told no task id (" + problem + "): a random suffix takes its place.",
        file=sys.stderr,
    )
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
 * registration with Prefect. A bare socket costs a fraction of what Python's HTTP clients take to load, each
 * time, and knows no proxy.
 */
export const HEALTH_CHECK = `
import os, socket, sys
port = int(os.environ.get("PREFECT_WORKER_WEBSERVER_PORT", "8080"))
with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
    connection.sendall(b"GET /health HTTP/1.0\\r\\n\\r\\n")
    sys.exit(0 if connection.recv(32).split()[1:2] == [b"200"] else 1)
`.trim();
