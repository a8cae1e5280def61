// The table of what helps training beside layers: what `nn.utils.…` offers. One file each and one line here.
export { type ClipOptions, clipGradNorm } from "./clipGradNorm.ts";
export { clipGradValue } from "./clipGradValue.ts";
