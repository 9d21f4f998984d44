// The one way that the socket client travels here.
import { WS } from "../../node_modules/engine.io-client/build/esm/transports/websocket.js";

export const transports = { websocket: WS };
