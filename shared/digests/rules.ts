import { RE2JS, RE2JSSyntaxException } from "re2js";

/** What a reader's rule is met by. */
export interface Rules {
  /** Those that a text meets, as they are written, in their order. */
  metBy(text: string): readonly string[];
}

/** How much of a text an expression is held against, in characters: it takes about 0.3 ms for each thousand. */
const expressionTextMax = 20_000;
/** An expression's program is as large as it counts: `a{1000}` is a thousand steps. */
const programSizeMax = 2000;

/** What is wrong with a rule, in a sentence; `undefined` where nothing is. */
export function ruleMistake(rule: string): string | undefined {
  const expression = expressionIn(rule);
  if (expression === undefined) {
    return phraseIn(rule) === ""
      ? `“${rule}” has neither a letter nor a digit, so that nothing could meet it.`
      : undefined;
  }
  try {
    return compile(expression).programSize() > programSizeMax
      ? `The expression ${rule} counts too far: use smaller numbers in its braces.`
      : undefined;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    return `The expression ${rule} cannot be read: ${error.message.replace(/^error parsing regexp: /u, "")}.`;
  }
}

/**
 * Rules are words or phrases, found wherever they stand whole, whatever their case; `*` at the end stands for any end of the word,
 * and in scripts without blanks a rule is met wherever its characters stand. Between slashes they are regular expressions
 * without look-around or back-references, which is what lets them be matched in linear time whoever wrote them.
 * Rules with a mistake are met by nothing.
 */
export function readRules(rules: readonly string[]): Rules {
  const read = rules.map((rule) => ({ rule, isMet: matcherOf(rule) }));
  return {
    metBy: (text) => {
      if (read.length === 0) return [];
      const seen = { text: text.slice(0, expressionTextMax), words: wordsOf(text) };
      return read.filter(({ isMet }) => isMet(seen)).map(({ rule }) => rule);
    },
  };
}

type Matcher = (seen: { readonly text: string; readonly words: string }) => boolean;

function matcherOf(rule: string): Matcher {
  if (ruleMistake(rule) !== undefined) return () => false;
  const expression = expressionIn(rule);
  if (expression !== undefined) {
    const compiled = compile(expression);
    return ({ text }) => compiled.matcher(text).find();
  }
  const phrase = phraseIn(rule);
  if (unspacedScript.test(phrase)) return ({ words }) => words.includes(phrase);
  const sought = rule.trimEnd().endsWith("*") ? ` ${phrase}` : ` ${phrase} `;
  return ({ words }) => words.includes(sought);
}

const unspacedScript = /[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/u;

function expressionIn(rule: string): string | undefined {
  return /^\/(.+)\/i?$/su.exec(rule.trim())?.[1];
}

function compile(expression: string): RE2JS {
  return RE2JS.compile(expression, RE2JS.CASE_INSENSITIVE | RE2JS.MULTILINE);
}

function phraseIn(rule: string): string {
  return wordsOf(rule).trim();
}

/** Letters and digits with one blank between and around, so that a rule meets whole words alone. */
function wordsOf(text: string): string {
  return ` ${text
    .toLowerCase()
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim()} `;
}
