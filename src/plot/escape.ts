// The one escape helper: every piece of data that becomes HTML or SVG passes through it. Not a sanitiser: markup that a
// user writes on purpose (`html("<b>…")`) is left as it is, so whoever builds markup from data must call this.

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text made safe inside HTML and SVG, in content and in quoted attributes; control characters XML forbids are dropped. */
export function escapeMarkup(text: unknown): string {
  return String(text)
    .replace(/[\ud800-\udfff]/gu, "\ufffd")
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
