/** Parameters by which senders of links follow their readers, in lower case. */
const trackers = new Set(
  (
    "fbclid gclid dclid gbraid wbraid gclsrc yclid msclkid twclid ttclid igshid mc_cid mc_eid _openstat oly_anon_id oly_enc_id " +
    "wickedid vero_conv vero_id _hsenc _hsmi __hssc __hstc __hsfp hsctatracking mkt_tok s_cid sr_share vgo_ee spm _branch_match_id " +
    "_branch_referrer __readwiselocation campaign_id campaign_medium campaign_name campaign_source campaign_term campaign_content " +
    "guccounter guce_referrer guce_referrer_sig fb_action_ids fb_action_types fb_comment_id fb_ref fb_source ref_src " +
    "mtm_cid mtm_group mtm_placement"
  ).split(" "),
);
const trackerFamilies = /^(?:utm|mtm|pk|piwik|hsa|ga|itm|stm)_/u;

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
  if (trackers.has(name) || trackerFamilies.test(name)) return true;
  return name === "ref" && equals !== -1 && hosts.includes(parameter.slice(equals + 1).toLowerCase());
}
