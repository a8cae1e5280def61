// TypeScript's syntax trees: what `server.ts` gives, and what tells their nodes apart. By name, so that the build leaves
// out of the checker's joined file what nobody names.
export * from "typescript/ast";
