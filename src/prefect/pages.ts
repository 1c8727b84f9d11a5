/** A work pool's page for a person. */
export function workPoolUrl(apiUrl: string, name: string): string {
  return pageUrl(apiUrl, `work-pools/work-pool/${encodeURIComponent(name)}`);
}

/** A flow run's page for a person. */
export function flowRunUrl(apiUrl: string, id: string): string {
  return pageUrl(apiUrl, `runs/flow-run/${encodeURIComponent(id)}`);
}

/** At Cloud's own address, or in the UI that a server brings along. */
function pageUrl(apiUrl: string, page: string): string {
  const cloud = /^https:\/\/api\.prefect\.cloud\/api\/accounts\/([^/]+)\/workspaces\/([^/]+)$/.exec(apiUrl);
  return cloud
    ? `https://app.prefect.cloud/account/${cloud[1]}/workspace/${cloud[2]}/${page}`
    : `${apiUrl.replace(/\/api$/, "")}/${page}`;
}
