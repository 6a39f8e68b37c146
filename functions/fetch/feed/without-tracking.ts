import { isTrackingParameter } from "../../../shared/web/tracking-parameters.ts";

/**
 * An address without the parameters that only tell its server where a reader came from, and otherwise as it was. `ref` is one
 * where it names the host of the page or one of `hosts`: the feed's, the site's.
 */
export function withoutTracking(url: string, hosts: readonly string[] = []): string {
  const question = url.indexOf("?");
  if (question === -1 || !/^https?:/iu.test(url)) return url;
  const hash = url.indexOf("#", question);
  const end = hash === -1 ? url.length : hash;
  const parameters = url.slice(question + 1, end).split("&");
  const kept = parameters.filter((parameter) => !isTracker(parameter, hosts));
  if (kept.length === parameters.length) return url;
  return `${url.slice(0, question)}${kept.length === 0 ? "" : `?${kept.join("&")}`}${url.slice(end)}`;
}

function isTracker(parameter: string, hosts: readonly string[]): boolean {
  const equals = parameter.indexOf("=");
  const name = (equals === -1 ? parameter : parameter.slice(0, equals)).toLowerCase();
  if (isTrackingParameter(name)) return true;
  return name === "ref" && equals !== -1 && hosts.includes(parameter.slice(equals + 1).toLowerCase());
}
