// What a notebook asks its user with: `input` and `password`, awaited or not. Where the text is typed is the front end's
// business; the front knows whether it can be asked at all.
import type { FrontQuestions } from "./questions.ts";

/** The notebook's globals for input. */
export function inputGlobals(questions: FrontQuestions): Record<string, (prompt?: unknown) => unknown> {
  const asked = (prompt: unknown, password: boolean) => ({ prompt: String(prompt), password });
  return {
    input: (prompt = "") => questions.ask("input", asked(prompt, false)),
    password: (prompt = "") => questions.ask("input", asked(prompt, true)),
    inputSync: (prompt = "") => questions.askNow("input", asked(prompt, false)),
    passwordSync: (prompt = "") => questions.askNow("input", asked(prompt, true)),
  };
}
