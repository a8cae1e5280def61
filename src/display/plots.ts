// What `plot.…` offers users: the plots, and the one that grows, which draws through displays.
export * from "../plot/index.ts";
export { livePlot as live } from "./livePlot.ts";
