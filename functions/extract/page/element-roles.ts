import type { PageElement } from "./page-nodes.ts";

/** Never text of an article, with all that is in them. */
export const unreadElements = new Set(
  (
    "script style template head title meta link base iframe frame frameset noframes embed applet object audio video " +
    "canvas source track param area map datalist select optgroup option progress meter dialog portal svg button input " +
    "textarea noscript nav menu annotation annotation-xml"
  ).split(" "),
);

/** Elements that lie within a line. All others end one. */
export const inlineElements = new Set(
  (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark math nobr picture q rp rt ruby s " +
    "samp small span strike strong sub sup time tt u var wbr " +
    "math mjx-container mjx-math mjx-assistive-mml semantics mi mn mo mrow ms mtext mspace mfrac msqrt mroot mstyle merror " +
    "mpadded mphantom mfenced menclose msub msup msubsup munder mover munderover mmultiscripts mtable mtr mlabeledtr mtd maction"
  ).split(" "),
);

/**
 * What an element says it is for. `text` is the article; `comments` is what readers wrote below it; `consent` asks for cookies;
 * `chrome` lies around it for certain, `aside` probably; `caption` tells of a picture.
 */
export type Role = "text" | "comments" | "consent" | "chrome" | "aside" | "caption" | "none";

/** Some pages carry a stylesheet in their class names. */
const namesLengthMax = 400;

const idLengthMax = 60;
const idWordsMax = 4;

const chromeRoles = new Set(
  "navigation banner contentinfo search dialog alertdialog menu menubar toolbar form tablist".split(" "),
);

/** Reads roles of the elements of one page, whose names come again and again. */
export function openRoles(): (element: PageElement) => Role {
  const known = new Map<string, Role>();
  return (element) => {
    const { tagName } = element;
    if (tagName === "figcaption") return "caption";
    let role = "";
    // A custom element is named as others are classed.
    let names = tagName.includes("-") ? ` element-${tagName}` : "";
    for (const { name, value } of element.attrs) {
      if (name === "role") role = value.trim().toLowerCase();
      else if (name === "itemprop") {
        if (/\b(?:articleBody|reviewBody)\b/.test(value)) return "text";
        if (/\b(?:comment|datePublished|dateModified|publisher|author)\b/.test(value)) return "chrome";
      } else if (name === "id") {
        // An id of many words is made of a heading, and tells of its words.
        if (value.length <= idLengthMax && value.split(/[-_]+/).length <= idWordsMax) names += ` ${value}`;
      } else if (naming.has(name)) names += ` ${value.slice(0, namesLengthMax)}`;
    }
    if (chromeRoles.has(role)) return "chrome";
    if (tagName === "footer") return "chrome";
    // Some sites put a whole page into a form; that one holds too much text to be taken for an aside.
    if (tagName === "aside" || tagName === "form" || role === "complementary") return "aside";
    if (tagName === "body" || tagName === "main" || tagName === "article" || role === "main") return "none";
    if (names === "") return "none";
    const before = known.get(names);
    if (before !== undefined) return before;
    const found = roleOfNames(names);
    known.set(names, found);
    return found;
  };
}

const naming = new Set(["class", "data-component", "data-testid", "data-module", "data-type"]);

/** What class names and ids mean, word by word: `entryMeta`, `entry-meta` and `entry_meta` are the same. */
export function roleOfNames(names: string): Role {
  const words = `-${names
    .replaceAll(sortNames, " ")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/-elementor-widget|-code-toolbar/g, "")
    .replaceAll(/-(?:has|with|without|no|hide|is|show)-[a-z0-9]+/g, "")}-`;
  if (commentNames.test(words)) return "comments";
  if (consentNames.test(words)) return "consent";
  if (chromeNames.test(words)) return "chrome";
  if (captionNames.test(words)) return "caption";
  if (textNames.test(words)) return "text";
  return asideNames.test(words) ? "aside" : "none";
}

const named = (...lists: readonly string[]) => new RegExp(`-(?:${lists.join(" ").trim().split(/\s+/).join("|")})-`);

/** What an article is about and how it is kept, as content systems write it into its classes. */
const sortNames = /(?<=^|\s)(?:tag|category|cat|term|topic|author|type|status|format|post)-\S+/g;

const commentNames = named(
  "comments? commentlist commentlists comment-respond comments-area disqus disqus-thread livefyre respond replies",
  "reply-list user-comments fb-comments facebook-comments",
);
const consentNames = named("cookies? gdpr consent onetrust cmp cmplz cmpbox");
const chromeNames = named(
  "nav navbar navigation menu submenu topbar breadcrumbs? breadcrumb-trail share shares sharing sharebar sharedaddy",
  "share-?(?:buttons?|links|tools|bar|this) addtoany addthis social social-?media socials newsletter newsletters",
  "subscribe subscription signup sign-up adverts? advertisements? advertising adsbygoogle ads ad adslot ad-slot adsense",
  "dfp sponsor sponsors sponsored outbrain taboola revcontent zergnet related related-?(?:posts?|articles?|stories|content|links|news)",
  "recommended recommendations recirc recirculation pagination pager paging popup pop-up modal lightbox",
  "login sign-in signin promo promos promoted trending most-(?:read|popular|viewed) toolbar toolbox post-tags tag-list taglist tags",
  "tagcloud byline bylines post-meta entry-meta article-meta postmeta postmetadata metadata author-(?:bio|box|info|card|about|profile)",
  "about-(?:the-)?author authorbox skip-link skip screen-reader(?:-text|-only)? sr-only visually-hidden noprint no-print read-more",
  "readmore also-read see-also you-may-(?:also-)?like more-(?:from|stories|news|articles|on) next-(?:post|article) prev-(?:post|article)",
  "cta d-print-block print-only visible-print footer copyright disclaimer jp-relatedposts masthead site-header site-footer page-footer rating ratings post-ratings",
);
const captionNames = named(
  "caption captions wp-caption-text image-caption photo-caption img-caption media-caption credit image-credit photo-credit",
  "figcaption cutline gallery slideshow legends",
);
const asideNames = named(
  "sidebar side-bar rail right-rail widget widgets header aside supplemental supplementary extra teaser teasers",
  "author authors bio timestamp dateline pubdate published-date toc banner alert notice callout infobox",
  "carousel slider video player audio-player poll quiz survey donate membership paywall feedback follow",
  "latest popular tabs dropdown hidden",
);
const textNames = named(
  "articlebody article-body article-content article-text article-copy entry-content post-content post-body postbody story-body",
  "storybody story-content story-text blog-content blog-post-content body-content body-copy content-body page-content entry-text",
  "rich-text richtext td-post-content main-content news-content text-content",
);
