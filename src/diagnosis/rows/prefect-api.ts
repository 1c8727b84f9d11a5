import {
  checkSays,
  either,
  type Evidence,
  flowRunSays,
  prefectRefuses,
  requestFails,
  workerSays,
} from "../evidence.ts";
import { REFERENCES } from "../references.ts";
import { HOST, type Row } from "../row.ts";

const names = {
  host: HOST,
  versions: /((?:client: |the server has )[\w.+]+, (?:server: |the worker's image )[\w.+]*\w)/,
};

/** An answer of Prefect's API, to the worker (as its HTTP client words it) or to a request of our own. */
function answer(status: number, detail = ""): Evidence {
  return either(
    workerSays(new RegExp(`error '${status} [^']*' for url '[^']*/(api|work_pools)\\b.*${detail}`, "i")),
    prefectRefuses(status, new RegExp(detail, "i")),
  );
}

/** Why Prefect's API refused the worker or the action, or was not reached, each narrower than the ones below it. */
export const PREFECT_API_ROWS = [
  {
    id: "prefect-basic-auth",
    evidence: either(
      workerSays(/'401 Unauthorized' for url .*'exception_message': 'Unauthorized'/),
      prefectRefuses(401, /^Unauthorized$/),
    ),
    cause: "The self-hosted server wants basic auth, and the credential is missing, wrong or an API key.",
    remedy:
      "Give its user:password in the input prefect-auth-string, or name the secret that holds it in prefect.auth_string_secret_arn; check it with: curl -u user:password <api url>/admin/version.",
    reference: REFERENCES.selfHosted,
  },
  {
    id: "prefect-unauthorized",
    evidence: either(answer(401), workerSays(/Invalid (API key|authentication)/i)),
    cause: "Prefect refuses the API key.",
    remedy:
      "It may be wrong, expired or of another account: make a new key, and give it in the input prefect-api-key or in the secret that prefect.api_key_secret_arn names.",
    reference: REFERENCES.apiKeys,
  },
  {
    id: "prefect-csrf",
    evidence: answer(403, "csrf|client identifier"),
    cause: "The server wants CSRF tokens, and something between it and its client drops them.",
    remedy:
      "Let the proxy pass the headers Prefect-Csrf-Token and Prefect-Csrf-Client, and leave PREFECT_CLIENT_CSRF_SUPPORT_ENABLED on in worker.env.",
    reference: REFERENCES.csrf,
  },
  {
    id: "prefect-ip-not-allowed",
    // How Prefect Cloud words this refusal is published nowhere: only one that names the list is taken for it.
    evidence: answer(403, "ip[ _-]?allow[ _-]?list"),
    cause: "Prefect Cloud's IP allowlist does not hold the address that the request came from.",
    remedy:
      "Add the address of the NAT gateway or of the runner: prefect cloud ip-allowlist add <address>; it stays the same with network.create and nat: single.",
    reference: REFERENCES.ipAllowlist,
  },
  {
    id: "prefect-plan",
    evidence: answer(403, "plan does not support"),
    cause: "The plan of this Prefect Cloud account has no hybrid work pools, which workers need.",
    remedy:
      "Change the account's plan to one with hybrid work pools, or point prefect-api-url at a self-hosted server.",
    reference: REFERENCES.workPoolClient,
  },
  {
    id: "work-pool-name-reserved",
    evidence: answer(403, "reserved for internal use"),
    cause: "Prefect keeps names of work pools that begin with prefect for itself.",
    remedy: "Choose another name in work_pool.name.",
    reference: REFERENCES.workPoolServer,
  },
  {
    id: "prefect-forbidden",
    evidence: answer(403),
    cause: "Prefect refuses this credential what a worker has to do in the workspace.",
    remedy:
      "Give the key's account the role Worker or Developer in this workspace, or give another key in prefect-api-key. Where the account has an IP allowlist, look whether it holds the address: prefect cloud ip-allowlist ls.",
    reference: REFERENCES.roles,
  },
  {
    id: "workspace-not-found",
    evidence: either(
      workerSays(/'404 Not Found' for url '[^']*\/workspaces\//),
      // An object that is not found is named behind its kind, and may be called anything.
      prefectRefuses(404, /^(the )?(workspace|account)\b/i),
    ),
    cause: "Prefect Cloud has no such workspace, or the key's account does not see it.",
    remedy:
      "Check both ids in prefect-api-url (and prefect.api_url): prefect cloud workspace ls shows the workspaces of a key.",
    reference: REFERENCES.cloudConnection,
  },
  {
    id: "prefect-address",
    evidence: prefectRefuses(404, /^Not Found$/i),
    cause: "There is no Prefect API at this address, or no such workspace in Prefect Cloud.",
    remedy:
      "Check prefect-api-url (and prefect.api_url): it ends in /api, or in Prefect Cloud in /workspaces/<id>, where prefect cloud workspace ls shows the workspaces of a key.",
    reference: REFERENCES.cloudConnection,
  },
  {
    id: "prefect-rate-limited",
    evidence: answer(429),
    cause: "The account's rate limit of Prefect Cloud's API is used up.",
    remedy:
      "Run again later; fewer workers (worker.count) and a larger PREFECT_WORKER_QUERY_SECONDS in worker.env ask less.",
    reference: REFERENCES.rateLimits,
  },
  {
    id: "prefect-server-failing",
    evidence: either(
      workerSays(/Server error '5\d\d [^']*' for url '[^']*\/(api|work_pools)\b/i),
      ({ request }) =>
        request?.status !== undefined && request.status >= 500
          ? `${request.status} ${request.detail}`
          : undefined,
    ),
    cause: "Prefect's server, or a proxy before it, fails.",
    remedy:
      "Look at the server's log, then run again; a server on SQLite that says database is locked needs PostgreSQL: PREFECT_API_DATABASE_CONNECTION_URL.",
    reference: REFERENCES.authServer,
  },
  {
    id: "prefect-certificate",
    evidence: either(
      workerSays(/CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|certificate verify failed/i),
      requestFails(/certificate|self-signed|UNABLE_TO_VERIFY|CERT_/i),
    ),
    names,
    cause: "The TLS certificate of Prefect's server is not one that its client trusts.",
    remedy:
      "Put the private authority into the image and name it in worker.env as PREFECT_API_SSL_CERT_FILE (and for the action in NODE_EXTRA_CA_CERTS), or give the server a public certificate.",
    reference: REFERENCES.settings,
  },
  {
    id: "prefect-name-not-resolved",
    evidence: either(
      workerSays(
        /Name or service not known|Temporary failure in name resolution|nodename nor servname|No address associated with hostname/i,
      ),
      requestFails(/ENOTFOUND|EAI_AGAIN/),
    ),
    names,
    cause: "The host name of Prefect's API ({host|see below}) is not resolved.",
    remedy:
      "Check prefect.api_url or prefect-api-url; a private name needs a private hosted zone in the VPC of network.subnet_ids, with DNS resolution turned on.",
    reference: REFERENCES.connectivity,
  },
  {
    id: "prefect-versions",
    evidence: either(
      workerSays(/Found incompatible versions|Major versions must match/),
      flowRunSays(/Found incompatible versions|Major versions must match/),
      checkSays("prefect", /major versions differ|server is older than the worker/),
    ),
    names,
    cause:
      "The worker's Prefect and the server's do not fit each other ({versions|their major versions differ}).",
    remedy: "Use an image of the server's major version in worker.image, or update the server.",
    reference: REFERENCES.orchestrationClient,
  },
  {
    id: "prefect-unreachable",
    evidence: either(
      workerSays(
        /Unable to reach the Prefect API|All connection attempts failed|Failed to reach API at|(ConnectError|ConnectTimeout|ReadTimeout|PoolTimeout):?|httpx\.\w*(Connect|Timeout)\w*/,
      ),
      requestFails(/(?:)/),
    ),
    names,
    cause: "Prefect's API is not reached.",
    remedy:
      "Check prefect.api_url or prefect-api-url as seen from where it fails: the task needs a route (NAT, or network.assign_public_ip: true), network.egress_cidrs that hold the server, and a server whose firewall admits it.",
    reference: REFERENCES.workerSource,
  },
] as const satisfies readonly Row[];

/** What only the absence of the worker tells. */
export const SILENCE_ROWS = [
  {
    id: "prefect-silent",
    evidence: checkSays("worker", /is not registered/),
    cause:
      "The worker runs, yet Prefect never heard of it, and its log does not say why: its requests hang, or go to another server or workspace.",
    remedy:
      "Compare prefect.api_url (what the task uses) with prefect-api-url (what the action uses), and let network.egress_cidrs and the security groups pass the API's port; worker.log_level: DEBUG shows each request.",
    reference: REFERENCES.workerSource,
    isLastResort: true,
  },
  {
    id: "worker-without-task",
    evidence: checkSays("worker", /metadata endpoint did not tell it its task/),
    cause:
      "The worker is registered under a name with a random end, as ECS's task metadata endpoint did not answer when it started: which task it belongs to is not known.",
    remedy:
      "Start it anew: aws ecs update-service --force-new-deployment. Where it stays so on EC2 instances, update their agent, which has to be 1.39.0 or later: aws ecs update-container-agent.",
    reference: REFERENCES.taskMetadata,
  },
  {
    id: "worker-offline",
    evidence: checkSays(
      "worker",
      /yet its worker (is OFFLINE|never sent a heartbeat|sent its last heartbeat)/,
    ),
    cause: "The worker registered and then fell silent, while its task still runs.",
    remedy:
      "Look whether the server and the way to it are steady; a worker that is starved of CPU sends late: raise worker.cpu.",
    reference: REFERENCES.workers,
    isLastResort: true,
  },
] as const satisfies readonly Row[];
