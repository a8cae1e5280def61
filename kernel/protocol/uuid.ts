// Every identifier that the kernel makes up: of messages, sessions, comms, subshells, keys. A UUID, as the protocol asks for.
export { v4 as uuid } from "uuid";
