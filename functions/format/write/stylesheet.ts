/**
 * The only stylesheet. Body text keeps the reader's own font, size, colour and margins; side margins are in per cent,
 * vertical ones in em; nothing newer than CSS 2.1 (K37, K38).
 */
export const stylesheet = `p { margin: 0; text-indent: 1.2em; }
h1, h2, h3, h4, h5, h6 { font-weight: bold; text-align: left; text-indent: 0; page-break-after: avoid; page-break-inside: avoid; }
h1 { font-size: 1.6em; margin: 1.5em 0 1em 0; }
h2 { font-size: 1.35em; margin: 1.4em 0 0.8em 0; }
h3 { font-size: 1.15em; margin: 1.2em 0 0.6em 0; }
h4, h5, h6 { font-size: 1em; margin: 1em 0 0.5em 0; }
h1 + p, h2 + p, h3 + p, h4 + p, h5 + p, h6 + p, hr + p, blockquote + p, ul + p, ol + p, dl + p, table + p, pre + p, figure + p { text-indent: 0; }
ul + p, ol + p, dl + p, pre + p { margin-top: 0.6em; }
li p, dd p, td p, th p, aside p { text-indent: 0; }
ul, ol { margin: 0.6em 0 0.6em 6%; padding: 0; }
li { margin: 0.2em 0; }
dl { margin: 0.6em 0; }
dt { font-weight: bold; page-break-after: avoid; }
dd { margin: 0 0 0.4em 6%; }
blockquote { margin: 0.8em 6%; }
pre { margin: 0.8em 0; font-family: monospace; font-size: 0.85em; white-space: pre-wrap; text-align: left; }
code, kbd, samp { font-family: monospace; }
hr { width: 30%; margin: 1.2em 35%; border: 0; border-top: 1px solid; }
img { max-width: 100%; }
figure { margin: 1em 0; text-align: center; page-break-inside: avoid; }
figcaption { font-size: 0.85em; margin: 0.4em 4%; text-align: center; }
table { margin: 0.8em 0; border-collapse: collapse; font-size: 0.9em; }
caption { font-weight: bold; margin: 0 0 0.4em 0; }
td, th { border: 1px solid; padding: 0.2em 0.4em; text-align: left; vertical-align: top; }
th { font-weight: bold; }
aside { margin: 0.6em 0; font-size: 0.85em; }
sup, sub { font-size: 0.75em; }
nav ol { list-style-type: none; margin-left: 4%; }
nav li { margin: 0.4em 0; }
.k-left { text-align: left; text-indent: 0; }
.k-center { text-align: center; text-indent: 0; }
.k-right { text-align: right; text-indent: 0; }
.k-lines { margin: 0.8em 0; text-indent: 0; }
.k-italic { font-style: italic; }
.k-upright { font-style: normal; }
.k-bold { font-weight: bold; }
.k-regular { font-weight: normal; }
.k-small-caps { font-variant: small-caps; }
.k-upper { text-transform: uppercase; }
.k-lower { text-transform: lowercase; }
.k-bare { list-style-type: none; margin-left: 0; }
.k-gap { margin-top: 1.5em; text-indent: 0; }
.k-page { margin: 0; padding: 0; }
.k-page div { margin: 0; text-align: center; }
.k-page img { width: 100%; vertical-align: top; }
.k-in-1 { margin-left: 5%; text-indent: 0; }
.k-in-2 { margin-left: 10%; text-indent: 0; }
.k-in-3 { margin-left: 15%; text-indent: 0; }
.k-in-4 { margin-left: 20%; text-indent: 0; }
.k-rtl h1, .k-rtl h2, .k-rtl h3, .k-rtl h4, .k-rtl h5, .k-rtl h6, .k-rtl td, .k-rtl th { text-align: right; }
.k-rtl ul, .k-rtl ol { margin: 0.6em 6% 0.6em 0; }
.k-rtl nav ol { margin-right: 4%; }
.k-rtl dd { margin: 0 6% 0.4em 0; }
.k-rtl .k-bare { margin-right: 0; }
.k-rtl .k-left { text-align: left; }
.k-rtl .k-center { text-align: center; }
.k-rtl .k-in-1 { margin-left: 0; margin-right: 5%; }
.k-rtl .k-in-2 { margin-left: 0; margin-right: 10%; }
.k-rtl .k-in-3 { margin-left: 0; margin-right: 15%; }
.k-rtl .k-in-4 { margin-left: 0; margin-right: 20%; }
.k-vertical { -epub-writing-mode: vertical-rl; -webkit-writing-mode: vertical-rl; writing-mode: vertical-rl; }
.k-break { page-break-before: always; }
`;
