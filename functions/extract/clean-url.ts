/**
 * Parameters that say where a reader came from and nothing about what is read. From the lists that Firefox, ClearURLs and
 * miniflux keep; what some site needs to find its page (`id`, `p`, `ref` of other sites) is not among them.
 */
const trackingParameters = new Set(
  (
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh mc_cid mc_eid mkt_tok " +
    "_hsenc _hsmi __hssc __hstc __hsfp hsctatracking __s vero_id vero_conv oly_anon_id oly_enc_id wickedid rb_clickid s_cid " +
    "s_kwcid ml_subscriber ml_subscriber_hash _openstat _branch_match_id _branch_referrer srsltid gad_source gad_campaignid " +
    "_gl _ga campaign_id ga_source ga_medium ga_term ga_content ga_campaign ga_place yandex_referrer at_medium at_campaign " +
    "at_custom1 at_custom2 at_custom3 at_custom4 ftag cmpid ocid ncid wt_mc wt_zmc xtor guccounter guce_referrer " +
    "guce_referrer_sig soc_src soc_trk sc_campaign sc_channel sc_content sc_medium sc_outcome sc_geo sc_country sr_share " +
    "smid smtyp spm scm pk_campaign pk_kwd pk_source pk_medium pk_content pk_keyword pk_cid piwik_campaign " +
    "piwik_kwd piwik_keyword mtm_campaign mtm_keyword mtm_kwd mtm_source mtm_medium mtm_content mtm_cid mtm_group " +
    "mtm_placement matomo_campaign matomo_keyword matomo_source matomo_medium matomo_content matomo_cid matomo_group " +
    "matomo_placement hsa_acc hsa_cam hsa_grp hsa_ad hsa_src hsa_net hsa_ver hsa_la hsa_ol hsa_kw hsa_mt hsa_tgt itm_source " +
    "itm_medium itm_campaign itm_content itm_term ns_source ns_mchannel ns_campaign ns_linkname ns_fee ito"
  ).split(" "),
);

const urlLengthMax = 8000;

/** Whether a query parameter only tracks. `ref` and its like do where they name the site itself, or the feed's. */
function tracks(name: string, value: string, hosts: ReadonlySet<string>): boolean {
  const lower = name.toLowerCase();
  if (lower.startsWith("utm_") || trackingParameters.has(lower)) return true;
  return lower === "ref" && hosts.has(value.toLowerCase());
}

/**
 * An address without what tracks its readers. Whatever else it says stays as it is written; so do addresses that are not of
 * the web. `undefined` for what is no address.
 *
 * @param context addresses of the page and the feed where it was found: a `ref` that names one of their hosts tracks.
 */
export function cleanUrl(written: string, context: readonly string[] = []): string | undefined {
  if (written.length > urlLengthMax || !URL.canParse(written)) return undefined;
  const url = new URL(written);
  if (url.protocol !== "http:" && url.protocol !== "https:") return written;
  if (url.search === "") return written;
  const hosts = new Set(context.filter((one) => URL.canParse(one)).map((one) => new URL(one).hostname));
  const kept = url.search
    .slice(1)
    .split("&")
    .filter((pair) => !tracks(...nameAndValue(pair), hosts));
  const search = kept.join("&");
  if (search === url.search.slice(1)) return written;
  url.search = search;
  return url.href;
}

function nameAndValue(pair: string): [name: string, value: string] {
  const at = pair.indexOf("=");
  return at < 0 ? [decoded(pair), ""] : [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll("+", " "));
  } catch {
    return part;
  }
}

/** What an address and its other spellings have in common: one key for `http` and `https`, with and without `www` and AMP. */
export function addressKey(written: string): string | undefined {
  const cleaned = cleanUrl(written);
  if (cleaned === undefined || !URL.canParse(cleaned)) return undefined;
  const url = new URL(cleaned);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  const host = url.hostname.replace(/^(?:www|m|mobile|amp)\.(?=[^.]+\.)/, "").replace(/\.$/, "");
  const path = url.pathname
    .replace(/\/(?:index|default)\.(?:html?|php|aspx?)$/i, "/")
    .replace(/(?:\/amp|\.amp)(?=\/?$|\.html?$)/i, "")
    .replace(/(?<=.)\/+$/, "");
  const query = url.search
    .slice(1)
    .split("&")
    .filter((pair) => pair !== "" && !/^(?:amp|outputType=amp)(?:=1|=true)?$/i.test(pair))
    .toSorted();
  return `${host}${path === "/" ? "" : path}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}

/** An address of the web as it is meant on a page, or `undefined`. Backslashes and blanks are read as browsers read them. */
export function webAddress(written: string, base: string): string | undefined {
  const trimmed = written.trim();
  if (trimmed === "" || trimmed.length > urlLengthMax || !URL.canParse(trimmed, base)) return undefined;
  const { protocol, href } = new URL(trimmed, base);
  return protocol === "http:" || protocol === "https:" ? href : undefined;
}
