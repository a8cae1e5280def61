// The checker's own thread begins here: what serves its calls is large, so it is loaded when what was compiled of it is at hand.
import { keepCompiled } from "../compileCache.ts";

keepCompiled();
await import("./serve.ts");
