/**
 * Parameters that say where a reader came from and nothing about what is read. From the lists that Firefox, ClearURLs and
 * miniflux keep; what some site needs to find its page (`id`, `p`, `ref` of other sites) is not among them.
 */
const trackingParameters = new Set(
  (
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh mc_cid mc_eid " +
    "mkt_tok _hsenc _hsmi __hssc __hstc __hsfp hsctatracking __s vero_id vero_conv oly_anon_id oly_enc_id wickedid " +
    "rb_clickid s_cid s_kwcid ml_subscriber ml_subscriber_hash _openstat _branch_match_id _branch_referrer srsltid " +
    "gad_source gad_campaignid _gl _ga campaign_id ga_source ga_medium ga_term ga_content ga_campaign ga_place " +
    "yandex_referrer at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 ftag cmpid ocid ncid wt_mc " +
    "wt_zmc xtor guccounter guce_referrer guce_referrer_sig soc_src soc_trk sc_campaign sc_channel sc_content " +
    "sc_medium sc_outcome sc_geo sc_country sr_share smid smtyp spm scm pk_campaign pk_kwd pk_source pk_medium " +
    "pk_content pk_keyword pk_cid piwik_campaign piwik_kwd piwik_keyword matomo_campaign matomo_keyword matomo_source " +
    "matomo_medium matomo_content matomo_cid matomo_group matomo_placement hsa_acc hsa_cam hsa_grp hsa_ad hsa_src " +
    "hsa_net hsa_ver hsa_la hsa_ol hsa_kw hsa_mt hsa_tgt itm_source itm_medium itm_campaign itm_content itm_term " +
    "ns_source ns_mchannel ns_campaign ns_linkname ns_fee ito vgo_ee __readwiselocation campaign_medium campaign_name " +
    "campaign_source campaign_term campaign_content fb_action_ids fb_action_types fb_comment_id fb_ref fb_source " +
    "ref_src"
  ).split(" "),
);
/** Whole families: those of Google Analytics and of Matomo. */
const trackingFamilies = /^(?:utm|mtm)_/u;

/** Whether a parameter of a query only tracks, by its name, in any case. */
export function isTrackingParameter(name: string): boolean {
  const lower = name.toLowerCase();
  return trackingFamilies.test(lower) || trackingParameters.has(lower);
}
