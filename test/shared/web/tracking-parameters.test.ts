import { expect, it } from "@jest/globals";
import { isTrackingParameter } from "../../../shared/web/tracking-parameters.ts";

it("knows parameters that only track, in any case, and leaves those by which a page is found", () => {
  for (const name of ["utm_source", "UTM_anything", "fbclid", "Gclid", "mtm_x", "mc_eid", "ref_src"]) {
    expect([name, isTrackingParameter(name)]).toEqual([name, true]);
  }
  for (const name of ["id", "p", "page", "q", "ref", "v", "utm", "ga", "constructor", ""]) {
    expect([name, isTrackingParameter(name)]).toEqual([name, false]);
  }
});
