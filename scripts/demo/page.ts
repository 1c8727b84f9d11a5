import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Chronicle, Step } from "./chronicle.ts";
import { html, NOTHING, trusted, type Html } from "./html.ts";
import { renderComment, renderFlowRun, renderProofs, renderRun, renderWorkPool } from "./page-parts.ts";
import { seconds } from "./words.ts";

/**
 * The pull request's page: what people would see on GitHub, and beside it what they would see in Prefect and
 * in AWS. One file that loads nothing and runs nothing.
 */
export function renderPage(chronicle: Chronicle): string {
  const { repository, number, title } = chronicle.pullRequest;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <link rel="icon" href="data:," />
        <title>${title} · ${repository}#${number}</title>
        <style>
          ${stylesheets()}
        </style>
      </head>
      <body>
        <main>${renderHeader(chronicle)} ${chronicle.steps.map((step) => renderStep(step, chronicle))}</main>
      </body>
    </html>`.markup;
}

function stylesheets(): Html {
  const github = createRequire(import.meta.url).resolve("github-markdown-css");
  const own = join(import.meta.dirname, "page.css");
  // Both are ours to trust: a package of this project, and a file beside this one.
  return trusted([github, own].map((file) => readFileSync(file, "utf8")).join("\n"));
}

function renderHeader({ pullRequest, steps, startedAt }: Chronicle): Html {
  const { repository, number, title, author, head, base } = pullRequest;
  const proofs = steps.flatMap((step) => step.proofs);
  const proven = proofs.filter(({ holds }) => holds).length;
  const isMerged = steps.some(({ runs }) =>
    runs.some(({ event, environment }) => event === "push" && environment === "production"),
  );
  const lastRun = steps.flatMap(({ runs }) => runs).at(-1);
  const end = lastRun === undefined ? startedAt.getTime() : lastRun.at.getTime() + lastRun.seconds * 1000;
  const verdict = proven === proofs.length ? "good" : "bad";
  return html`<header>
    <p class="quiet">${repository}</p>
    <h1>${title} <span class="quiet">#${number}</span></h1>
    <p>
      <span class="badge ${isMerged ? "merged" : "open"}">${isMerged ? "Merged" : "Open"}</span>
      <b>${author}</b> ${isMerged ? "merged" : "wants to merge"} <code>${head}</code> into
      <code>${base}</code>
    </p>
    <details class="verdict ${verdict}" open>
      <summary>
        <b>${proven} of ${proofs.length} claims proven</b> in ${seconds((end - startedAt.getTime()) / 1000)},
        with the built action on a local AWS and a real Prefect server
      </summary>
      <ul>
        ${proofs.map(({ claim, holds }) => html`<li class="${holds ? "good" : "bad"}">${claim}</li>`)}
      </ul>
    </details>
    <nav>${steps.map((step, index) => html`<a href="#step-${index + 1}">${step.title}</a>`)}</nav>
  </header>`;
}

function renderStep(step: Step, { steps, comments }: Chronicle): Html {
  const index = steps.indexOf(step);
  const next = steps[index + 1]?.at.getTime() ?? Infinity;
  // As on GitHub, a comment stands where it was first written, whenever it was edited.
  const begun = comments.filter(({ versions: [first] }) => {
    const at = first?.at.getTime() ?? Infinity;
    return at >= step.at.getTime() && at < next;
  });
  return html`<section id="step-${index + 1}">
    <h2><span class="dot">${index + 1}</span>${step.title}</h2>
    ${step.explanation === "" ? NOTHING : html`<p class="quiet">${step.explanation}</p>`}
    ${step.runs.map(renderRun)} ${begun.map(renderComment)} ${step.flowRuns.map(renderFlowRun)}
    ${step.pools.map(renderWorkPool)} ${renderProofs(step.proofs)}
  </section>`;
}
