// The few ANSI colours that tracebacks use; front ends turn them into their theme's. Words that must be
// read are bold or plain: on the red ground of JupyterLab's errors, coloured text is too faint in the one theme or the other.
const paint = (open: string, close: string) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;

export const bold = paint("1", "22");
export const dim = paint("2", "22");
export const red = paint("31", "39");
export const green = paint("32", "39");
export const yellow = paint("33", "39");
export const cyan = paint("36", "39");
