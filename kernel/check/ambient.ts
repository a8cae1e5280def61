// The globals that a notebook has besides Node's, as TypeScript declarations.
export const ambientGlobals = `
/**
 * Shows a value below the cell, as its last expression would be shown.
 *
 * @param value any value; tensors, charts and images come as pictures
 */
declare function display(value: unknown): void;
`;
