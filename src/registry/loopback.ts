/** Whether an address is of this machine: there Docker, too, takes a registry without TLS. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** An answer that anybody on the way could have changed is none. */
export function isSafeToAsk({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}
