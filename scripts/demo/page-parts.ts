import type { StickyComment, WorkflowRun, WorkPoolSnapshot } from "./chronicle.ts";
import type { FlowRun } from "./flow-run.ts";
import { renderGitHubMarkdown } from "./github-markdown.ts";
import { html, NOTHING, type Html } from "./html.ts";
import type { Proof } from "./proof.ts";
import { headlineOf, seconds, STATUS_ICONS, timeOfDay } from "./words.ts";

/** A workflow run: what started it, how long it took, the statuses that it set, its summary and its log. */
export function renderRun(run: WorkflowRun): Html {
  const { event, command, environment, at, hasSucceeded, statuses, summary, log } = run;
  return html`<article class="card">
    <h3>
      ${hasSucceeded ? "✅" : "❌"} <code>${event}</code> → ${command} <code>${environment}</code>
      <span class="quiet">${time(at)} · ${seconds(run.seconds)}</span>
    </h3>
    <ul class="rows">
      ${statuses.map(
        ({ state, context, description }) =>
          html`<li>
            <span>${STATUS_ICONS[state]}</span><b>${context}</b><span>${description ?? ""}</span>
          </li>`,
      )}
    </ul>
    ${folded("Job summary", html`<div class="markdown-body">${renderGitHubMarkdown(summary)}</div>`)}
    ${folded("Log", html`<pre class="log">${log.replace(/^##\[endgroup\]\n?/gm, "")}</pre>`)}
  </article>`;
}

/** A comment with all texts that it had: the last one is open, and opening another closes it. */
export function renderComment({ id, author, environment, versions }: StickyComment): Html {
  const last = versions.length - 1;
  return html`<article class="card comment">
    <h3>
      💬 ${author} <span class="quiet">commented on <code>${environment}</code></span>
    </h3>
    ${versions.map(
      ({ phase, at, body }, index) =>
        html`<details name="comment-${id}" class="version" ${index === last ? "open" : ""}>
          <summary><b>${phase}</b> ${time(at)} <span class="quiet">${headlineOf(body)}</span></summary>
          <div class="markdown-body">${renderGitHubMarkdown(body)}</div>
        </details>`,
    )}
  </article>`;
}

/** A flow run's way through its states, with the time that each took, and what it logged. */
export function renderFlowRun({ name, flow, parameters, states, taskArn, logs }: FlowRun): Html {
  const began = states[0]?.timestamp.getTime() ?? 0;
  return html`<article class="card">
    <h3>
      🌊 <code>${flow}</code> / ${name}
      <span class="quiet">${JSON.stringify(parameters)}</span>
    </h3>
    <ol class="states">
      ${states.map(
        ({ type, name: state, timestamp }) =>
          html`<li class="${type.toLowerCase()}">
            <b>${state}</b> <span class="quiet">+${seconds((timestamp.getTime() - began) / 1000)}</span>
          </li>`,
      )}
    </ol>
    <dl>
      <dt>ECS task</dt>
      <dd><code>${taskArn}</code></dd>
    </dl>
    ${folded(
      "Log of the flow run",
      html`<pre class="log">
${logs.map(({ timestamp, message }) => html`${timeOfDay(timestamp)} ${message}`)}</pre>`,
    )}
  </article>`;
}

/** A work pool as Prefect's page shows it, and the ECS tasks that its workers and flow runs are. */
export function renderWorkPool({ name, type, status, at, workers, wired, tasks }: WorkPoolSnapshot): Html {
  return html`<article class="card">
    <h3>
      🏊 Work pool <code>${name}</code>
      <span class="quiet">type ${type} · ${status} · as of ${time(at)}</span>
    </h3>
    ${table(
      ["Worker", "Status", "Last heartbeat"],
      workers.map((worker) => [
        html`<code>${worker.name}</code>`,
        html`<span class="badge ${worker.status === "ONLINE" ? "open" : "closed"}">${worker.status}</span>`,
        worker.last_heartbeat_time === null ? html`never` : time(worker.last_heartbeat_time),
      ]),
    )}
    ${table(
      ["ECS task", "Task definition", "Status", "Started"],
      tasks.map((task) => [
        html`<code>${task.arn.split("/").at(-1) ?? ""}</code>`,
        html`<code>${task.taskDefinition}</code>`,
        html`${task.status}${task.exitCode === undefined ? "" : `, exit code ${task.exitCode}`}`,
        task.startedAt === undefined ? NOTHING : time(task.startedAt),
      ]),
    )}
    ${folded(
      `${Object.keys(wired).length} defaults of the base job template that the action wired`,
      table(
        ["Job variable", "Default"],
        Object.entries(wired).map(([variable, value]) => [
          html`<code>${variable}</code>`,
          html`<code>${typeof value === "string" ? value : JSON.stringify(value)}</code>`,
        ]),
      ),
    )}
  </article>`;
}

export function renderProofs(proofs: readonly Proof[]): Html {
  if (proofs.length === 0) return NOTHING;
  return html`<ul class="proofs">
    ${proofs.map(
      ({ claim, holds, evidence }) =>
        html`<li class="${holds ? "good" : "bad"}">
          <b>${claim}</b><br /><span class="quiet">${evidence}</span>
        </li>`,
    )}
  </ul>`;
}

function folded(title: string, content: Html): Html {
  return html`<details class="folded">
    <summary>${title}</summary>
    ${content}
  </details>`;
}

function table(titles: readonly string[], rows: readonly (readonly Html[])[]): Html {
  if (rows.length === 0) return NOTHING;
  return html`<div class="scrolling">
    <table>
      <thead>
        <tr>
          ${titles.map((title) => html`<th>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function time(at: Date): Html {
  return html`<time datetime="${at.toISOString()}" title="${at.toISOString()}">${timeOfDay(at)}</time>`;
}
