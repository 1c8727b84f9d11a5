import { code, link } from "./markdown.ts";
import type { Orphan } from "./story.ts";
import { count, instant } from "./wording.ts";

const SHOWN_ORPHANS = 10;
const NAME_CHARACTERS = 150;

/** Flow runs that were left Pending by a worker that is gone, and what to do; nothing for none. */
export function renderOrphans(orphans: readonly Orphan[] | undefined): string[] {
  if (orphans === undefined || orphans.length === 0) return [];
  const shown = orphans.slice(0, SHOWN_ORPHANS).map(renderOrphan);
  const more = orphans.length - shown.length;
  const stay = orphans.some(({ isRescued }) => !isRescued);
  return [
    `#### ${count(orphans.length, "flow run")} claimed by a former worker, and never started`,
    [...shown, ...(more > 0 ? [`- and ${more} more, named in the run's log`] : [])].join("\n"),
    ...(stay
      ? [
          `No worker takes up what is Pending. Set it to Scheduled in Prefect, or let ${code("proof.rescue: true")} do so after each apply.`,
        ]
      : []),
  ];
}

function renderOrphan({ name, url, since, isRescued }: Orphan): string {
  const page = link("open", url);
  return `- ${code(name, NAME_CHARACTERS)}, Pending since ${instant(since)}${isRescued ? ": set back to Scheduled" : ""}${page === undefined ? "" : ` (${page})`}`;
}
