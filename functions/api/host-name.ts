/**
 * Whether a request's host names this machine. A page on the internet can have its own name resolve to 127.0.0.1 and
 * then counts as same-origin with us; what it cannot do is to leave its name out of the `Host` header.
 */
export function isLoopbackHost(url: URL): boolean {
  const name = url.hostname.toLowerCase().replace(/\.$/, "");
  return name === "localhost" || name.endsWith(".localhost") || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name);
}
