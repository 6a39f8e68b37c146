/** Opens and closes lists in `html` so that items nest by their level (from 0), whatever levels are skipped. */
export interface NestedLists {
  item(level: number, tag: "ol" | "ul", content: string): void;
  closeAll(): void;
  isOpen(): boolean;
}

export function nestedLists(html: string[]): NestedLists {
  const open: { level: number; tag: "ol" | "ul" }[] = [];
  const close = () => html.push(`</li></${open.pop()?.tag}>`);
  return {
    item: (level: number, tag: "ol" | "ul", content: string) => {
      while ((open.at(-1)?.level ?? -1) > level) close();
      const top = open.at(-1);
      if (top !== undefined && top.level === level && top.tag !== tag) close();
      if (open.at(-1)?.level === level) html.push("</li>");
      else {
        html.push(`<${tag}>`);
        open.push({ level, tag });
      }
      html.push(`<li>${content}`);
    },
    isOpen: () => open.length > 0,
    closeAll: () => {
      while (open.length > 0) close();
    },
  };
}
