import type { Page } from "playwright-core";

export interface PoorText {
  readonly text: string;
  readonly ratio: number;
}

/**
 * Every visible text whose contrast with what lies behind it is below what WCAG 2.2 AA asks for (1.4.3: 4.5, or 3 for
 * large type). Colours are drawn onto a canvas first, so that whatever way they are written in is understood.
 */
export async function poorTexts(page: Page): Promise<{ readonly texts: number; readonly poor: readonly PoorText[] }> {
  // Runs in the browser, whose types this project does not load: so it is handed over as text.
  return await page.evaluate<{ texts: number; poor: PoorText[] }>(`(() => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const onto = (ground, colour) => {
      context.fillStyle = "rgb(" + ground.join(",") + ")";
      context.fillRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colour) => {
      const [r, g, b] = colour.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const groundOf = (element) => {
      const chain = [];
      for (let at = element; at !== null; at = at.parentElement) chain.unshift(getComputedStyle(at).backgroundColor);
      return chain.reduce(onto, [255, 255, 255]);
    };
    const poor = [];
    let texts = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.nodeValue.trim();
      const element = walker.currentNode.parentElement;
      if (text === "" || element.closest("script, .unseen, .skip") || !element.checkVisibility()) continue;
      texts += 1;
      const style = getComputedStyle(element);
      const ground = groundOf(element);
      const one = luminance(onto(ground, style.color));
      const other = luminance(ground);
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (large ? 3 : 4.5)) poor.push({ text: text.slice(0, 60), ratio: Math.round(ratio * 100) / 100 });
    }
    return { texts, poor };
  })()`);
}
